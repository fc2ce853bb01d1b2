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
 * One field of an account, an entry of {@link Fields}: how it is read from a request, what rules it has, what of it is a
 * change, how it is written and how an answer shows it. A part that an entry does not name does nothing.
 *
 * @param <T> what a request wants of the field
 */
public final class Field<T> {

    /** Finds a role that can be assigned, by its id or name. */
    public interface Roles extends Function<String, Optional<RoleModel>> {}

    /**
     * What a rule looks at.
     *
     * @param owner the user whose field it is, or null where it is yet to be created
     * @param candidate the same, or what it is about to be
     */
    record Check(
            KeycloakSession session, Settings settings, UserModel owner, UserModel candidate, Violations violations) {}

    /** What a difference looks at: the user as it is, and all that is wanted of it. */
    public record Current(KeycloakSession session, Accounts accounts, UserModel user, AccountDraft wanted) {

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

    /** @param names how requests and answers call the field; a second name is another way to send it */
    Field(String... names) {
        this.names = List.of(names);
    }

    /** The name that stands in answers and beside errors. */
    public String name() {
        return names.get(0);
    }

    List<String> names() {
        return names;
    }

    /** How the field is read from a request: nothing where it is absent or breaks a rule, which is then noted. */
    Field<T> read(BiFunction<JsonBody, Roles, Optional<T>> how) {
        reader = how;
        return this;
    }

    /** Which attributes of Keycloak's user profile the field is made of: the profile's rules are its rules. */
    Field<T> inProfile(Predicate<String> attributes, Function<T, Map<String, List<String>>> values) {
        profileNames = attributes;
        profile = values;
        return this;
    }

    /** What it must be like besides the user profile's rules: each broken rule is noted. */
    Field<T> ruled(BiConsumer<T, Check> by) {
        rule = by;
        return this;
    }

    /** What of it is not yet so. */
    Field<T> differing(BiFunction<T, Current, Optional<T>> by) {
        difference = by;
        return this;
    }

    /** For which values a directory that Keycloak does not import has no place. */
    Field<T> keptByKeycloak(Predicate<T> which) {
        keptByKeycloak = which;
        return this;
    }

    Field<T> written(BiConsumer<T, AccountFields> by) {
        writer = by;
        return this;
    }

    /** What answers show. */
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

    public void write(T value, AccountFields user) {
        writer.accept(value, user);
    }

    Object show(AccountSource source) {
        return shown.apply(source);
    }
}
