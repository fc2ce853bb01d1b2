package io.usersapi.keycloak.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** The operations of the OpenAPI document, found by the method and the path of a request. */
final class Operations {

    private static final Set<String> METHODS = Set.of("get", "post", "put", "patch", "delete");
    private static final List<Template> TEMPLATES = templates(OpenApiDocument.paths());

    /**
     * A path of the document.
     *
     * @param path the pattern of the paths of requests
     * @param variable whether the path has a variable
     * @param ids the operationIds by method
     */
    private record Template(Pattern path, boolean variable, Map<String, String> ids) {}

    private Operations() {}

    /**
     * The operationId of a request; {@code HEAD} has that of {@code GET}.
     *
     * @param path below the API, for example {@code /users/0f2c…}
     * @return empty where the document has no such operation
     */
    static Optional<String> id(String method, String path) {
        return template(path).map(template -> template.ids().get(method.equals("HEAD") ? "GET" : method));
    }

    /**
     * The methods that a path knows, in alphabetical order, for the header {@code Allow} of a 405 (RFC 9110, section
     * 10.2.1). {@code HEAD} is known where {@code GET} is, and {@code OPTIONS} everywhere.
     *
     * @param path below the API, for example {@code /users/0f2c…}
     * @return empty where the document has no such path
     */
    static Set<String> methods(String path) {
        Set<String> methods = new TreeSet<>();
        template(path).ifPresent(template -> {
            methods.addAll(template.ids().keySet());
            if (methods.contains("GET")) {
                methods.add("HEAD");
            }
            methods.add("OPTIONS");
        });
        return methods;
    }

    private static Optional<Template> template(String path) {
        return TEMPLATES.stream()
                .filter(template -> template.path().matcher(path).matches())
                .findFirst();
    }

    /**
     * The templates, those without variables first: {@code /users/me} must not match {@code /users/{user}} (OpenAPI
     * 3.1).
     */
    private static List<Template> templates(JsonNode paths) {
        List<Template> templates = new ArrayList<>();
        paths.fields().forEachRemaining(path -> {
            Map<String, String> ids = new TreeMap<>();
            path.getValue().fields().forEachRemaining(member -> {
                if (METHODS.contains(member.getKey())) {
                    ids.put(
                            member.getKey().toUpperCase(Locale.ROOT),
                            member.getValue().path("operationId").asText());
                }
            });
            boolean variable = path.getKey().contains("{");
            templates.add(new Template(pattern(path.getKey()), variable, ids));
        });
        templates.sort(Comparator.comparing(Template::variable));
        return templates;
    }

    private static Pattern pattern(String path) {
        return Pattern.compile(path.replaceAll("\\{[^}]+}", "[^/]+") + "/?");
    }
}
