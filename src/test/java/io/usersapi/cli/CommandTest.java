package io.usersapi.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usersapi.keycloak.support.Api;
import io.usersapi.keycloak.support.ApiServer;
import io.usersapi.keycloak.support.ApiTest;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.keycloak.representations.idm.ClientRepresentation;
import org.keycloak.representations.idm.RoleRepresentation;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.realm.ClientBuilder;

/** The command and a real server: rows as Laravel and ASP.NET Core have them go in, their users sign in, and go out. */
@KeycloakIntegrationTest(config = ApiServer.class)
class CommandTest extends ApiTest {

    private static final String KNOWN = "correct horse battery staple";
    private static final String LARAVEL = "$2y$10$r6864JSKh9EbbiPTONFjvOhsveCGk5P5hSVkG48R6C/sKJOaCkuH2";
    private static final String ASPNET =
            "AQAAAAEAACcQAAAAEKuqtZDfd5Vha4znADtIjVInWJEBx58reHhUFv3ZaVWB/mljWwRdMJMmGpm02Z0wUw==";

    @TempDir
    Path folder;

    private final StringWriter told = new StringWriter();

    @Test
    void movesUsersOfLaravelAndAspNetCoreInWithTheirPasswords() throws IOException {
        String laravel = newEmail();
        String aspnet = newEmail();
        String id = UUID.randomUUID().toString();
        Path users = file(
                "users.ndjson",
                ("{\"email\":\"%s\",\"name\":\"Ada O'Neil Ümit\",\"email_verified\":true,"
                                + "\"created_at\":\"2023-01-02T03:04:05Z\",\"password_hash\":\"%s\"}")
                        .formatted(laravel, LARAVEL),
                ("{\"id\":\"%s\",\"email\":\"%s\",\"email_verified\":true,\"status\":\"active\",\"roles\":[\"editor\"],"
                                + "\"password_hash\":\"%s\"}")
                        .formatted(id, aspnet, ASPNET));
        assertEquals(0, run("import", "--dry-run", users.toString()), told::toString);
        anonymous.token(laravel, KNOWN).expectProblem(401, "invalid_credentials");
        assertEquals(0, run("import", users.toString()), told::toString);
        anonymous.token(laravel, KNOWN).expect(200);
        anonymous.token(aspnet, KNOWN).expect(200);
        assertEquals(aspnet, admin.get("/users/" + id).expect(200).text("email"));
        assertEquals(
                "2023-01-02T03:04:05Z",
                admin.get("/users/" + Api.encoded(laravel)).text("created_at"));
    }

    @Test
    void keepsARowThatFailsWithItsErrorsAndSendsItMended() throws IOException {
        String taken = created().text("email");
        String fresh = newEmail();
        Path users = file("users.csv", "email,name,password_hash", taken + ",\"A, B\",", fresh + ",C," + LARAVEL);
        assertEquals(1, run("import", users.toString()), told::toString);
        Path failed = folder.resolve("users.failed.csv");
        String rows = Files.readString(failed);
        assertTrue(rows.startsWith("email,name,password_hash,_errors\n" + taken + ",\"A, B\",,"), rows);
        assertTrue(rows.contains("\"\"taken\"\""), rows);
        Files.writeString(failed, rows.replace(taken, newEmail()));
        assertEquals(0, run("import", failed.toString()), told::toString);
    }

    @Test
    void whatItExportsGoesInAgain() throws IOException {
        created(newUser("name", "Ada King"));
        for (String format : List.of("ndjson", "csv")) {
            Path users = folder.resolve("all." + format);
            assertEquals(0, run("export", users.toString()), told::toString);
            assertEquals(0, run("import", "--mode", "upsert", users.toString()), told::toString);
            Path again = folder.resolve("again." + format);
            assertEquals(0, run("export", again.toString()), told::toString);
            assertEquals(Files.readString(users), Files.readString(again));
        }
        assertTrue(told.toString().contains(" 0 created, 0 updated, "), told::toString);
    }

    @Test
    void everyFilterIsSent() {
        Path users = folder.resolve("some.ndjson");
        assertEquals(
                3,
                run("export", "--filter", "status=active", "--filter", "status=inactive", users.toString()),
                told::toString);
        assertTrue(told.toString().contains("422"), told::toString);
    }

    @Test
    void worksForTheServiceAccountOfAClient() throws IOException {
        addClient(ClientBuilder.create("mover").secret("a secret of mine").serviceAccountsEnabled(true));
        ClientRepresentation mover =
                realm.admin().clients().findByClientId("mover").get(0);
        ClientRepresentation module =
                realm.admin().clients().findByClientId("users-api").get(0);
        RoleRepresentation manage = realm.admin()
                .clients()
                .get(module.getId())
                .roles()
                .get("manage-users")
                .toRepresentation();
        String account = realm.admin()
                .clients()
                .get(mover.getId())
                .getServiceAccountUser()
                .getId();
        realm.admin().users().get(account).roles().clientLevel(module.getId()).add(List.of(manage));
        Path users = file("users.ndjson", "{\"email\":\"" + newEmail() + "\"}");
        int code = Main.commandLine(Map.of("USERS_API_CLIENT_SECRET", "a secret of mine")::get)
                .setErr(new PrintWriter(told, true))
                .execute("import", "--url", anonymous.base(), "--client", "mover", users.toString());
        assertEquals(0, code, told::toString);
    }

    private Path file(String name, String... lines) throws IOException {
        return Files.write(folder.resolve(name), List.of(lines));
    }

    private int run(String command, String... more) {
        List<String> arguments = new ArrayList<>(List.of(command, "--url", anonymous.base()));
        arguments.addAll(List.of("--email", ApiServer.ADMIN_EMAIL));
        arguments.addAll(List.of(more));
        return Main.commandLine(Map.of("USERS_API_PASSWORD", ApiServer.ADMIN_PASSWORD)::get)
                .setErr(new PrintWriter(told, true))
                .execute(arguments.toArray(String[]::new));
    }
}
