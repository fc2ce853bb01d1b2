package io.usersapi.cli;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import picocli.CommandLine.Option;

/**
 * The options that say where the API is and who calls it. Secrets come from the environment or a prompt, since lists of
 * processes show arguments.
 */
final class ServerOptions {

    @Option(
            names = "--url",
            paramLabel = "URL",
            defaultValue = "${env:USERS_API_URL}",
            description = "The API, for example https://id.example.org/realms/acme/api (or USERS_API_URL).")
    private String url;

    @Option(
            names = "--client",
            paramLabel = "ID",
            defaultValue = "${env:USERS_API_CLIENT}",
            description = "A confidential client whose service account may manage users (or USERS_API_CLIENT)."
                    + " Its secret is USERS_API_CLIENT_SECRET, or is asked for.")
    private String client;

    @Option(
            names = "--email",
            paramLabel = "EMAIL",
            defaultValue = "${env:USERS_API_EMAIL}",
            description = "A person who may manage users (or USERS_API_EMAIL)."
                    + " The password is USERS_API_PASSWORD, or is asked for.")
    private String email;

    @Option(
            names = "--token-url",
            paramLabel = "URL",
            description = "Where the client gets its token; found by itself where the API is below /realms/.")
    private String tokenUrl;

    private final UnaryOperator<String> environment;

    /** @param environment the variables of the process by name */
    ServerOptions(UnaryOperator<String> environment) {
        this.environment = environment;
    }

    Api api() {
        if (url == null || url.isBlank()) {
            throw StoppedException.usage("Say where the API is: --url or USERS_API_URL.");
        }
        URI base = address("--url", url.endsWith("/") ? url.substring(0, url.length() - 1) : url);
        return new Api(base, new Tokens(grant(base)));
    }

    private static URI address(String option, String text) {
        try {
            URI address = new URI(text);
            if (address.getHost() != null && String.valueOf(address.getScheme()).matches("(?i)https?")) {
                return address;
            }
        } catch (URISyntaxException broken) {
            // Told below.
        }
        throw StoppedException.usage(
                option + " is an address that begins with https:// or http://, and not " + text + ".");
    }

    private TokenGrant grant(URI base) {
        if (isSet(client) == isSet(email)) {
            throw StoppedException.usage("Say who calls: either --client or --email.");
        }
        return isSet(client)
                ? TokenGrant.ofClient(
                        tokenEndpoint(base), client, secret("USERS_API_CLIENT_SECRET", "Secret of " + client))
                : TokenGrant.ofPerson(
                        URI.create(base + "/auth/token"),
                        Map.of("email", email, "password", secret("USERS_API_PASSWORD", "Password of " + email)));
    }

    private URI tokenEndpoint(URI base) {
        if (isSet(tokenUrl)) {
            return address("--token-url", tokenUrl);
        }
        if (!base.getPath().matches(".*/realms/[^/]+/api")) {
            throw StoppedException.usage(
                    "The API is not below /realms/: say where the client gets its token, --token-url.");
        }
        return URI.create(base.toString().replaceFirst("/api$", "/protocol/openid-connect/token"));
    }

    private String secret(String variable, String prompt) {
        return Optional.ofNullable(environment.apply(variable))
                .filter(ServerOptions::isSet)
                .or(() -> Optional.ofNullable(System.console())
                        .map(console -> console.readPassword("%s: ", prompt))
                        .map(String::new))
                .orElseThrow(() -> StoppedException.usage("Set " + variable + ": there is no terminal to ask at."));
    }

    private static boolean isSet(String value) {
        return value != null && !value.isBlank();
    }
}
