package io.usersapi.keycloak.support;

import java.util.Comparator;
import org.junit.jupiter.api.ClassDescriptor;
import org.junit.jupiter.api.ClassOrderer;
import org.junit.jupiter.api.ClassOrdererContext;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;

/**
 * Test classes that need the same server stand together, and by name among themselves: a server of another
 * configuration costs a start. Named in {@code junit-platform.properties}.
 */
public final class OneServerAfterAnother implements ClassOrderer {

    @Override
    public void orderClasses(ClassOrdererContext context) {
        context.getClassDescriptors()
                .sort(Comparator.comparing(OneServerAfterAnother::server)
                        .thenComparing(test -> test.getTestClass().getName()));
    }

    /** The name of the server's configuration; empty where a test needs none, so that these come first. */
    private static String server(ClassDescriptor test) {
        return test.findAnnotation(KeycloakIntegrationTest.class)
                .map(server -> server.config().getName())
                .orElse("");
    }
}
