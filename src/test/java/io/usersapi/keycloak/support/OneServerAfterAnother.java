package io.usersapi.keycloak.support;

import java.util.Comparator;
import java.util.Optional;
import org.junit.jupiter.api.ClassDescriptor;
import org.junit.jupiter.api.ClassOrderer;
import org.junit.jupiter.api.ClassOrdererContext;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.server.KeycloakServerConfig;

/**
 * Test classes that need the same server stand together, and by name among themselves: a server of another
 * configuration costs a start. Those with other features of Keycloak come last: such a server is built anew, and so is the one
 * after it. Named in {@code junit-platform.properties}.
 */
public final class OneServerAfterAnother implements ClassOrderer {

    @Override
    public void orderClasses(ClassOrdererContext context) {
        context.getClassDescriptors()
                .sort(Comparator.comparing(OneServerAfterAnother::isBuiltAnew)
                        .thenComparing(OneServerAfterAnother::server)
                        .thenComparing(test -> test.getTestClass().getName()));
    }

    private static boolean isBuiltAnew(ClassDescriptor test) {
        return config(test).filter(FeatureServer.class::isAssignableFrom).isPresent();
    }

    /** The name of the server's configuration; empty where a test needs none, so that these come first. */
    private static String server(ClassDescriptor test) {
        return config(test).map(Class::getName).orElse("");
    }

    private static Optional<Class<? extends KeycloakServerConfig>> config(ClassDescriptor test) {
        return test.findAnnotation(KeycloakIntegrationTest.class).map(KeycloakIntegrationTest::config);
    }
}
