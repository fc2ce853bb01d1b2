package io.usersapi.keycloak.users;

import io.usersapi.keycloak.problem.ErrorCode;
import io.usersapi.keycloak.problem.ProblemException;
import jakarta.ws.rs.core.HttpHeaders;
import java.util.Arrays;
import java.util.List;

/** The optional {@code If-Match} of a write (RFC 9110, section 13.1.1): a list of strong entity tags, or {@code *}. */
final class Precondition {

    private final String ifMatch;

    Precondition(HttpHeaders headers) {
        List<String> values = headers.getRequestHeader(HttpHeaders.IF_MATCH);
        this.ifMatch = values == null || values.isEmpty() ? null : String.join(",", values);
    }

    /** @throws ProblemException 412 where the user is no longer the one that the caller has read */
    void require(VersionedAccount current) {
        if (ifMatch != null && !ifMatch.trim().equals("*") && !names(current.tag())) {
            throw ProblemException.of(ErrorCode.PRECONDITION_FAILED);
        }
    }

    /** Compared strongly: a weak tag, W/"…", never matches. */
    private boolean names(String tag) {
        String strong = "\"" + tag + "\"";
        return Arrays.stream(ifMatch.split(",")).map(String::trim).anyMatch(strong::equals);
    }
}
