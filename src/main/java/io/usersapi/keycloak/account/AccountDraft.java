package io.usersapi.keycloak.account;

import io.usersapi.keycloak.http.input.JsonBody;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.keycloak.userprofile.UserProfile;

/**
 * What a request wants of a user, by field: of a new user, or of an existing one, whose other fields stay. A draft does
 * not change; the methods that add or remove fields answer another draft.
 */
public final class AccountDraft {

    /** Does something with a field and the value that is wanted for it. */
    public interface Use {
        <T> void of(Field<T> field, T value);
    }

    /** The draft that wants nothing. */
    public static final AccountDraft NOTHING = new AccountDraft(Map.of());

    private final Map<Field<?>, Object> values;
    private UserProfile checkedAs;

    private AccountDraft(Map<Field<?>, Object> values) {
        this.values = values;
    }

    /**
     * The draft that a JSON body describes; each broken rule is noted in the body's violations.
     *
     * @param roles finds the roles that the body names
     */
    public static AccountDraft read(JsonBody body, Field.Roles roles) {
        // One of its own, also where the body has no field: a draft remembers the profile by which it was checked.
        AccountDraft draft = new AccountDraft(Map.of());
        for (Field<?> field : Fields.READ) {
            draft = draft.reading(field, body, roles);
        }
        return draft;
    }

    private <T> AccountDraft reading(Field<T> field, JsonBody body, Field.Roles roles) {
        return field.read(body, roles).map(value -> with(field, value)).orElse(this);
    }

    /** This draft with one more field. */
    public <T> AccountDraft with(Field<T> field, T value) {
        Map<Field<?>, Object> more = new LinkedHashMap<>(values);
        more.put(field, value);
        return new AccountDraft(more);
    }

    /** This draft with only the fields that are wanted. */
    public AccountDraft only(Predicate<Field<?>> wanted) {
        Map<Field<?>, Object> rest = new LinkedHashMap<>(values);
        rest.keySet().removeIf(wanted.negate());
        return new AccountDraft(rest);
    }

    /**
     * Whether the draft has a value that only Keycloak can keep, and a directory that Keycloak does not import would
     * lose.
     */
    public boolean isKeptByKeycloak() {
        boolean[] any = new boolean[1];
        each(new Use() {
            @Override
            public <T> void of(Field<T> field, T value) {
                any[0] |= field.isKeptByKeycloak(value);
            }
        });
        return any[0];
    }

    /** The value that is wanted for the field, if any. */
    @SuppressWarnings("unchecked")
    public <T> Optional<T> get(Field<T> field) {
        return Optional.ofNullable((T) values.get(field));
    }

    /** Whether nothing is wanted. */
    public boolean isEmpty() {
        return values.isEmpty();
    }

    /** Whether the other draft wants all that this one wants. */
    public boolean isPartOf(AccountDraft other) {
        return other.values.entrySet().containsAll(values.entrySet());
    }

    /**
     * Does something with each field that is wanted, in the order in which the fields were added, which is that of
     * {@link Fields#READ} for a draft that was read.
     */
    public void each(Use use) {
        values.keySet().forEach(field -> use(field, use));
    }

    private <T> void use(Field<T> field, Use use) {
        get(field).ifPresent(value -> use.of(field, value));
    }

    /** The profile of the new user by which this draft was checked, if it was. */
    public Optional<UserProfile> checkedAs() {
        return Optional.ofNullable(checkedAs);
    }

    void checkedAs(UserProfile profile) {
        checkedAs = profile;
    }

    /** The draft as attributes of Keycloak's user profile. */
    Map<String, List<String>> profile() {
        Map<String, List<String>> attributes = new HashMap<>();
        each(new Use() {
            @Override
            public <T> void of(Field<T> field, T value) {
                attributes.putAll(field.profile(value));
            }
        });
        return attributes;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof AccountDraft draft && draft.values.equals(values);
    }

    @Override
    public int hashCode() {
        return values.hashCode();
    }

    /** Hides the content, which may have a password. */
    @Override
    public String toString() {
        return "AccountDraft[hidden]";
    }
}
