package io.usersapi.keycloak.console;

import io.usersapi.keycloak.support.Chromium;
import io.usersapi.keycloak.support.KeycloakSetup;
import java.util.UUID;
import org.keycloak.admin.client.resource.RealmResource;
import org.keycloak.testframework.realm.ManagedRealm;
import org.keycloak.testframework.realm.UserBuilder;
import org.keycloak.testframework.ui.page.LoginPage;
import org.keycloak.testframework.util.ApiUtil;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;

/** An administrator of the realm at its console, in a language. */
final class ConsoleAdmin {

    private static final String PASSWORD = "a password of a console admin";

    private final Chromium browser;
    private final String console;
    private final String username = "console-" + UUID.randomUUID();

    private ConsoleAdmin(Chromium browser, String console) {
        this.browser = browser;
        this.console = console;
    }

    /** Adds the administrator to the realm until the end of the test, and signs in. */
    static ConsoleAdmin signedIn(Chromium browser, ManagedRealm realm, String adminBase, String language) {
        ConsoleAdmin admin = new ConsoleAdmin(browser, console(adminBase, realm.getName()));
        String id = admin.add(realm.admin(), language);
        realm.cleanup().add(cleaned -> cleaned.users().get(id).remove());
        admin.signIn();
        return admin;
    }

    /** The same, and the administrator stays as long as the realm does. */
    static ConsoleAdmin signedIn(Chromium browser, RealmResource realm, String adminBase, String language) {
        ConsoleAdmin admin = new ConsoleAdmin(
                browser, console(adminBase, realm.toRepresentation().getRealm()));
        admin.add(realm, language);
        admin.signIn();
        return admin;
    }

    private static String console(String adminBase, String realm) {
        return adminBase + "/" + realm + "/console/#/" + realm;
    }

    private String add(RealmResource realm, String language) {
        String id = ApiUtil.getCreatedId(realm.users()
                .create(UserBuilder.create(username)
                        .name("Console", "Admin")
                        .email(username + "@example.org")
                        .emailVerified(true)
                        .password(PASSWORD)
                        .attribute("locale", language)
                        .build()));
        KeycloakSetup setup = new KeycloakSetup(realm);
        setup.grant(id, setup.role("realm-management", "realm-admin"));
        return id;
    }

    private void signIn() {
        browser.forget();
        open("/users");
        browser.see(By.id("username"));
        LoginPage login = browser.page(LoginPage.class);
        login.fillLogin(username, PASSWORD);
        login.submit();
        browser.see("users-page");
    }

    /** Opens a place in the console, such as {@code /users}, anew. */
    void open(String place) {
        browser.open("about:blank");
        browser.open(console + place);
    }

    /** Goes to the list of users, from wherever the console is: to load it anew takes five seconds. */
    void toUsers() {
        browser.driver().executeScript("location.assign(arguments[0])", console + "/users");
        browser.see("users-page");
    }

    /** Opens the details of a user, from wherever the console is but for the details of another. */
    void openUser(String id) {
        browser.driver().executeScript("location.assign(arguments[0])", console + "/users/" + id + "/settings");
        browser.see("user-creation-save");
    }

    /** Turns the switch of the user whose details are open, and confirms. */
    void turnOff(String username) {
        browser.click(By.cssSelector("label.pf-v5-c-switch:has([data-testid='" + username + "-switch'])"));
        browser.click(By.id("modal-confirm"));
    }

    /** Searches the list by a part of the user name, the e-mail address or the name. */
    void search(String text) {
        toUsers();
        browser.see(By.cssSelector("input[aria-label='Search']")).sendKeys(text + Keys.ENTER);
    }

    /** Searches the list that is open by an attribute, chosen by its label; {@code other} is of a user who is not found. */
    void searchByAttribute(String label, String value, String other) {
        browser.click(By.cssSelector("[data-testid='user-search-toggle']"));
        browser.click(By.xpath("//button[@role='menuitem'][normalize-space(.)='Attribute search']"));
        // The choice ends the search before this one. What that had found must not pass for what this one finds.
        browser.seeText(other);
        browser.click(By.xpath("//button[normalize-space(.)='Select attributes']"));
        WebElement form = browser.see("user-attribute-search-form");
        form.findElement(By.cssSelector(".user-attribute-search-form-left input"))
                .sendKeys(label);
        browser.click(By.xpath("//*[@role='option'][normalize-space(.)='" + label + "']"));
        form.findElement(By.id("value")).sendKeys(value + Keys.ENTER);
        browser.click(By.cssSelector("[data-testid='search-user-attribute-btn']"));
    }
}
