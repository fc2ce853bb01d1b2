package io.usersapi.keycloak.bulk.imports;

import io.usersapi.keycloak.http.input.QueryParameters;
import jakarta.ws.rs.core.MultivaluedMap;
import java.util.List;
import java.util.Set;

/**
 * How an import is to be done.
 *
 * @param upsert whether a row changes the user where the user exists already
 * @param dryRun whether everything is checked and nothing is written
 */
record ImportRequest(boolean upsert, boolean dryRun) {

    private static final String MODE = "mode";
    private static final String CREATE = "create";
    private static final String UPSERT = "upsert";
    private static final String DRY_RUN = "dry_run";

    /**
     * Reads the query.
     *
     * @throws io.usersapi.keycloak.http.problem.ProblemException 422 that names each bad parameter
     */
    static ImportRequest of(MultivaluedMap<String, String> parameters) {
        QueryParameters query = new QueryParameters(parameters, Set.of(MODE, DRY_RUN));
        ImportRequest request = new ImportRequest(
                query.choice(MODE, List.of(CREATE, UPSERT), CREATE).equals(UPSERT),
                query.choice(DRY_RUN, List.of("true", "false"), "false").equals("true"));
        query.violations().refuseIfAny();
        return request;
    }

    /**
     * The name of the operation for {@link io.usersapi.keycloak.http.Idempotency}: one key cannot stand for two ways to
     * import the same rows.
     */
    String operation() {
        return "import " + (upsert ? UPSERT : CREATE) + (dryRun ? " dry" : "");
    }
}
