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

/**
 * Lets users pass who have the value, letter by letter, among those of the attribute:
 * {@code attribute=department:sales}. A request may have 3 such filters; a name has up to 255 characters, a value up to
 * 2048.
 *
 * @param name the attribute's name in the user profile
 * @param value one of its values
 */
public record AttributeFilter(String name, String value) {

    static final String PARAMETER = "attribute";

    private static final int MOST = 3;
    private static final int MAX_NAME = 255;
    private static final int MAX_VALUE = 2048;

    /** The filters of a request; what is wrong with one is noted as a violation. */
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
     * Refuses attributes that administrators may not see: a caller who finds users by a value learns the value.
     *
     * @throws ProblemException 422 where one of the attributes may not be seen
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

    /** Whether the user has the value. */
    public boolean matches(UserModel user) {
        return user.getAttributeStream(name).anyMatch(value::equals);
    }
}
