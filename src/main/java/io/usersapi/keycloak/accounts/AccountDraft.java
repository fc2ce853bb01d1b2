package io.usersapi.keycloak.accounts;

import java.util.Optional;
import java.util.Set;
import org.keycloak.models.RoleModel;

/**
 * What a request wants of a user: of a new one, or of an existing one, whose absent fields stay.
 *
 * @param admin whether to promote or to demote
 * @param active whether to activate or to deactivate
 * @param roles the realm roles that replace the assigned set, without the default role
 */
public record AccountDraft(
        Optional<EmailAddress> email,
        Optional<String> password,
        Optional<PersonName> name,
        Optional<Boolean> admin,
        Optional<Boolean> active,
        Optional<Set<RoleModel>> roles) {

    /** Whether nothing is wanted. */
    public boolean isEmpty() {
        return email.isEmpty()
                && password.isEmpty()
                && name.isEmpty()
                && admin.isEmpty()
                && active.isEmpty()
                && roles.isEmpty();
    }

    @Override
    public String toString() {
        return "AccountDraft[hidden]";
    }
}
