package io.usersapi.keycloak.listing.query;

import io.usersapi.keycloak.account.state.Invitation;
import jakarta.persistence.EntityManager;
import java.util.ArrayList;
import java.util.List;

/** Reads the roles, the groups and the marks of invitations of some users, in one statement for each {@link #AT_ONCE}. */
final class HoldingsQuery {

    static final int ROLE = 0;
    private static final int GROUP = 1;
    /** The group of an organization that manages the user as its member. */
    static final int MANAGING_GROUP = 2;

    /** The mark of an invitation, which is neither a role nor a group. */
    static final int INVITATION = 3;

    /** How many users a statement names. SQL Server takes 2,100 parameters, and each user is three. */
    private static final int AT_ONCE = 512;

    private static final UsersQuery QUERY = new UsersQuery(ids -> "select m.user.id, m.roleId, " + ROLE
            + " from UserRoleMappingEntity m where m.user.id in " + ids
            + " union all"
            + " select g.user.id, g.groupId, case when g.membershipType = 'MANAGED' then " + MANAGING_GROUP
            + " else " + GROUP + " end from UserGroupMembershipEntity g where g.user.id in " + ids
            + " union all"
            + " select i.user.id, i.id, " + INVITATION + " from UserAttributeEntity i where i.user.id in " + ids
            + " and " + Invitation.IS_MARK);

    private HoldingsQuery() {}

    /**
     * Triples: the id of a user, the id of what the user has, and which of the four kinds it is. No column is null in
     * one part of the union and a text in another: MariaDB gives a null the collation of the connection, and unites no
     * two collations.
     */
    static List<Object[]> of(EntityManager entities, List<String> userIds) {
        List<Object[]> rows = new ArrayList<>();
        for (int from = 0; from < userIds.size(); from += AT_ONCE) {
            rows.addAll(QUERY.of(entities, userIds.subList(from, Math.min(from + AT_ONCE, userIds.size()))));
        }
        return rows;
    }
}
