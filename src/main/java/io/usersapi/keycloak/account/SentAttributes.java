package io.usersapi.keycloak.account;

import io.usersapi.keycloak.account.profile.ProfileAttributes;
import io.usersapi.keycloak.http.input.Characters;
import io.usersapi.keycloak.http.input.JsonBody;
import io.usersapi.keycloak.http.input.Shown;
import io.usersapi.keycloak.http.problem.ErrorCode;
import io.usersapi.keycloak.http.problem.Violations;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.userprofile.Attributes;

/**
 * The attributes that a request sends:
 *
 * <pre>{@code
 * {"attributes": {"department": "sales", "langs": ["de", "fr"], "nickname": null}}
 * }</pre>
 *
 * @param values the values by the name of the attribute; an empty list removes the attribute, and attributes that are
 *     not named stay as they are
 */
public record SentAttributes(Map<String, List<String>> values) {

    private static final String FIELD = "attributes";

    /** How many attributes a request may change, and how many values it may give to an attribute. */
    private static final int MOST = 100;

    /** The longest name in characters: Keycloak's column. */
    private static final int MAX_NAME_LENGTH = 255;

    /**
     * The names that this API takes; the user profile can declare fewer. All databases distinguish such names, apart
     * from the case of letters.
     */
    private static final Pattern NAME = Pattern.compile("[!-~]([ -~]*[!-~])?");

    /**
     * The attributes of a body, or empty where it has none. What is blank is noted in the body's violations. Other rules
     * follow in {@link #check}, once it is known what is a change: Keycloak's Admin API gives a user also what this API
     * refuses, and a client may send back what it has read.
     */
    static Optional<SentAttributes> read(JsonBody body) {
        return body.textsByName(FIELD).map(sent -> new SentAttributes(notBlank(sent, body.violations())));
    }

    private static Map<String, List<String>> notBlank(Map<String, List<String>> sent, Violations violations) {
        Map<String, List<String>> rest = new TreeMap<>();
        sent.forEach((name, texts) -> {
            if (name.isBlank() || texts.stream().anyMatch(String::isBlank)) {
                violations.add(error(Shown.name(name)), ErrorCode.EMPTY);
            } else {
                rest.put(name, texts.stream().distinct().toList());
            }
        });
        return rest;
    }

    /** The rule that name or values break, if any. Whatever is there can be removed. */
    private Optional<ErrorCode> broken(String name) {
        List<String> texts = values.get(name);
        if (texts.isEmpty()) {
            return Optional.empty();
        }
        if (name.length() > MAX_NAME_LENGTH || texts.size() > MOST) {
            return Optional.of(ErrorCode.TOO_LONG);
        }
        boolean sound = NAME.matcher(name).matches() && texts.stream().allMatch(Characters::areSoundLines);
        return sound ? Optional.empty() : Optional.of(ErrorCode.INVALID_CHARACTERS);
    }

    /** The name of an attribute in errors. */
    static String error(String name) {
        return FIELD + "." + name;
    }

    /** The attributes as Keycloak's user profile takes them, without reserved names and what {@link #check} refuses. */
    Map<String, List<String>> inProfile() {
        if (values.size() > MOST) {
            return Map.of();
        }
        Map<String, List<String>> attributes = new HashMap<>(values);
        attributes.keySet().removeIf(name -> ProfileAttributes.isReserved(name) || !has(name));
        return attributes;
    }

    /** Whether the attribute was sent, with a name and values that can be taken. */
    boolean has(String name) {
        return values.containsKey(name) && broken(name).isEmpty();
    }

    /**
     * The attributes that change the user. An attribute that administrators may not edit counts as a change even where
     * the values are equal, so that it is refused, unless answers show it.
     */
    Optional<SentAttributes> difference(Field.Current now) {
        ProfileAttributes profile = ProfileAttributes.ofAdministrators(now.session());
        Map<String, List<String>> changes = new TreeMap<>(values);
        changes.entrySet().removeIf(sent -> {
            List<String> current = ProfileAttributes.sorted(
                    now.user().getAttributeStream(sent.getKey()).distinct());
            boolean mayBeSent = profile.access(sent.getKey()) == ProfileAttributes.Access.EDITABLE
                    || (profile.isVisible(sent.getKey()) && !current.isEmpty());
            return mayBeSent && current.equals(ProfileAttributes.sorted(sent.getValue().stream()));
        });
        return changes.isEmpty() ? Optional.empty() : Optional.of(new SentAttributes(changes));
    }

    /**
     * Notes what is too much, too long or has characters that nothing should have, attributes that administrators may not
     * edit, and a language that the realm does not have.
     */
    void check(Field.Check check) {
        if (values.size() > MOST) {
            check.violations().add(FIELD, ErrorCode.TOO_LONG, MOST);
            return;
        }
        ProfileAttributes profile = profile(check.session());
        values.keySet().forEach(name -> {
            String error = error(Shown.text(name));
            Optional<ErrorCode> broken = broken(name);
            if (broken.isPresent()) {
                int most = name.length() > MAX_NAME_LENGTH ? MAX_NAME_LENGTH : MOST;
                check.violations().add(error, broken.get(), most);
                return;
            }
            switch (profile.access(name)) {
                case UNKNOWN -> check.violations().add(error, ErrorCode.UNKNOWN_FIELD);
                case HIDDEN, READ_ONLY -> check.violations().add(error, ErrorCode.NOT_EDITABLE);
                case EDITABLE -> {
                    if (name.equals(UserModel.LOCALE)) {
                        checkLocale(check);
                    }
                }
            }
        });
    }

    /**
     * Notes required attributes that are to be removed. The validators of the profile note them, too, unless the attribute
     * has a default value, which stands in for the missing one (DefaultAttributes.normalizeAttributeValues).
     */
    void checkRemoved(Attributes profile, Violations violations) {
        values.forEach((name, texts) -> {
            boolean isMissing = texts.isEmpty() && profile.isRequired(name) && !profile.isReadOnly(name);
            if (isMissing && !violations.contains(error(name))) {
                violations.add(error(name), ErrorCode.REQUIRED);
            }
        });
    }

    /** The profile of the realm, which a session reads once, for many users. */
    private static ProfileAttributes profile(KeycloakSession session) {
        String name = ProfileAttributes.class.getName()
                + session.getContext().getRealm().getId();
        ProfileAttributes read = session.getAttribute(name, ProfileAttributes.class);
        if (read == null) {
            read = ProfileAttributes.ofAdministrators(session);
            session.setAttribute(name, read);
        }
        return read;
    }

    private void checkLocale(Field.Check check) {
        RealmModel realm = check.session().getContext().getRealm();
        List<String> languages = realm.getSupportedLocalesStream().sorted().toList();
        List<String> sent = values.get(UserModel.LOCALE);
        if (sent.size() > 1 || !languages.containsAll(sent)) {
            check.violations()
                    .add(
                            error(UserModel.LOCALE),
                            ErrorCode.INVALID_CHOICE,
                            languages.stream().collect(Collectors.joining(", ")));
        }
    }

    /** Hides the content, which is about a person. */
    @Override
    public String toString() {
        return "SentAttributes[hidden]";
    }
}
