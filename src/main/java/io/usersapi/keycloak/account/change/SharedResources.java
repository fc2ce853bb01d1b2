package io.usersapi.keycloak.account.change;

import java.util.Map;
import org.keycloak.authorization.AuthorizationProvider;
import org.keycloak.authorization.model.PermissionTicket.FilterOption;
import org.keycloak.authorization.model.Policy;
import org.keycloak.authorization.model.Resource;
import org.keycloak.authorization.store.PermissionTicketStore;
import org.keycloak.authorization.store.PolicyStore;
import org.keycloak.authorization.store.StoreFactory;
import org.keycloak.common.Profile;
import org.keycloak.models.KeycloakSession;

/**
 * What users have shared by user-managed access (UMA 2.0): resources that they own, and permissions from and for them.
 * Keycloak removes these with a user (UserSynchronizer); a soft delete leaves the user's row.
 */
final class SharedResources {

    private final StoreFactory stores;

    private SharedResources(StoreFactory stores) {
        this.stores = stores;
    }

    /** Removes what the user owns and shares, and what others share with the user. */
    static void forget(KeycloakSession session, String userId) {
        if (Profile.isFeatureEnabled(Profile.Feature.AUTHORIZATION)) {
            new SharedResources(session.getProvider(AuthorizationProvider.class).getStoreFactory()).forget(userId);
        }
    }

    private void forget(String userId) {
        PermissionTicketStore tickets = stores.getPermissionTicketStore();
        for (FilterOption role : new FilterOption[] {FilterOption.OWNER, FilterOption.REQUESTER}) {
            tickets.find(null, Map.of(role, userId), null, null).forEach(ticket -> tickets.delete(ticket.getId()));
        }
        stores.getResourceStore().findByOwner(null, userId, this::remove);
    }

    private void remove(Resource resource) {
        PolicyStore policies = stores.getPolicyStore();
        for (Policy policy : policies.findByResource(resource.getResourceServer(), resource)) {
            if (policy.getResources().size() == 1) {
                policies.delete(policy.getId());
            } else {
                policy.removeResource(resource);
            }
        }
        stores.getResourceStore().delete(resource.getId());
    }
}
