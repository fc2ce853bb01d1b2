package io.usersapi.keycloak.account.profile;

import io.usersapi.keycloak.module.ModuleAttributes;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserModel;
import org.keycloak.representations.userprofile.config.UPConfig.UnmanagedAttributePolicy;

/**
 * Which attributes of users somebody may see and edit: those that the realm's user profile declares, and others where
 * the profile's policy for unmanaged attributes admits them. A name that differs from a reserved one only in case is
 * reserved: to MariaDB {@code Active} equals {@code active}, and Keycloak removes attributes by a statement.
 */
public final class ProfileAttributes {

    /** What somebody may do with an attribute; from {@link #READ_ONLY} on, the attribute may be seen. */
    public enum Access {
        /** There is no such attribute. */
        UNKNOWN,
        HIDDEN,
        READ_ONLY,
        EDITABLE
    }

    /** Keycloak's own four, what this module writes, and what Keycloak keeps in other columns; in lower case. */
    private static final Set<String> RESERVED = Stream.concat(
                    ModuleAttributes.ALL.stream(),
                    Stream.of(
                            UserModel.USERNAME,
                            UserModel.EMAIL,
                            UserModel.FIRST_NAME,
                            UserModel.LAST_NAME,
                            UserModel.ID,
                            UserModel.ENABLED,
                            UserModel.EMAIL_VERIFIED,
                            UserModel.CREATED_TIMESTAMP))
            .map(ProfileAttributes::lower)
            .collect(Collectors.toUnmodifiableSet());

    /** Keycloak removes {@code user.attributes.} from the beginning of a name (DefaultAttributes). */
    private static final List<String> RESERVED_PREFIXES =
            List.of("usersapi.", "user.attributes.", "kc.", "keycloak.session.");

    /**
     * What Keycloak itself writes among the attributes (DeclarativeUserProfileProviderFactory, UserModel), in lower
     * case. Administrators see it only where the realm's user profile declares it.
     */
    private static final Set<String> INTERNAL = Set.of(
            "kerberos_principal",
            "ldap_id",
            "ldap_entry_dn",
            "created_timestamp",
            "createtimestamp",
            "modifytimestamp",
            "usercertificate",
            "email_verified",
            "disabledreason",
            "is_temporary_admin",
            "terms_and_conditions");

    private static final String INTERNAL_PREFIX = "saml.persistent.name.id.for.";

    private final KeycloakSession session;
    private final boolean internationalized;
    private final boolean admin;
    private final Map<String, Access> known = new HashMap<>();
    /** Null until a name is asked for that is not reserved. */
    private DeclaredAttributes declared;

    private ProfileAttributes(KeycloakSession session, boolean admin) {
        this.session = session;
        this.internationalized = session.getContext().getRealm().isInternationalizationEnabled();
        this.admin = admin;
    }

    private DeclaredAttributes declared() {
        declared = declared == null ? DeclaredAttributes.of(session) : declared;
        return declared;
    }

    /** Reads the user profile now, so that all is known when the session has ended. */
    public ProfileAttributes read() {
        declared();
        return this;
    }

    /** The attributes as administrators see them. */
    public static ProfileAttributes ofAdministrators(KeycloakSession session) {
        return new ProfileAttributes(session, true);
    }

    /** The attributes as users see their own. */
    public static ProfileAttributes ofUsers(KeycloakSession session) {
        return new ProfileAttributes(session, false);
    }

    /** Whether this API never treats an attribute of the name as one of a user. */
    public static boolean isReserved(String name) {
        String lower = lower(name);
        return RESERVED.contains(lower) || RESERVED_PREFIXES.stream().anyMatch(lower::startsWith);
    }

    /** What somebody may do with the attribute. */
    public Access access(String name) {
        return known.computeIfAbsent(name, this::found);
    }

    public boolean isVisible(String name) {
        return access(name).compareTo(Access.READ_ONLY) >= 0;
    }

    /** The names of the declared attributes that may be seen, in alphabetical order. */
    public List<String> visibleNames() {
        return Stream.concat(Stream.of(UserModel.LOCALE), declared().byName().keySet().stream())
                .filter(this::isVisible)
                .distinct()
                .sorted()
                .toList();
    }

    private Access found(String name) {
        boolean isLocale = name.equals(UserModel.LOCALE);
        if (isReserved(name) || (isLocale && !internationalized)) {
            return Access.HIDDEN;
        }
        if (declared().byName().containsKey(name)) {
            return declared().access(name, admin);
        }
        if (isLocale) {
            return Access.EDITABLE;
        }
        String lower = lower(name);
        if (declared().namesInLowerCase().contains(lower) || lower.equals(UserModel.LOCALE)) {
            return Access.UNKNOWN;
        }
        if (INTERNAL.contains(lower) || lower.startsWith(INTERNAL_PREFIX)) {
            return Access.HIDDEN;
        }
        return unmanaged();
    }

    /** What somebody may do with attributes that the user profile does not declare. */
    public Access unmanaged() {
        UnmanagedAttributePolicy policy = declared().policy();
        if (policy == UnmanagedAttributePolicy.ENABLED) {
            return Access.EDITABLE;
        }
        if (policy == null || !admin) {
            return Access.UNKNOWN;
        }
        return policy == UnmanagedAttributePolicy.ADMIN_EDIT ? Access.EDITABLE : Access.READ_ONLY;
    }

    /** Those of the attributes that may be seen, by name, each with its values in alphabetical order. */
    public Map<String, List<String>> visible(Map<String, ? extends Collection<String>> attributes) {
        Map<String, List<String>> visible = new TreeMap<>();
        attributes.forEach((name, values) -> {
            if (isVisible(name)) {
                List<String> shown = sorted(values.stream());
                if (!shown.isEmpty()) {
                    visible.put(name, shown);
                }
            }
        });
        return visible;
    }

    /** The values as answers show them, in alphabetical order, since Keycloak keeps none; blank ones are left out. */
    public static List<String> sorted(Stream<String> values) {
        return values.filter(Objects::nonNull)
                .filter(value -> !value.isBlank())
                .sorted()
                .toList();
    }

    private static String lower(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}
