package io.usersapi.keycloak;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.library.GeneralCodingRules;
import io.usersapi.keycloak.support.ModuleCode;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.UriBuilder;
import jakarta.ws.rs.core.UriInfo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
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

    private static final String ROOT = ModuleCode.ROOT;
    private static final String FRONT_DOOR = "front door";
    private static final Set<String> LARGE = Set.of("hashes");
    private static final JavaClasses CODE = ModuleCode.CLASSES;

    /** The table of docs/architecture.md in which each room names the rooms that it uses. */
    @Test
    void roomsUseNoOthersThanTheArchitecturePageSays() throws IOException {
        Map<String, Set<String>> told = arrows();
        Map<String, Set<String>> untold = new TreeMap<>();
        CODE.forEach(user -> user.getDirectDependenciesFromSelf().stream()
                .map(dependency -> room(dependency.getTargetClass()))
                .filter(used -> used.isPresent() && !used.equals(room(user)))
                .filter(used ->
                        !told.getOrDefault(room(user).orElseThrow(), Set.of()).contains(used.get()))
                .forEach(used -> untold.computeIfAbsent(user.getName(), name -> new TreeSet<>())
                        .add(used.get())));
        assertEquals(Map.of(), untold);
    }

    @Test
    void roomsFormNoCycle() {
        slices().matching(ROOT + ".(**)").should().beFreeOfCycles().check(CODE);
        noClasses()
                .that(not(resideInAPackage(ROOT)))
                .should()
                .dependOnClassesThat()
                .resideInAPackage(ROOT)
                .check(CODE);
    }

    /** A larger one needs a reason in docs/decisions/0015-rooms.md. */
    @Test
    void roomsHaveAtMostFifteenClasses() {
        Map<String, Long> large = CODE.stream()
                .filter(found ->
                        found.isTopLevelClass() && !found.getSimpleName().equals("package-info"))
                .collect(
                        Collectors.groupingBy(found -> room(found).orElseThrow(), TreeMap::new, Collectors.counting()));
        large.values().removeIf(classes -> classes <= 15);
        large.keySet().removeAll(LARGE);
        assertEquals(Map.of(), large);
    }

    @Test
    void theDatabaseIsAskedInFewRooms() {
        noClasses()
                .that(not(resideInAnyPackage(
                        within("account"),
                        within("guard"),
                        within("listing.index"),
                        within("listing.query"),
                        within("listing.session"),
                        within("module"))))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "jakarta.persistence..", "org.keycloak.models.jpa..", "org.keycloak.connections.jpa..")
                .check(CODE);
    }

    @Test
    void onlyOneClassKnowsMicrometer() {
        noClasses()
                .that()
                .doNotHaveSimpleName("ApiMetrics")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.micrometer..")
                .check(CODE);
    }

    /** Links, addresses and query parameters are no requests. */
    @Test
    void accountsListsMailsAndTheModuleKnowNoHttp() {
        noClasses()
                .that(resideInAnyPackage(within("account"), within("module"), within("mail"), within("listing")))
                .should()
                .dependOnClassesThat(resideInAPackage("jakarta.ws.rs..")
                        .and(not(type(UriBuilder.class).or(type(UriInfo.class)).or(type(MultivaluedMap.class)))))
                .check(CODE);
    }

    @Test
    void resourcesStandWhereRequestsArrive() {
        classes()
                .that()
                .haveSimpleNameEndingWith("Resource")
                .should()
                .resideInAnyPackage(
                        ROOT, within("http"), within("users"), within("tokens"), within("page"), within("bulk"))
                .check(CODE);
    }

    /** Providers, their factories, resources, and the filter of the console's answers: what decides stands in a room. */
    @Test
    void theFrontDoorHasEntryPointsOnly() {
        classes()
                .that()
                .resideInAPackage(ROOT)
                .and()
                .areTopLevelClasses()
                .should()
                .haveSimpleNameEndingWith("Factory")
                .orShould()
                .haveSimpleNameEndingWith("Provider")
                .orShould()
                .haveSimpleNameEndingWith("Resource")
                .orShould()
                .haveSimpleNameEndingWith("Listener")
                .orShould()
                .haveSimpleNameEndingWith("Handler")
                .orShould()
                .haveSimpleNameEndingWith("Filter")
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
                "BatchedUsers",
                "AccountAttributes",
                "Invitation",
                "DefaultAdmins",
                "Tombstone",
                "OutsideStore",
                "Passwords",
                "Lockout",
                "EndedSessions",
                "EndedSession",
                "GivenRoles",
                "HeldRoles",
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
                .that(not(simpleNameIn(
                        "Tombstone",
                        "Reconciliation",
                        "UserRows",
                        "UserDates",
                        "NewUsers",
                        "NewRows",
                        "Endings",
                        "OlderTokens",
                        "QuietSessions")))
                .should()
                .accessTargetWhere(DescribedPredicate.describe(
                        "it sends a statement",
                        access -> List.of("executeUpdate", "executeBatch").contains(access.getName())))
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

    private static String within(String room) {
        return ROOT + "." + room + "..";
    }

    /** The room of one of our classes; the front door's is empty. */
    private static Optional<String> room(JavaClass found) {
        return Optional.of(found.getPackageName())
                .filter(name -> (name + ".").startsWith(ROOT + "."))
                .map(name -> name.equals(ROOT) ? FRONT_DOOR : name.substring(ROOT.length() + 1));
    }

    private static Map<String, Set<String>> arrows() throws IOException {
        Map<String, Set<String>> arrows = new TreeMap<>();
        Files.readAllLines(Path.of("docs/architecture.md")).stream()
                .dropWhile(line -> !line.startsWith("| Package | Uses |"))
                .skip(2)
                .takeWhile(line -> line.startsWith("|"))
                .map(line -> line.replace("`", "").split("\\s*\\|\\s*"))
                .forEach(cells -> arrows.put(cells[1], Set.of(cells[2].split(", "))));
        return arrows;
    }
}
