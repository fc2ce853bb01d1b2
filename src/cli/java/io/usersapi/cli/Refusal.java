package io.usersapi.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.util.Set;

/**
 * An answer that is no success.
 *
 * @param code the code of the problem (RFC 9457); empty where the answer is no problem
 * @param sentence a sentence for the person at the terminal
 */
record Refusal(int status, String code, String sentence) {

    private static final Set<Integer> PASSING = Set.of(401, 408, 409, 429, 500, 502, 503, 504);
    private static final int LONGEST = 1024 * 1024;

    static Refusal of(int status, InputStream body) throws IOException {
        JsonNode problem;
        try {
            problem = Json.MAPPER.readTree(body.readNBytes(LONGEST));
        } catch (com.fasterxml.jackson.core.JacksonException otherForm) {
            problem = Json.MAPPER.missingNode();
        }
        String detail = problem == null ? "" : problem.path("detail").asText();
        String code = problem == null ? "" : problem.path("code").asText();
        return new Refusal(status, code, "The server answered " + status + (detail.isEmpty() ? "." : ": " + detail));
    }

    /** Whether the same request may succeed a moment later. */
    boolean mayPass() {
        return PASSING.contains(status);
    }

    StoppedException stops() {
        return StoppedException.stopped(sentence);
    }
}
