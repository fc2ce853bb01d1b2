package io.usersapi.keycloak.listing.filter;

import io.usersapi.keycloak.account.profile.ProfileAttributes;
import io.usersapi.keycloak.http.input.Characters;
import io.usersapi.keycloak.http.input.QueryParameters;
import io.usersapi.keycloak.http.problem.ErrorCode;
import io.usersapi.keycloak.http.problem.ProblemException;
import io.usersapi.keycloak.http.problem.Violations;
import java.util.ArrayList;
import java.util.List;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserModel;

/** Users that have the value, letter by letter, among those of the attribute: {@code attribute=department:sales}. */
public record AttributeFilter(String name, String value) {

    static final String PARAMETER = "attribute";

    private static final int MOST = 3;
    private static final int MAX_NAME = 255;
    private static final int MAX_VALUE = 2048;

    static List<AttributeFilter> of(QueryParameters query) {
        List<String> texts = query.texts(PARAMETER);
        if (texts.size() > MOST) {
            query.violations().add(PARAMETER, ErrorCode.TOO_LONG, MOST);
            return List.of();
        }
        List<AttributeFilter> filters = new ArrayList<>();
        for (String text : texts) {
            int colon = text.indexOf(':');
            String name = text.substring(0, Math.max(0, colon));
            String value = text.substring(colon + 1);
            if (name.isEmpty()
                    || value.isBlank()
                    || name.length() > MAX_NAME
                    || value.length() > MAX_VALUE
                    || !Characters.areSound(name)
                    || !Characters.areSoundLines(value)) {
                query.violations().add(PARAMETER, ErrorCode.INVALID_VALUE);
            } else {
                filters.add(new AttributeFilter(name, value));
            }
        }
        return filters;
    }

    /**
     * Who finds users by a value knows the value.
     *
     * @throws ProblemException 422 where an administrator may not see one of the attributes
     */
    public static void requireVisible(List<AttributeFilter> filters, KeycloakSession session) {
        if (!filters.isEmpty()) {
            ProfileAttributes profile = ProfileAttributes.ofAdministrators(session);
            for (AttributeFilter filter : filters) {
                if (!profile.isVisible(filter.name())) {
                    throw Violations.of(PARAMETER, ErrorCode.INVALID_CHOICE, String.join(", ", profile.visibleNames()));
                }
            }
        }
    }

    public boolean matches(UserModel user) {
        return user.getAttributeStream(name).anyMatch(value::equals);
    }
}
