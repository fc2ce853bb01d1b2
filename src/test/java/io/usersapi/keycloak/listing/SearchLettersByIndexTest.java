package io.usersapi.keycloak.listing;

import io.usersapi.keycloak.support.LoggingServer;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;

/** The same names by the same texts where the indexes of the setting {@code search-index} serve the search. */
@EnabledIfSystemProperty(named = "test.database", matches = "postgres")
@KeycloakIntegrationTest(config = LoggingServer.class)
class SearchLettersByIndexTest extends SearchLettersTest {}
