package io.usersapi.keycloak.account;

import io.usersapi.keycloak.http.input.JsonBody;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** What a request wants of a user: of a new one, or of an existing one, whose absent fields stay. */
public final class AccountDraft {

    /** A use of a field together with what is wanted of it. */
    public interface Use {
        <T> void of(Field<T> field, T value);
    }

    /** Wants nothing. */
    public static final AccountDraft NOTHING = new AccountDraft(Map.of());

    private final Map<Field<?>, Object> values;

    private AccountDraft(Map<Field<?>, Object> values) {
        this.values = values;
    }

    /** What a body wants; each broken rule is noted in its violations. */
    public static AccountDraft read(JsonBody body, Field.Roles roles) {
        AccountDraft draft = NOTHING;
        for (Field<?> field : Fields.READ) {
            draft = draft.reading(field, body, roles);
        }
        return draft;
    }

    private <T> AccountDraft reading(Field<T> field, JsonBody body, Field.Roles roles) {
        return field.read(body, roles).map(value -> with(field, value)).orElse(this);
    }

    /** The same, and this besides. */
    public <T> AccountDraft with(Field<T> field, T value) {
        Map<Field<?>, Object> more = new LinkedHashMap<>(values);
        more.put(field, value);
        return new AccountDraft(more);
    }

    /** The same without the fields that are not to be there. */
    public AccountDraft only(Predicate<Field<?>> wanted) {
        Map<Field<?>, Object> rest = new LinkedHashMap<>(values);
        rest.keySet().removeIf(wanted.negate());
        return new AccountDraft(rest);
    }

    /** Whether something of it is lost in a directory that Keycloak does not import. */
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

    /** What is wanted of the field. */
    @SuppressWarnings("unchecked")
    public <T> Optional<T> get(Field<T> field) {
        return Optional.ofNullable((T) values.get(field));
    }

    /** Whether nothing is wanted. */
    public boolean isEmpty() {
        return values.isEmpty();
    }

    /** Does something with each field that is wanted, in the order of the table. */
    public void each(Use use) {
        values.keySet().forEach(field -> use(field, use));
    }

    private <T> void use(Field<T> field, Use use) {
        get(field).ifPresent(value -> use.of(field, value));
    }

    /** The attributes that Keycloak's user profile makes of the draft. */
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

    /** Hidden: it has a password. */
    @Override
    public String toString() {
        return "AccountDraft[hidden]";
    }
}
