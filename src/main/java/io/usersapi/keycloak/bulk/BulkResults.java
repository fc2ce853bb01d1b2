package io.usersapi.keycloak.bulk;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.keycloak.util.JsonSerialization;

/** The answer of a bulk request: one result for each user, in the order of the request. */
record BulkResults(List<BulkResult> data) {

    /**
     * The text that is kept for a request that is sent again. It lacks the ids and addresses as they were sent, because
     * the repeated request has them.
     */
    String kept() {
        try {
            return Packed.of(JsonSerialization.writeValueAsBytes(
                    data.stream().map(result -> result.about(null)).toList()));
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    /**
     * The answer that {@link #kept} was made of.
     *
     * @param request the same request, sent again
     */
    static BulkResults of(String kept, BulkRequest request) {
        try {
            BulkResult[] results = JsonSerialization.readValue(Packed.bytes(kept), BulkResult[].class);
            List<BulkResult> data = new ArrayList<>();
            for (int at = 0; at < results.length; at++) {
                data.add(results[at].about(Bulk.shown(request.users().get(at))));
            }
            return new BulkResults(data);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }
}
