package io.usersapi.examples.oidc;

import com.nimbusds.jwt.JWTClaimsSet;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * An application that signs a user in by the Users API, verifies the token as every OIDC application must, and lists the
 * realm's users with it. The environment tells {@code EMAIL} and {@code PASSWORD} and, where they differ from the demo's,
 * {@code ISSUER}, {@code USERS_API} and {@code AUDIENCE}.
 */
public final class OidcApp {

    private final UsersApi users;
    private final TokenVerifier verifier;

    OidcApp(UsersApi users, TokenVerifier verifier) {
        this.users = users;
        this.verifier = verifier;
    }

    /** Prints what it finds; ends with status 1 and one line where it is refused or refuses. */
    public static void main(String[] arguments) throws InterruptedException {
        Map<String, String> environment = System.getenv();
        try {
            OidcApp app = new OidcApp(
                    new UsersApi(environment.getOrDefault("USERS_API", "http://localhost:8080/api")),
                    TokenVerifier.of(
                            environment.getOrDefault("ISSUER", "http://localhost:8080/realms/demo"),
                            environment.getOrDefault("AUDIENCE", "oidc-app")));
            app.report(environment.getOrDefault("EMAIL", ""), environment.getOrDefault("PASSWORD", ""))
                    .forEach(System.out::println);
        } catch (IOException | RefusedException failed) {
            System.err.println(failed.getMessage());
            System.exit(1);
        }
    }

    /** One line for the token and one for each user. */
    List<String> report(String email, String password) throws IOException, InterruptedException {
        String token = users.signIn(email, password);
        JWTClaimsSet claims = verifier.verify(token);
        String signedIn = "Signed in: " + claims.getSubject() + ", until "
                + claims.getExpirationTime().toInstant();
        return Stream.concat(
                        Stream.of(signedIn),
                        users.firstPage(token).stream()
                                .map(user -> user.get("email") + " is " + user.get("status") + ", " + user.get("type")))
                .toList();
    }
}
