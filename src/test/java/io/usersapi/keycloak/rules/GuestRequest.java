package io.usersapi.keycloak.rules;

import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.keycloak.representations.idm.RealmRepresentation;
import org.keycloak.representations.idm.RoleRepresentation;
import org.keycloak.representations.idm.UserRepresentation;

/** A request of Keycloak's own, and how many more statements the database may get where the module is on. */
enum GuestRequest {
    /** The row is locked and read, past Hibernate. */
    UPDATE(1, 0, realm -> {
        UserRepresentation user = realm.newUser();
        user.setLastName("Other");
        return () -> realm.users().get(user.getId()).update(user);
    }),
    /** The attribute {@code active} is a row more. */
    CREATE(1, realm -> {
        UserRepresentation user = GuestRealm.user();
        return () -> realm.users().create(user).close();
    }),
    /** Whether the user is an admin, by a role or a group, has to be known before it is gone; the attribute {@code active} goes, too. */
    DELETE(2, realm -> {
        String id = realm.newUser().getId();
        return () -> realm.users().delete(id).close();
    }),
    /** The date of the change stands in another row than a role or a group. */
    ROLE_GIVEN(1, realm -> {
        String id = realm.newUser().getId();
        List<RoleRepresentation> role = List.of(realm.role());
        return () -> realm.users().get(id).roles().realmLevel().add(role);
    }),
    /** The date again, but the user's row is locked first, if it is free: a locked one is not waited for. */
    ROLE_TAKEN(2, realm -> {
        String id = realm.newUser().getId();
        List<RoleRepresentation> role = List.of(realm.role());
        realm.users().get(id).roles().realmLevel().add(role);
        return () -> realm.users().get(id).roles().realmLevel().remove(role);
    }),
    GROUP_JOINED(1, realm -> {
        String id = realm.newUser().getId();
        String group = realm.group();
        return () -> realm.users().get(id).joinGroup(group);
    }),
    GROUP_LEFT(2, realm -> {
        String id = realm.newUser().getId();
        String group = realm.group();
        realm.users().get(id).joinGroup(group);
        return () -> realm.users().get(id).leaveGroup(group);
    }),
    /** Is the user being deleted? */
    ACTION_REQUIRED(1, realm -> {
        UserRepresentation user = realm.newUser();
        user.setRequiredActions(List.of("UPDATE_PROFILE"));
        return () -> realm.users().get(user.getId()).update(user);
    }),
    /** The date of the change, and after the commit: older tokens are refused, and the sessions to end are looked for. */
    PASSWORD_RESET(6, realm -> {
        String id = realm.newUser().getId();
        return () -> realm.users().get(id).resetPassword(GuestRealm.password());
    }),
    /** The attribute {@code active} of all of them. */
    IMPORT_OF_TEN(1, realm -> () -> realm.imports(10)),
    /** One look after the commit: was the user deactivated meanwhile? */
    SIGN_IN(1, realm -> {
        String username = realm.newMember();
        return () -> realm.signIn(username);
    }),
    REFRESH(0, realm -> {
        String token = realm.signIn(realm.newMember()).text("refresh_token");
        return () -> realm.refresh(token);
    }),
    /** What the module looks at then is in Keycloak's caches, or is read by Keycloak's own save. */
    REALM_SAVED(0, realm -> {
        RealmRepresentation settings = realm.settings();
        settings.setDisplayName("Guests " + UUID.randomUUID());
        return () -> realm.save(settings);
    });

    private final int more;
    private final int moreByHibernate;
    private final Function<GuestRealm, Runnable> prepared;

    GuestRequest(int more, Function<GuestRealm, Runnable> prepared) {
        this(more, more, prepared);
    }

    GuestRequest(int more, int moreByHibernate, Function<GuestRealm, Runnable> prepared) {
        this.more = more;
        this.moreByHibernate = moreByHibernate;
        this.prepared = prepared;
    }

    int more() {
        return more;
    }

    /** How many of them Hibernate may send, and so log. */
    int moreByHibernate() {
        return moreByHibernate;
    }

    /** Prepares the request in a realm; what is answered makes it. */
    Runnable in(GuestRealm realm) {
        return prepared.apply(realm);
    }
}
