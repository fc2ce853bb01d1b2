package io.usersapi.keycloak.authorization;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitAccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaConstructorCall;
import io.usersapi.keycloak.account.Accounts;
import io.usersapi.keycloak.account.state.Reach;
import io.usersapi.keycloak.support.ModuleCode;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.keycloak.storage.user.UserLookupProvider;
import org.keycloak.storage.user.UserQueryMethodsProvider;

/** Whom a caller may see and touch is asked at one place (docs/decisions/0016-reach.md). */
class ReachTest {

    private static final String ROOT = ModuleCode.ROOT + ".";
    private static final JavaClasses CODE = ModuleCode.CLASSES;

    /** The rooms that serve callers. */
    private static final DescribedPredicate<JavaClass> SERVES_CALLERS =
            resideInAnyPackage(Stream.of("users", "bulk", "listing", "mail", "page", "tokens", "authorization")
                    .map(room -> ROOT + room + "..")
                    .toArray(String[]::new));

    private static final Pattern LOOK_UP =
            Pattern.compile("(getUser|getServiceAccount|getRoleMembers|getGroupMembers|searchForUser).*");

    @Test
    void thereAreEverybodyAndNobody() {
        assertEquals(
                Set.of("Reach$1", "Reach$2"),
                CODE.stream()
                        .filter(found -> found.isAssignableTo(Reach.class) && !found.isEquivalentTo(Reach.class))
                        .map(found -> found.getName().replaceAll(".*\\.", ""))
                        .collect(Collectors.toSet()));
    }

    /** For the work that the module does by itself, {@code Accounts} are those of everybody. */
    @Test
    void theCallerAloneChooses() {
        assertEquals(
                Set.of("Accounts", "Caller"),
                classesWith(access -> access.getTargetOwner().isEquivalentTo(Reach.class)
                        && Set.of("EVERYBODY", "NOBODY").contains(access.getName())
                        && !access.getOriginOwner().isEquivalentTo(Reach.class)));
    }

    /** Whether a caller may call at all is the gate's question. */
    @Test
    void nothingElseAsksForThePermission() {
        assertEquals(
                Set.of("Caller", "Gate"),
                classesWith(access -> access.getTargetOwner().isEquivalentTo(Caller.class)
                        && Set.of("mayManageUsers", "holdsManageUsers").contains(access.getName())));
    }

    /** Each way to users: the class where it begins, and what that class makes for the reach of the caller. */
    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "pages counts and walks, UsersResource, Accounts UserList",
        "an export, Export, UserWalk",
        "a user and its sessions, UserResource, Accounts",
        "changes deletions and ends of sessions, UserWrites, Accounts",
        "mails, UserMails, Accounts",
        "each of many users, Bulk, Accounts",
        "the rows of an import, ImportWork, Accounts",
        "what an import writes, ImportWrites, Accounts"
    })
    void eachWayAsksTheCaller(String way, String begins, String makes) {
        Collection<JavaAccess<?>> steps = accesses().stream()
                .filter(access ->
                        topLevel(access.getOriginOwner()).getSimpleName().equals(begins))
                .toList();
        assertEquals(
                Set.of(makes.split(" ")),
                steps.stream()
                        .filter(step -> takes(step, Reach.class))
                        .map(step -> step.getTargetOwner().getSimpleName())
                        .collect(Collectors.toSet()));
        assertEquals(
                Set.of("Caller.reach"),
                steps.stream()
                        .filter(step -> step.getTarget() instanceof CodeUnitAccessTarget target
                                && target.getRawReturnType().isEquivalentTo(Reach.class))
                        .map(step -> step.getTargetOwner().getSimpleName() + "." + step.getName())
                        .collect(Collectors.toSet()));
    }

    /**
     * Others who serve callers find no users beyond the reach. A caller sees itself at {@code /users/me}. The mail to a
     * user whom the caller has just created goes out even where the caller has lost the right meanwhile.
     */
    @Test
    void nobodyElseFindsEverybody() {
        assertEquals(
                Set.of("NewUserInvitation", "NewUserVerification", "UsersResource"),
                classesWith(access -> SERVES_CALLERS.test(access.getOriginOwner())
                        && access instanceof JavaConstructorCall
                        && access.getTargetOwner().isEquivalentTo(Accounts.class)
                        && !takes(access, Reach.class)));
    }

    /** The list of a directory asks the reach of each user. The others look for the caller, or for who signs in. */
    @Test
    void nobodyElseAsksKeycloakForUsers() {
        assertEquals(
                Set.of("Caller", "FederatedUsers", "OpenedLink", "SentLinks", "SignInName"),
                classesWith(access -> SERVES_CALLERS.test(access.getOriginOwner())
                        && (access.getTargetOwner().isAssignableTo(UserLookupProvider.class)
                                || access.getTargetOwner().isAssignableTo(UserQueryMethodsProvider.class))
                        && LOOK_UP.matcher(access.getName()).matches()));
    }

    /** It puts the condition into the query, or has each user of a directory asked. */
    @Test
    void everyListBeginsAtOneClass() {
        assertEquals(
                Set.of("UserSources"),
                classesWith(access -> access instanceof JavaConstructorCall
                        && !access.getOriginOwner().equals(access.getTargetOwner())
                        && Set.of("UserPredicate", "FederatedUsers", "CreationIndex")
                                .contains(access.getTargetOwner().getSimpleName())));
    }

    private static boolean takes(JavaAccess<?> access, Class<?> type) {
        return access.getTarget() instanceof CodeUnitAccessTarget target
                && target.getRawParameterTypes().stream().anyMatch(parameter -> parameter.isEquivalentTo(type));
    }

    /** The simple names of the classes with such an access. */
    private static Set<String> classesWith(Predicate<JavaAccess<?>> which) {
        return accesses().stream()
                .filter(which)
                .map(access -> topLevel(access.getOriginOwner()).getSimpleName())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Collection<JavaAccess<?>> accesses() {
        return CODE.stream()
                .<JavaAccess<?>>flatMap(found -> found.getAccessesFromSelf().stream())
                .toList();
    }

    private static JavaClass topLevel(JavaClass found) {
        return found.getEnclosingClass().map(ReachTest::topLevel).orElse(found);
    }
}
