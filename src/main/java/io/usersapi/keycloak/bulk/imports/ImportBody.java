package io.usersapi.keycloak.bulk.imports;

import io.usersapi.keycloak.bulk.file.CsvColumns;
import io.usersapi.keycloak.bulk.file.CsvSource;
import io.usersapi.keycloak.bulk.file.ExportedAttributes;
import io.usersapi.keycloak.bulk.file.NdjsonSource;
import io.usersapi.keycloak.bulk.file.RowSource;
import io.usersapi.keycloak.http.input.WholeBody;
import io.usersapi.keycloak.http.problem.ErrorCode;
import io.usersapi.keycloak.http.problem.ProblemException;
import io.usersapi.keycloak.http.problem.Violations;
import jakarta.ws.rs.core.MediaType;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.keycloak.models.KeycloakSession;

/**
 * The body of an import. All of it is read before the first row, because the signature of the idempotency key covers
 * the whole body.
 *
 * @param bytes the body as it was sent
 * @param type its media type: {@code application/x-ndjson} or {@code text/csv}
 */
record ImportBody(byte[] bytes, MediaType type) {

    private static final String UTF_8 = "utf-8";

    /**
     * Reads the body.
     *
     * @param most how many bytes the body may have
     * @throws ProblemException 413 where the body is larger; 415 where it is in another encoding than UTF-8; 408 where it
     *     comes too slowly; 400 where it breaks off
     */
    static ImportBody read(KeycloakSession session, int most, InputStream stream) {
        MediaType type = session.getContext().getRequestHeaders().getMediaType();
        // An empty body can come without a type.
        if (type == null) {
            throw ProblemException.of(ErrorCode.UNSUPPORTED_MEDIA_TYPE);
        }
        String charset = type.getParameters().getOrDefault(MediaType.CHARSET_PARAMETER, UTF_8);
        if (!charset.equalsIgnoreCase(UTF_8)) {
            throw ProblemException.of(ErrorCode.UNSUPPORTED_MEDIA_TYPE);
        }
        return new ImportBody(WholeBody.read(stream, most), type);
    }

    /**
     * The rows of the body.
     *
     * @throws ProblemException 422 where there are no rows, or the header row of a CSV file is wrong
     */
    RowSource rows(KeycloakSession session) {
        if (new String(bytes, StandardCharsets.ISO_8859_1).isBlank()) {
            throw Violations.of("body", ErrorCode.EMPTY);
        }
        return type.getSubtype().equalsIgnoreCase("csv")
                ? new CsvSource(bytes, new CsvColumns(new ExportedAttributes(session)::isMultivalued))
                : new NdjsonSource(bytes);
    }
}
