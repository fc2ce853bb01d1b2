package io.usersapi.keycloak.users;

import io.usersapi.keycloak.http.problem.ErrorCode;
import io.usersapi.keycloak.http.problem.ProblemException;
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;

/**
 * The optional {@code If-Match} and {@code If-None-Match} of a request about a user (RFC 9110, section 13). A
 * precondition is evaluated after it is settled who calls, what the caller may do and that the user exists, and before
 * the content is read (section 13.2.1). A write evaluates it once more when the user is locked.
 */
public final class Precondition {

    private final Request request;
    private final boolean isThere;

    Precondition(Request request, HttpHeaders headers) {
        this.request = request;
        this.isThere = headers.getHeaderString(HttpHeaders.IF_MATCH) != null
                || headers.getHeaderString(HttpHeaders.IF_NONE_MATCH) != null;
    }

    private Precondition() {
        this.request = null;
        this.isThere = false;
    }

    /** The precondition that every user meets: that of a request about many users. */
    public static Precondition none() {
        return new Precondition();
    }

    /** Whether the request has a precondition. */
    boolean isThere() {
        return isThere;
    }

    /**
     * Refuses a write to a user who does not meet the precondition.
     *
     * @throws ProblemException 412
     */
    void require(VersionedAccount current) {
        Response.ResponseBuilder refused = evaluate(current);
        if (refused != null) {
            throw ProblemException.of(ErrorCode.PRECONDITION_FAILED);
        }
    }

    /**
     * The answer to a read: the user, or 304 where the caller has the current version.
     *
     * @throws ProblemException 412 where the user is not the one that {@code If-Match} names
     */
    Response answer(VersionedAccount current) {
        Response.ResponseBuilder other = evaluate(current);
        if (other == null) {
            return UsersResource.ok(current);
        }
        Response answer = other.build();
        if (answer.getStatus() != Response.Status.NOT_MODIFIED.getStatusCode()) {
            throw ProblemException.of(ErrorCode.PRECONDITION_FAILED);
        }
        return answer;
    }

    /** The answer that the precondition demands instead of going on (412 or 304), or null where the request goes on. */
    private Response.ResponseBuilder evaluate(VersionedAccount current) {
        return isThere ? request.evaluatePreconditions(new EntityTag(current.tag())) : null;
    }
}
