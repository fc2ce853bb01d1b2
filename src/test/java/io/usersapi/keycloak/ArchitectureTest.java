package io.usersapi.keycloak;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.GeneralCodingRules;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.UriBuilder;
import org.junit.jupiter.api.Test;

/** Holds the rooms of the code and the arrows between them. */
class ArchitectureTest {

    private static final String ROOT = "io.usersapi.keycloak";
    private static final JavaClasses CODE = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(ROOT);

    @Test
    void roomsKnowOnlyTheRoomsBelow() {
        layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .layer("front door")
                .definedBy(ROOT)
                .layer("users")
                .definedBy(room("users"))
                .layer("tokens")
                .definedBy(room("tokens"))
                .layer("listing")
                .definedBy(room("listing"))
                .layer("mail")
                .definedBy(room("mail"))
                .layer("access")
                .definedBy(room("access"))
                .layer("accounts")
                .definedBy(room("accounts"))
                .layer("module")
                .definedBy(room("module"))
                .layer("metrics")
                .definedBy(room("metrics"))
                .layer("input")
                .definedBy(room("input"))
                .layer("problem")
                .definedBy(room("problem"))
                .ensureAllClassesAreContainedInArchitecture()
                .whereLayer("front door")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("users")
                .mayOnlyBeAccessedByLayers("front door")
                .whereLayer("tokens")
                .mayOnlyBeAccessedByLayers("front door")
                .whereLayer("listing")
                .mayOnlyBeAccessedByLayers("front door", "users")
                .whereLayer("mail")
                .mayOnlyBeAccessedByLayers("front door", "users")
                .whereLayer("access")
                .mayOnlyBeAccessedByLayers("front door", "users", "tokens", "listing", "mail")
                .whereLayer("accounts")
                .mayOnlyBeAccessedByLayers("front door", "users", "tokens", "listing", "mail", "access")
                .whereLayer("module")
                .mayNotAccessAnyLayer()
                .whereLayer("metrics")
                .mayOnlyBeAccessedByLayers("front door", "mail")
                .whereLayer("metrics")
                .mayNotAccessAnyLayer()
                .whereLayer("input")
                .mayOnlyAccessLayers("problem")
                .whereLayer("problem")
                .mayNotAccessAnyLayer()
                .check(CODE);
    }

    @Test
    void roomsFormNoCycle() {
        slices().matching(ROOT + ".(*)..").should().beFreeOfCycles().check(CODE);
    }

    @Test
    void onlyTheLedgerTheReadingRoomAndTheFuseBoxQueryTheDatabase() {
        noClasses()
                .that(not(resideInAnyPackage(room("accounts"), room("listing"), room("module"))))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "jakarta.persistence..", "org.keycloak.models.jpa..", "org.keycloak.connections.jpa..")
                .check(CODE);
    }

    @Test
    void onlyTheMeterCupboardKnowsMicrometer() {
        noClasses()
                .that(not(resideInAPackage(room("metrics"))))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.micrometer..")
                .check(CODE);
    }

    /** Links and query parameters are no requests. */
    @Test
    void ledgerReadingRoomPostRoomAndFuseBoxKnowNoHttp() {
        noClasses()
                .that(resideInAnyPackage(room("accounts"), room("module"), room("mail"), room("listing")))
                .should()
                .dependOnClassesThat(resideInAPackage("jakarta.ws.rs..")
                        .and(not(type(UriBuilder.class).or(type(MultivaluedMap.class)))))
                .check(CODE);
    }

    @Test
    void onlyTheDesksAndTheFrontDoorAreResources() {
        classes()
                .that()
                .haveSimpleNameEndingWith("Resource")
                .should()
                .resideInAnyPackage(ROOT, room("users"), room("tokens"))
                .check(CODE);
    }

    @Test
    void nothingWritesToTheConsoleOrToOtherLogs() {
        GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS.check(CODE);
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.util.logging..", "org.slf4j..", "org.apache..")
                .check(CODE);
    }

    @Test
    void nothingComesFromOutsideKeycloaksOwnClassPath() {
        classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        ROOT + "..",
                        "java..",
                        "javax.crypto..",
                        "org.keycloak..",
                        "org.jboss.logging..",
                        "jakarta.annotation..",
                        "jakarta.ws.rs..",
                        "jakarta.persistence..",
                        "io.micrometer.core..",
                        "com.fasterxml.jackson..")
                .check(CODE);
    }

    private static String room(String name) {
        return ROOT + "." + name + "..";
    }
}
