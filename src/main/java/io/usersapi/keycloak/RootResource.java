package io.usersapi.keycloak;

import io.usersapi.keycloak.bulk.BulkResource;
import io.usersapi.keycloak.bulk.ExportResource;
import io.usersapi.keycloak.bulk.imports.ImportResource;
import io.usersapi.keycloak.http.OpenApiDocument;
import io.usersapi.keycloak.http.input.AcceptedTypes;
import io.usersapi.keycloak.http.input.ApiPath;
import io.usersapi.keycloak.http.problem.ErrorCode;
import io.usersapi.keycloak.http.problem.ProblemException;
import io.usersapi.keycloak.module.ModuleClient;
import io.usersapi.keycloak.module.Settings;
import io.usersapi.keycloak.tokens.AuthResource;
import io.usersapi.keycloak.users.ProfileResource;
import io.usersapi.keycloak.users.RolesResource;
import io.usersapi.keycloak.users.UsersResource;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.keycloak.models.KeycloakContext;
import org.keycloak.models.KeycloakSession;

/**
 * The API of a realm: one method for each first segment of a path below {@code /realms/{realm}/api}. The operations and
 * their answers are described in {@code openapi.yaml}. Each path refuses a request whose {@code Accept} excludes what
 * the path answers (406) and, but for the OpenAPI document, a request without TLS where the realm requires TLS (403).
 */
public final class RootResource {

    private static final MediaType YAML = MediaType.valueOf(OpenApiDocument.YAML_TYPE);

    private final KeycloakSession session;
    private final Settings settings;

    RootResource(KeycloakSession session, Settings settings) {
        this.session = session;
        this.settings = settings;
    }

    @Path("users/bulk")
    public BulkResource bulk() {
        requireSecure();
        AcceptedTypes.require(session, MediaType.APPLICATION_JSON_TYPE);
        return new BulkResource(session, settings);
    }

    @Path("users/import")
    public ImportResource imports() {
        requireSecure();
        AcceptedTypes.require(session, ExportResource.NDJSON_TYPE);
        return new ImportResource(session, settings);
    }

    @Path("users/export")
    public ExportResource export() {
        requireSecure();
        AcceptedTypes.require(session, ExportResource.NDJSON_TYPE, ExportResource.CSV_TYPE);
        return new ExportResource(session, settings);
    }

    @Path("users")
    public UsersResource users() {
        requireSecure();
        AcceptedTypes.require(session, MediaType.APPLICATION_JSON_TYPE);
        return new UsersResource(session, settings);
    }

    @Path("roles")
    public RolesResource roles() {
        requireSecure();
        AcceptedTypes.require(session, MediaType.APPLICATION_JSON_TYPE);
        return new RolesResource(session, settings);
    }

    @Path("profile")
    public ProfileResource profile() {
        requireSecure();
        AcceptedTypes.require(session, MediaType.APPLICATION_JSON_TYPE);
        return new ProfileResource(session, settings);
    }

    /** 404 where the settings turn {@code /auth} off, or where the realm lacks the client that signs people in. */
    @Path("auth")
    public AuthResource auth() {
        boolean hasClient =
                ModuleClient.find(session.getContext().getRealm(), settings).isPresent();
        if (!settings.tokenEndpoint() || !hasClient) {
            throw ProblemException.of(ErrorCode.NOT_FOUND);
        }
        requireSecure();
        return new AuthResource(session, settings);
    }

    @GET
    @Path("openapi.json")
    @Produces(MediaType.APPLICATION_JSON)
    public Response openApiJson() {
        AcceptedTypes.require(session, MediaType.APPLICATION_JSON_TYPE);
        return Response.ok(OpenApiDocument.json(ApiPath.of(session).uri())).build();
    }

    @GET
    @Path("openapi.yaml")
    @Produces(OpenApiDocument.YAML_TYPE)
    public Response openApiYaml() {
        AcceptedTypes.require(session, YAML);
        return Response.ok(OpenApiDocument.yaml(ApiPath.of(session).uri())).build();
    }

    /**
     * Refuses plain HTTP where the realm's setting "Require SSL" does. Keycloak checks this setting at its own
     * endpoints only.
     */
    private void requireSecure() {
        KeycloakContext context = session.getContext();
        boolean https = context.getUri().getBaseUri().getScheme().equals("https");
        if (!https && context.getRealm().getSslRequired().isRequired(context.getConnection())) {
            throw ProblemException.of(ErrorCode.HTTPS_REQUIRED);
        }
    }
}
