package io.usersapi.keycloak.themes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.Api;
import io.usersapi.keycloak.support.ApiTest;
import io.usersapi.keycloak.support.FeatureServer;
import io.usersapi.keycloak.support.Mails;
import io.usersapi.keycloak.support.MessageFile;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.admin.client.Keycloak;
import org.keycloak.representations.info.ThemeInfoRepresentation;
import org.keycloak.testframework.annotations.InjectAdminClient;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.realm.UserBuilder;

/** The files of the theme, read from a server's themes directory and not from the jar. */
@KeycloakIntegrationTest(config = FeatureServer.class)
class MountedThemeTest extends ApiTest {

    @InjectAdminClient
    Keycloak keycloak;

    @Test
    void offersTheMountedThemeAndTheOneOfTheJarForEachType() {
        for (String type : List.of("email", "login", "admin")) {
            List<String> offered = keycloak.serverInfo().getInfo().getThemes().get(type).stream()
                    .map(ThemeInfoRepresentation::getName)
                    .toList();
            assertTrue(offered.containsAll(List.of("users-api", FeatureServer.MOUNTED_THEME)), type + ": " + offered);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"de", "el", "ja", "ar"})
    void writesTheMailOfTheMountedTheme(String language) throws Exception {
        realm.updateWithCleanup(settings -> settings.update(rep -> rep.setEmailTheme(FeatureServer.MOUNTED_THEME)));
        Answer user = created();
        inKeycloak(user)
                .update(UserBuilder.update(inKeycloak(user).toRepresentation())
                        .attribute("locale", language)
                        .build());
        admin.post("/users/" + user.id() + "/send-password-reset", null).expect(200);
        assertTrue(mail.waitForIncomingEmail(1));
        MessageFile theme = MessageFile.ofTheme("email", language);
        assertEquals(
                theme.sentence("passwordResetSubject"),
                mail.getLastReceivedMessage().getSubject());
        String ignore = theme.sentence("usersApi.mail.reset.ignore");
        Stream.of(Mails.text(mail.getLastReceivedMessage()), Mails.html(mail.getLastReceivedMessage()))
                .forEach(body -> assertTrue(body.contains(ignore), body));
    }

    @Test
    void servesTheMountedLoginPage() {
        realm.updateWithCleanup(settings ->
                settings.resetPasswordAllowed(true).update(rep -> rep.setLoginTheme(FeatureServer.MOUNTED_THEME)));
        String page = Api.at(realm.getBaseUrl())
                .exchange("GET", "/login-actions/reset-credentials?client_id=account", null)
                .expect(200)
                .text();
        assertTrue(page.contains("/login/" + FeatureServer.MOUNTED_THEME + "/css/users-api.css"), page);
        assertTrue(page.contains("data-page-id=\"login-login-reset-password\""), page);
    }
}
