package io.usersapi.keycloak.page;

import static java.util.stream.Collectors.joining;

import io.usersapi.keycloak.http.input.ApiPath;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.services.Urls;
import org.keycloak.util.JsonSerialization;

/** The one HTML document of the page, the same for everybody. It tells the scripts their settings, and loads them. */
final class Shell {

    private static final String TEMPLATE = new String(Assets.resource("shell.html"), StandardCharsets.UTF_8);
    private static final Pattern PLACE = Pattern.compile("\\{\\{(\\w+)}}");

    private final KeycloakSession session;
    private final RealmModel realm;
    private final Limits limits;
    private final Texts texts;

    Shell(KeycloakSession session, Limits limits) {
        this.session = session;
        this.realm = session.getContext().getRealm();
        this.limits = limits;
        this.texts = new Texts(realm, limits);
    }

    /**
     * The document.
     *
     * @param paths the paths of the API's OpenAPI document; the page offers only what the API has
     */
    String html(List<String> paths) {
        Map<String, String> values = Map.of(
                "title", escaped(title()),
                "patternfly", escaped(themes() + "/common/keycloak/vendor/patternfly-v5"),
                "assets", "assets/" + Assets.VERSION,
                "language", escaped(texts.language()),
                "modules", modules(),
                "settings", escaped(json(settings(paths))));
        Function<String, String> value = values::get;
        return PLACE.matcher(TEMPLATE).replaceAll(place -> Matcher.quoteReplacement(value.apply(place.group(1))));
    }

    private String title() {
        String name = realm.getDisplayName();
        return name == null || name.isBlank() ? realm.getName() : name;
    }

    private String themes() {
        return Urls.themeRoot(session.getContext().getUri().getBaseUri()).getRawPath();
    }

    private Map<String, Object> settings(List<String> paths) {
        Map<String, Object> settings = new LinkedHashMap<>();
        settings.put("realm", realm.getName());
        settings.put("title", title());
        settings.put("issuer", Urls.realmIssuer(session.getContext().getUri().getBaseUri(), realm.getName()));
        settings.put("api", ApiPath.of(session).uri().toString());
        settings.put("languages", texts.languages());
        settings.put("language", texts.language());
        settings.put("paths", paths);
        settings.put("pageSizes", limits.pageSizes());
        return settings;
    }

    /** Links that make the browser load all modules at once, instead of finding them one import after the other. */
    private static String modules() {
        return Assets.names(".js")
                .map(name -> "<link rel=\"modulepreload\" href=\"assets/" + Assets.VERSION + "/" + name + "\">")
                .collect(joining("\n    "));
    }

    private static String json(Object value) {
        try {
            return JsonSerialization.writeValueAsString(value);
        } catch (Exception impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }
}
