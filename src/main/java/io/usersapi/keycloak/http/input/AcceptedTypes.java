package io.usersapi.keycloak.http.input;

import io.usersapi.keycloak.http.problem.ErrorCode;
import io.usersapi.keycloak.http.problem.ProblemException;
import jakarta.ws.rs.core.MediaType;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.keycloak.models.KeycloakSession;

/** The media types that the caller accepts. */
public final class AcceptedTypes {

    private AcceptedTypes() {}

    /**
     * Refuses the request unless one of the types is acceptable. Keycloak's JAX-RS itself ignores what the client
     * accepts, and answers in its own media type (SetResponseContentTypeHandler).
     *
     * @throws ProblemException 406
     */
    public static void require(KeycloakSession session, MediaType... types) {
        List<MediaType> ranges = session.getContext().getRequestHeaders().getAcceptableMediaTypes();
        if (Stream.of(types).noneMatch(type -> isAccepted(type, ranges))) {
            throw ProblemException.of(ErrorCode.NOT_ACCEPTABLE);
        }
    }

    /** Whether the narrowest range that has the type accepts it: a weight of 0 says no (RFC 9110, section 12.5.1). */
    private static boolean isAccepted(MediaType type, List<MediaType> ranges) {
        return ranges.stream()
                .filter(type::isCompatible)
                .min(Comparator.comparing(MediaType::isWildcardType).thenComparing(MediaType::isWildcardSubtype))
                .filter(narrowest -> !isZero(narrowest.getParameters().get("q")))
                .isPresent();
    }

    /** Whether the text is a weight of 0. What is no weight at all, or is absent, is not. */
    private static boolean isZero(String weight) {
        return weight != null && weight.matches("0(\\.0*)?");
    }
}
