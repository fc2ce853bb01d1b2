package io.usersapi.keycloak.tokens;

import io.usersapi.keycloak.account.value.EmailAddress;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.ModelDuplicateException;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.utils.KeycloakModelUtils;

/**
 * The name by which the direct-grant flow finds the user with an address, and no other user. The flow looks for an
 * address where the realm lets people sign in with one, and then for a username (ValidateUsername). The username of one
 * user may be the address of another.
 *
 * @param address what was sent
 * @param user the user with the address, or empty
 * @param name what the flow is given; where there is no such user, a name that nobody has
 */
record SignInName(EmailAddress address, Optional<UserModel> user, String name) {

    static SignInName of(KeycloakSession session, EmailAddress address) {
        Optional<UserModel> user = withAddress(session, address);
        String name = user.flatMap(wanted -> Stream.of(wanted.getUsername(), address.value())
                        .filter(candidate -> found(session, candidate)
                                .filter(found -> found.getId().equals(wanted.getId()))
                                .isPresent())
                        .findFirst())
                .orElseGet(() -> UUID.randomUUID().toString());
        return new SignInName(address, user, name);
    }

    /**
     * What events name as the user: the username where the flow was given the username, else the address that was sent.
     */
    String told() {
        return user.map(UserModel::getUsername).filter(name::equals).orElse(address.value());
    }

    /**
     * The user with exactly the address: MariaDB also finds one that has {@code é} for {@code e}. In a realm that lets
     * several users have one address, such an address finds nobody.
     */
    private static Optional<UserModel> withAddress(KeycloakSession session, EmailAddress address) {
        RealmModel realm = session.getContext().getRealm();
        try {
            return Optional.ofNullable(session.users().getUserByEmail(realm, address.value()))
                    .filter(found -> address.value().equals(KeycloakModelUtils.toLowerCaseSafe(found.getEmail())));
        } catch (ModelDuplicateException several) {
            return Optional.empty();
        }
    }

    private static Optional<UserModel> found(KeycloakSession session, String name) {
        try {
            return Optional.ofNullable(KeycloakModelUtils.findUserByNameOrEmail(
                    session, session.getContext().getRealm(), name));
        } catch (ModelDuplicateException several) {
            return Optional.empty();
        }
    }
}
