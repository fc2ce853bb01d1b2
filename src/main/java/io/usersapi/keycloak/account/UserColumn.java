package io.usersapi.keycloak.account;

import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.keycloak.models.UserModel;
import org.keycloak.models.utils.KeycloakModelUtils;

/** The plain values of a user that answers show: columns of Keycloak's table, and getters of Keycloak's model. */
public enum UserColumn {
    ID("id", UserModel::getId),
    USERNAME("username", UserModel::getUsername),
    /**
     * In lower case, as Keycloak's table has it. The model of a writable directory that is not imported may have
     * capitals.
     */
    EMAIL("email", user -> KeycloakModelUtils.toLowerCaseSafe(user.getEmail())),
    FIRST_NAME("firstName", UserModel::getFirstName),
    LAST_NAME("lastName", UserModel::getLastName),
    EMAIL_VERIFIED("emailVerified", UserModel::isEmailVerified),
    ENABLED("enabled", UserModel::isEnabled),
    /** The id of the user store that the user was imported from, or null. */
    STORE("federationLink", UserModel::getFederationLink),
    /** Milliseconds since 1970, or null where Keycloak does not know. */
    CREATED_AT("createdTimestamp", Accounts::createdAt),
    /** Milliseconds since 1970, or null where Keycloak does not know. */
    UPDATED_AT("lastModifiedTimestamp", UserModel::getLastModifiedTimestamp);

    /** All columns of the user {@code u} in JPQL, in the order of this list. */
    public static final String ALL =
            Stream.of(values()).map(column -> "u." + column.property).collect(Collectors.joining(", "));

    /** As {@link #ALL}, each column with its property's name, for a query within another. */
    public static final String ALL_NAMED = Stream.of(values())
            .map(column -> "u." + column.property + " as " + column.property)
            .collect(Collectors.joining(", "));

    private final String property;
    private final Function<UserModel, Object> getter;

    UserColumn(String property, Function<UserModel, Object> getter) {
        this.property = property;
        this.getter = getter;
    }

    Object of(UserModel user) {
        return getter.apply(user);
    }
}
