package io.usersapi.keycloak.races;

import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.Api;
import io.usersapi.keycloak.support.Oidc;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.keycloak.models.utils.TimeBasedOTP;

/** A person at Keycloak's pages who signs in and sets up an authenticator app, up to the last button. */
final class TotpPages {

    static final String HOME = "http://localhost/home";

    private static final Pattern ACTION = Pattern.compile("<form[^>]*action=\"([^\"]+)\"");
    private static final Pattern SECRET = Pattern.compile("name=\"totpSecret\" value=\"([^\"]+)\"");

    private final Map<String, String> cookies = new LinkedHashMap<>();
    private final String form;
    private final String secret;

    TotpPages(Arena arena, Subject subject) {
        Answer login = open(arena.oidc()
                        .url("/auth?"
                                + Oidc.encoded(Map.of(
                                        "response_type",
                                        "code",
                                        "scope",
                                        "openid",
                                        "client_id",
                                        Arena.PAGES,
                                        "redirect_uri",
                                        HOME,
                                        "kc_action",
                                        "CONFIGURE_TOTP"))))
                .expect(200);
        Answer signedIn =
                submit(found(ACTION, login), Map.of("username", subject.email(), "password", subject.password()));
        Answer page = open(signedIn.expect(302).header("Location")).expect(200);
        form = found(ACTION, page);
        secret = found(SECRET, page);
    }

    private static String found(Pattern pattern, Answer page) {
        Matcher matcher = pattern.matcher(page.text());
        if (!matcher.find()) {
            throw new AssertionError("no " + pattern + " in " + page.text());
        }
        return matcher.group(1).replace("&amp;", "&");
    }

    /** Presses the last button; 302 to {@link #HOME} with a code where the authenticator is set up. */
    Answer finish() {
        return submit(form, Map.of("totp", code(), "totpSecret", secret, "userLabel", "phone"));
    }

    static boolean isDone(Answer answer) {
        return answer.status() == 302
                && answer.header("Location").startsWith(HOME)
                && answer.header("Location").contains("code=");
    }

    /** What the authenticator shows now. */
    String code() {
        return new TimeBasedOTP().generateTOTP(secret);
    }

    private Answer open(String url) {
        return kept(browser(url).exchange("GET", "", null));
    }

    private Answer submit(String url, Map<String, String> fields) {
        return kept(browser(url)
                .with("Content-Type", "application/x-www-form-urlencoded")
                .exchange("POST", "", Oidc.encoded(fields)));
    }

    private Api browser(String url) {
        StringBuilder sent = new StringBuilder();
        cookies.forEach((name, value) -> sent.append(sent.isEmpty() ? "" : "; ").append(name + "=" + value));
        return sent.isEmpty() ? Api.at(url) : Api.at(url).with("Cookie", sent.toString());
    }

    private Answer kept(Answer answer) {
        for (String cookie : answer.headers().allValues("Set-Cookie")) {
            String[] pair = cookie.split(";", 2)[0].split("=", 2);
            if (pair[1].isEmpty()) {
                cookies.remove(pair[0]);
            } else {
                cookies.put(pair[0], pair[1]);
            }
        }
        return answer;
    }
}
