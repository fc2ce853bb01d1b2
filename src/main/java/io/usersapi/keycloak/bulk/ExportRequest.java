package io.usersapi.keycloak.bulk;

import io.usersapi.keycloak.http.input.QueryParameters;
import io.usersapi.keycloak.listing.UserWalk;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import java.util.List;

/**
 * Which users an export contains, and in which format.
 *
 * @param walk the users, in the order of the file
 * @param format {@code ndjson} or {@code csv}
 */
record ExportRequest(UserWalk walk, String format) {

    private static final String FORMAT = "format";
    private static final String NDJSON = "ndjson";
    private static final String CSV = "csv";

    /**
     * Reads the query.
     *
     * @throws io.usersapi.keycloak.http.problem.ProblemException 422 that names each bad parameter
     */
    static ExportRequest of(MultivaluedMap<String, String> parameters) {
        QueryParameters query = UserWalk.query(parameters, FORMAT);
        ExportRequest request =
                new ExportRequest(UserWalk.of(query), query.choice(FORMAT, List.of(NDJSON, CSV), NDJSON));
        query.violations().refuseIfAny();
        return request;
    }

    boolean isCsv() {
        return format.equals(CSV);
    }

    MediaType type() {
        return isCsv() ? ExportResource.CSV_TYPE : ExportResource.NDJSON_TYPE;
    }
}
