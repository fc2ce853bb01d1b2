package io.usersapi.keycloak.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usersapi.keycloak.RootResource;
import io.usersapi.keycloak.listing.filter.PageRequest;
import io.usersapi.keycloak.support.OpenApi;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.OPTIONS;
import jakarta.ws.rs.Path;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class OpenApiDocumentTest {

    private static final Set<String> METHODS = Set.of("get", "post", "put", "patch", "delete", "head", "options");

    @Test
    void documentsEveryOperationOfTheResourcesAndNoOther() {
        Set<String> served = new TreeSet<>();
        collect(RootResource.class, "", served);
        // HEAD goes with GET (RFC 9110, section 9.3.2), here and in the document.
        served.removeIf(operation -> operation.startsWith("HEAD "));
        assertEquals(String.join("\n", served), String.join("\n", documented()));
    }

    @Test
    void isOpenApi31() {
        assertTrue(OpenApi.document().path("openapi").asText().startsWith("3.1."));
    }

    @Test
    void namesEveryOperationOnce() {
        Set<String> ids = new TreeSet<>();
        OpenApi.document().path("paths").forEach(path -> path.fields().forEachRemaining(operation -> {
            if (METHODS.contains(operation.getKey())) {
                String id = operation.getValue().path("operationId").asText();
                assertTrue(!id.isEmpty() && ids.add(id), () -> "operationId " + id);
            }
        }));
    }

    @Test
    void namesEachParameterOfAListAndOfAnExport() {
        assertEquals(new TreeSet<>(PageRequest.KNOWN), parameters("/users"));
        Set<String> ofAnExport = new TreeSet<>(PageRequest.KNOWN);
        ofAnExport.removeAll(PageRequest.PAGING);
        ofAnExport.add("format");
        assertEquals(ofAnExport, parameters("/users/export"));
    }

    private static Set<String> parameters(String path) {
        Set<String> names = new TreeSet<>();
        OpenApi.document()
                .path("paths")
                .path(path)
                .at("/get/parameters")
                .forEach(parameter -> names.add(parameter.path("name").asText()));
        return names;
    }

    private static Set<String> documented() {
        Set<String> operations = new TreeSet<>();
        OpenApi.document().path("paths").fields().forEachRemaining(path -> path.getValue()
                .fieldNames()
                .forEachRemaining(name -> {
                    if (METHODS.contains(name)) {
                        operations.add(name.toUpperCase(Locale.ROOT) + " " + path.getKey());
                    }
                }));
        return operations;
    }

    /** Walks the JAX-RS annotations: a method without an HTTP method leads on to a resource below. */
    private static void collect(Class<?> resource, String base, Set<String> operations) {
        for (Method method : resource.getDeclaredMethods()) {
            Path path = method.getAnnotation(Path.class);
            String at = path == null ? base : base + "/" + path.value();
            String http = Arrays.stream(method.getAnnotations())
                    .map(Annotation::annotationType)
                    .filter(type -> type != OPTIONS.class && type.isAnnotationPresent(HttpMethod.class))
                    .map(type -> type.getAnnotation(HttpMethod.class).value())
                    .findFirst()
                    .orElse(null);
            if (http != null) {
                // A template may say which texts it takes: {user:regex} is {user} in the document.
                operations.add(http + " " + at.replaceAll("\\{(\\w+):[^}]*}", "{$1}"));
            } else if (path != null && !method.isAnnotationPresent(OPTIONS.class)) {
                collect(method.getReturnType(), at, operations);
            }
        }
    }
}
