package io.usersapi.keycloak.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.htmlunit.Page;
import org.htmlunit.WebClient;
import org.htmlunit.html.HtmlAnchor;
import org.htmlunit.html.HtmlElement;
import org.htmlunit.html.HtmlForm;
import org.htmlunit.html.HtmlInput;
import org.htmlunit.html.HtmlPage;

/** A person at Keycloak's pages. */
public final class Browser implements AutoCloseable {

    private static final Pattern TAB = Pattern.compile("client_id=([\\w-]+)[^\"']*?tab_id=([\\w-]+)");

    private final WebClient client = new WebClient();

    Browser() {
        client.getOptions().setJavaScriptEnabled(false);
        client.getOptions().setCssEnabled(false);
        client.getOptions().setThrowExceptionOnFailingStatusCode(false);
    }

    /** Opens an address and answers where that led. */
    String open(String url) {
        try {
            Page page = client.getPage(url);
            return page.getUrl().toString();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Follows the link on the page that ends with or contains {@code part}. */
    String follow(String part) {
        return click(link(part).orElseThrow(() -> new AssertionError("no link " + part + " on " + text())));
    }

    /** Where the link leads that {@link #follow} would follow. */
    String address(String part) {
        return link(part).map(HtmlAnchor::getHrefAttribute).orElseThrow(() -> new AssertionError(text()));
    }

    /**
     * Goes on, in the tab of the page at hand if that has one, to what Keycloak shows to whoever has forgotten the password.
     *
     * @param realm the realm's address, such as {@code http://localhost:8080/realms/acme}
     */
    void forgetPassword(String realm) {
        Matcher tab = TAB.matcher(page().getWebResponse().getContentAsString());
        open(realm + "/login-actions/reset-credentials?client_id="
                + (tab.find() ? tab.group(1) + "&tab_id=" + tab.group(2) : "account"));
    }

    /** Whether there is such a link on the page. */
    boolean links(String part) {
        return link(part).isPresent();
    }

    private Optional<HtmlAnchor> link(String part) {
        return page().getAnchors().stream()
                .filter(anchor -> anchor.getHrefAttribute().contains(part))
                .findFirst();
    }

    /** Fills in the form that has these fields, sends it, and answers where that led. */
    String submit(Map<String, String> fields) {
        HtmlForm form = page().getForms().stream()
                .filter(candidate -> fields.keySet().stream()
                        .noneMatch(name -> candidate.getInputsByName(name).isEmpty()))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no form with " + fields.keySet() + " on " + text()));
        fields.forEach((name, value) -> form.getInputByName(name).setValue(value));
        HtmlElement button = form.getFirstByXPath(".//input[@type='submit'] | .//button[@type='submit']");
        return click(button);
    }

    /** What a field of a form holds. */
    String value(String fieldName) {
        HtmlInput field = page().getFirstByXPath("//input[@name='" + fieldName + "']");
        return field.getValue();
    }

    /** Presses the button of this name or id, and answers where that led. */
    String press(String name) {
        HtmlElement button = page().getFirstByXPath("//*[@type='submit'][@name='" + name + "' or @id='" + name + "']");
        if (button == null) {
            throw new AssertionError("no button " + name + " on " + text());
        }
        return click(button);
    }

    /** Signs in at Keycloak's page as far as it goes, and answers where that led. */
    String signIn(String username, String password) {
        if (shows("password")) {
            return submit(Map.of("username", username, "password", password));
        }
        // Where a realm has organizations, Keycloak asks for the username alone first.
        String page = submit(Map.of("username", username));
        return shows("password") ? submit(Map.of("password", password)) : page;
    }

    private String click(HtmlElement element) {
        try {
            return element.click().getUrl().toString();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    boolean shows(String fieldName) {
        return page().getForms().stream()
                .flatMap(form -> form.getInputsByName(fieldName).stream())
                .anyMatch(HtmlInput.class::isInstance);
    }

    /** Expects Keycloak's page for an action that has expired, not one for a failure of the server. */
    void expectExpired() {
        assertEquals(400, page().getWebResponse().getStatusCode(), this::text);
        assertTrue(text().contains("Action expired"), this::text);
    }

    String text() {
        return page().asNormalizedText();
    }

    private HtmlPage page() {
        return (HtmlPage) client.getCurrentWindow().getEnclosedPage();
    }

    @Override
    public void close() {
        client.close();
    }
}
