package io.usersapi.keycloak;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.GeneralCodingRules;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.UriBuilder;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.keycloak.models.RoleMapperModel;
import org.keycloak.models.SubjectCredentialManager;
import org.keycloak.models.UserLoginFailureProvider;
import org.keycloak.models.UserModel;
import org.keycloak.models.UserProvider;
import org.keycloak.models.UserSessionProvider;
import org.keycloak.models.jpa.entities.UserEntity;
import org.keycloak.organization.OrganizationProvider;

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
                .layer("page")
                .definedBy(room("page"))
                .layer("bulk")
                .definedBy(room("bulk"))
                .layer("listing")
                .definedBy(room("listing"))
                .layer("mail")
                .definedBy(room("mail"))
                .layer("access")
                .definedBy(room("access"))
                .layer("guard")
                .definedBy(room("guard"))
                .layer("accounts")
                .definedBy(room("accounts"))
                .layer("module")
                .definedBy(room("module"))
                .layer("hashes")
                .definedBy(room("hashes"))
                .layer("metrics")
                .definedBy(room("metrics"))
                .layer("input")
                .definedBy(room("input"))
                .layer("problem")
                .definedBy(room("problem"))
                .ensureAllClassesAreContainedInArchitecture()
                .whereLayer("front door")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("bulk")
                .mayOnlyBeAccessedByLayers("front door")
                .whereLayer("users")
                .mayOnlyBeAccessedByLayers("front door", "bulk")
                .whereLayer("tokens")
                .mayOnlyBeAccessedByLayers("front door")
                .whereLayer("page")
                .mayOnlyBeAccessedByLayers("front door")
                .whereLayer("page")
                .mayOnlyAccessLayers("input")
                .whereLayer("listing")
                .mayOnlyBeAccessedByLayers("front door", "users", "bulk")
                .whereLayer("mail")
                .mayOnlyBeAccessedByLayers("front door", "users")
                .whereLayer("access")
                .mayOnlyBeAccessedByLayers("front door", "users", "tokens", "bulk", "listing", "mail")
                .whereLayer("guard")
                .mayOnlyBeAccessedByLayers("front door", "users", "bulk")
                .whereLayer("accounts")
                .mayOnlyBeAccessedByLayers(
                        "front door", "users", "tokens", "bulk", "listing", "mail", "access", "guard")
                .whereLayer("module")
                .mayNotAccessAnyLayer()
                .whereLayer("hashes")
                .mayOnlyAccessLayers("module", "problem")
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
                .that(not(resideInAnyPackage(room("accounts"), room("guard"), room("listing"), room("module"))))
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
                .resideInAnyPackage(ROOT, room("users"), room("tokens"), room("page"), room("bulk"))
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
                        "org.hibernate..",
                        "org.bouncycastle.crypto..",
                        "org.jboss.logging..",
                        "jakarta.annotation..",
                        "jakarta.ws.rs..",
                        "jakarta.persistence..",
                        "org.hibernate..",
                        "io.micrometer.core..",
                        "com.opencsv..",
                        "com.fasterxml.jackson..")
                .check(CODE);
    }

    /** docs/security.md names these places, and what makes each of them safe. */
    @Test
    void usersAreWrittenWhereTheSecurityPageSays() {
        DescribedPredicate<JavaClass> writers = simpleNameIn(
                "AccountFields",
                "AccountChanges",
                "NewAccounts",
                "BatchedUser",
                "AccountAttributes",
                "Invitation",
                "DefaultAdmins",
                "Tombstone",
                "OutsideStore",
                "Lockout",
                "EndedSessions",
                "EndedSession",
                "Look");
        noClasses()
                .that(not(writers))
                .and()
                // Writes to a user that exists in memory alone.
                .haveSimpleNameNotEndingWith("AccountRules")
                .should()
                .accessTargetWhere(WRITES_USERS)
                .check(CODE);
        noClasses()
                .that(not(simpleNameIn("Tombstone", "Reconciliation", "UserRows", "UserDates", "NewUsers", "Endings")))
                .should()
                .accessTargetWhere(DescribedPredicate.describe(
                        "it sends a statement", access -> access.getName().equals("executeUpdate")))
                .check(CODE);
    }

    private static final List<Class<?>> USERS = List.of(
            UserModel.class,
            RoleMapperModel.class,
            UserProvider.class,
            SubjectCredentialManager.class,
            UserSessionProvider.class,
            UserLoginFailureProvider.class,
            OrganizationProvider.class,
            UserEntity.class);

    private static final Pattern WRITES =
            Pattern.compile("(set|add|remove|grant|delete|create|update|join|leave|revoke|disable)[A-Z].*");

    private static final DescribedPredicate<JavaAccess<?>> WRITES_USERS = DescribedPredicate.describe(
            "it writes users",
            access -> WRITES.matcher(access.getName()).matches()
                    && USERS.stream().anyMatch(access.getTargetOwner()::isAssignableTo));

    private static DescribedPredicate<JavaClass> simpleNameIn(String... names) {
        Set<String> known = Set.of(names);
        return DescribedPredicate.describe(
                "one of " + known, found -> known.contains(topLevel(found).getSimpleName()));
    }

    private static JavaClass topLevel(JavaClass found) {
        return found.getEnclosingClass().map(ArchitectureTest::topLevel).orElse(found);
    }

    private static String room(String name) {
        return ROOT + "." + name + "..";
    }
}
