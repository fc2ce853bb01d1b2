package io.usersapi.keycloak.page;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.usersapi.keycloak.rules.Directory;
import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.ApiServer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;

/** A user whom the company directory keeps: what cannot be changed here is text, and says why, before anybody types. */
@Tag("thorough")
@KeycloakIntegrationTest(config = ApiServer.class)
class PageDirectoryTest extends PageTest {

    /** Ada of a directory, whose panel is open. */
    private Answer opened(String editMode) {
        Directory.of(realm)
                .with("ada", "Ada King", "Lovelace", "ada@directory.example.org")
                .federate(realm, editMode, true);
        Answer ada = admin.get("/users/ada@directory.example.org").expect(200);
        open("#/users/" + ada.id());
        return ada;
    }

    @Test
    void offersNoInputForWhatTheDirectoryDoesNotLetChange() {
        opened("READ_ONLY");
        page.see("#user-locale");
        page.seeNo("#user-name, #user-email, panel-acts .pf-m-danger");
        assertEquals(
                2L,
                page.run("return [...document.querySelectorAll('user-details .ua-field__hint')]"
                        + ".filter(one => one.textContent === 'Kept in the company directory').length"));
        page.seeText("Ada King Lovelace");
    }

    /** Keycloak keeps the language and the roles itself. */
    @Test
    void savesWhatIsNotTheDirectorys() {
        Answer ada = opened("READ_ONLY");
        page.choose("#user-locale", "de");
        page.press("Save");
        page.seeText("Ada King Lovelace is saved.");
        page.seeNo("#user-name");
        assertEquals(
                "de",
                admin.get("/users/" + ada.id())
                        .body()
                        .at("/attributes/locale/0")
                        .asText());
        page.press("Roles");
        page.click("user-form [data-role='" + roleId("editor") + "']");
        page.press("Save");
        page.seeText("Undo");
        assertEquals(
                "editor",
                admin.get("/users/" + ada.id()).body().at("/roles/0/name").asText());
    }

    @Test
    void offersWhatAWritableDirectoryLetsChange() {
        Answer ada = opened("WRITABLE");
        page.fill("#user-name", "Augusta Byron");
        page.seeText("Kept in the company directory");
        page.press("Save");
        page.seeText("Augusta Byron is saved.");
        page.seeNo("panel-acts .pf-m-danger");
        assertEquals("Augusta Byron", admin.get("/users/" + ada.id()).text("name"));
    }

    /** The realm switches the store off meanwhile: then it refuses what it has not told before. */
    @Test
    void saysWhatWasRefused() {
        Answer ada = opened("WRITABLE");
        page.fill("#user-name", "Augusta Byron");
        realm.admin()
                .components()
                .query(null, "org.keycloak.storage.UserStorageProvider")
                .forEach(store -> {
                    store.getConfig().putSingle("editMode", "READ_ONLY");
                    realm.admin().components().component(store.getId()).update(store);
                });
        page.press("Save");
        page.seeText("This user is kept in the company directory, which does not allow the change.");
        assertEquals("Ada King Lovelace", admin.get("/users/" + ada.id()).text("name"));
        page.press("Discard");
    }
}
