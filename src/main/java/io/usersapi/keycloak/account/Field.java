package io.usersapi.keycloak.account;

import io.usersapi.keycloak.http.input.JsonBody;
import io.usersapi.keycloak.http.problem.Violations;
import io.usersapi.keycloak.module.Settings;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RoleModel;
import org.keycloak.models.UserModel;

/**
 * One field of an account, an entry of {@link Fields}. It says how the field is read from a request, which rules it
 * has, when a value is a change, how it is written and how an answer shows it. A part that an entry does not set does
 * nothing.
 *
 * @param <T> the type of the value that a request wants
 */
public final class Field<T> {

    /** Finds a role that can be assigned, by id or name. */
    public interface Roles extends Function<String, Optional<RoleModel>> {}

    /**
     * What a rule looks at.
     *
     * @param owner the user whose field is checked, or null where the user is yet to be created
     * @param candidate a stand-in for the user as the request makes it
     * @param violations where the rule notes what is broken
     */
    record Check(
            KeycloakSession session, Settings settings, UserModel owner, UserModel candidate, Violations violations) {}

    /** What decides whether a value is a change: the user as it is now, and everything that the request wants. */
    public record Current(KeycloakSession session, Accounts accounts, UserModel user, AccountDraft wanted) {

        /** What is wanted of the field and the user does not have yet. */
        public <T> Optional<T> difference(Field<T> field) {
            return wanted.get(field).flatMap(value -> field.difference.apply(value, this));
        }
    }

    private final List<String> names;
    private BiFunction<JsonBody, Roles, Optional<T>> reader = (body, roles) -> Optional.empty();
    private Predicate<String> profileNames;
    private Function<T, Map<String, List<String>>> profile = value -> Map.of();
    private BiConsumer<T, Check> rule = (value, check) -> {};
    private BiFunction<T, Current, Optional<T>> difference = (value, current) -> Optional.of(value);
    private Predicate<T> keptByKeycloak = value -> false;
    private BiConsumer<T, AccountFields> writer = (value, user) -> {};
    private Function<AccountSource, Object> shown = source -> null;

    /** @param names the field's name in requests and answers; a second name is another way to send it */
    Field(String... names) {
        this.names = List.of(names);
    }

    /** The name of the field in answers and beside errors. */
    public String name() {
        return names.get(0);
    }

    List<String> names() {
        return names;
    }

    /**
     * How the field is read from a request. The reader answers empty where the field is absent or breaks a rule, which
     * the reader notes.
     */
    Field<T> read(BiFunction<JsonBody, Roles, Optional<T>> how) {
        reader = how;
        return this;
    }

    /**
     * The field is a part of Keycloak's user profile, whose rules then apply to it.
     *
     * @param attributes whether an attribute of the profile belongs to the field
     * @param values the attributes that a value makes
     */
    Field<T> inProfile(Predicate<String> attributes, Function<T, Map<String, List<String>>> values) {
        profileNames = attributes;
        profile = values;
        return this;
    }

    /** A rule beside those of the user profile; it notes what is broken. */
    Field<T> ruled(BiConsumer<T, Check> by) {
        rule = by;
        return this;
    }

    /** Answers what of a value the user does not have yet. Without this part every value is a change. */
    Field<T> differing(BiFunction<T, Current, Optional<T>> by) {
        difference = by;
        return this;
    }

    /** The values for which a directory that Keycloak does not import has no place. */
    Field<T> keptByKeycloak(Predicate<T> which) {
        keptByKeycloak = which;
        return this;
    }

    /** How a value is written to a user. */
    Field<T> written(BiConsumer<T, AccountFields> by) {
        writer = by;
        return this;
    }

    /** What answers show of the field. */
    Field<T> shown(Function<AccountSource, Object> as) {
        shown = as;
        return this;
    }

    Optional<T> read(JsonBody body, Roles roles) {
        return reader.apply(body, roles);
    }

    boolean isMadeOf(String profileName) {
        return isInProfile() && profileNames.test(profileName);
    }

    Map<String, List<String>> profile(T value) {
        return profile.apply(value);
    }

    void check(T value, Check check) {
        rule.accept(value, check);
    }

    boolean isKeptByKeycloak(T value) {
        return keptByKeycloak.test(value);
    }

    /** Whether Keycloak's user profile writes the field of a new user. */
    public boolean isInProfile() {
        return profileNames != null;
    }

    /** Writes the value to the user, as the entry says. */
    public void write(T value, AccountFields user) {
        writer.accept(value, user);
    }

    Object show(AccountSource source) {
        return shown.apply(source);
    }
}
