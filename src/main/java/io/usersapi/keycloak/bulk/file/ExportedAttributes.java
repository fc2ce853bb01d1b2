package io.usersapi.keycloak.bulk.file;

import io.usersapi.keycloak.account.profile.ProfileAttributes;
import java.util.List;
import java.util.stream.Stream;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserModel;
import org.keycloak.representations.userprofile.config.UPAttribute;
import org.keycloak.representations.userprofile.config.UPConfig;
import org.keycloak.userprofile.UserProfileProvider;

/** The attributes that an export writes: those that an import may write as well. */
public final class ExportedAttributes {

    private final UPConfig profile;
    private final ProfileAttributes access;

    public ExportedAttributes(KeycloakSession session) {
        this.profile = session.getProvider(UserProfileProvider.class).getConfiguration();
        this.access = ProfileAttributes.ofAdministrators(session).read();
    }

    /** Whether an export writes the attribute: administrators may edit it by the user profile. */
    public boolean contain(String name) {
        return access.access(name) == ProfileAttributes.Access.EDITABLE;
    }

    /**
     * The names of the exported attributes that the user profile declares, in its order, behind that of the language,
     * which Keycloak itself adds to the profile. In CSV each has a column.
     */
    List<String> declared() {
        return Stream.concat(
                        Stream.of(UserModel.LOCALE),
                        profile.getAttributes().stream().map(UPAttribute::getName))
                .distinct()
                .filter(this::contain)
                .toList();
    }

    /** Whether the user profile lets the attribute have several values. */
    public boolean isMultivalued(String name) {
        UPAttribute declared = profile.getAttribute(name);
        return declared != null && declared.isMultivalued();
    }
}
