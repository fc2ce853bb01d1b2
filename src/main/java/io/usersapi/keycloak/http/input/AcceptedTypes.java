package io.usersapi.keycloak.http.input;

import io.usersapi.keycloak.http.problem.ErrorCode;
import io.usersapi.keycloak.http.problem.ProblemException;
import jakarta.ws.rs.core.MediaType;
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
        boolean acceptable = session.getContext().getRequestHeaders().getAcceptableMediaTypes().stream()
                .anyMatch(accepted -> Stream.of(types).anyMatch(accepted::isCompatible));
        if (!acceptable) {
            throw ProblemException.of(ErrorCode.NOT_ACCEPTABLE);
        }
    }
}
