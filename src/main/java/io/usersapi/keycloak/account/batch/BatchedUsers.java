package io.usersapi.keycloak.account.batch;

import java.util.ArrayList;
import java.util.List;
import org.keycloak.models.GroupModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.RequiredActionProviderModel;

/** New users of one transaction, whose rows are sent to the database together. */
public final class BatchedUsers {

    private final KeycloakSession session;
    private final RealmModel realm;
    private final List<GroupModel> groups;
    private final List<String> actions;
    private final List<BatchedUser> users = new ArrayList<>();

    public BatchedUsers(KeycloakSession session) {
        this.session = session;
        this.realm = session.getContext().getRealm();
        this.groups = realm.getDefaultGroupsStream().toList();
        this.actions = realm.getRequiredActionProvidersStream()
                .filter(RequiredActionProviderModel::isEnabled)
                .filter(RequiredActionProviderModel::isDefaultAction)
                .map(RequiredActionProviderModel::getAlias)
                .toList();
    }

    /** Makes a user with what the realm gives to every new user. */
    public BatchedUser add(String id, String username) {
        BatchedUser user = new BatchedUser(session, realm, id, username);
        user.grantRole(realm.getDefaultRole());
        groups.forEach(user::joinGroup);
        actions.forEach(user::addRequiredAction);
        users.add(user);
        return user;
    }

    /** Sends the rows of all users to the database. */
    public void insert() {
        NewRows rows = new NewRows();
        users.forEach(user -> user.addTo(rows));
        rows.insert(session);
    }
}
