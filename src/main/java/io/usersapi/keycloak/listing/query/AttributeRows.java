package io.usersapi.keycloak.listing.query;

import io.usersapi.keycloak.account.profile.ProfileAttributes;
import jakarta.persistence.EntityManager;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads the attributes of some users, in one statement. */
final class AttributeRows {

    private static final UsersQuery QUERY = new UsersQuery(ids ->
            "select a.user.id, a.name, a.value, a.longValue from UserAttributeEntity a where a.user.id in " + ids);

    private final EntityManager entities;
    private final ProfileAttributes profile;

    AttributeRows(EntityManager entities, ProfileAttributes profile) {
        this.entities = entities;
        this.profile = profile;
    }

    /** The attributes that administrators may see: by the id of the user, then by the name of the attribute. */
    Map<String, Map<String, List<String>>> of(List<String> userIds) {
        Map<String, Map<String, List<String>>> found = new HashMap<>();
        userIds.forEach(id -> found.put(id, new HashMap<>()));
        if (!userIds.isEmpty()) {
            for (Object[] row : QUERY.of(entities, userIds)) {
                // A value of more than 255 characters stands in a column of its own (UserAttributeEntity).
                String value = (String) (row[2] != null ? row[2] : row[3]);
                found.get((String) row[0])
                        .computeIfAbsent((String) row[1], name -> new ArrayList<>())
                        .add(value);
            }
        }
        found.replaceAll((id, attributes) -> profile.visible(attributes));
        return found;
    }
}
