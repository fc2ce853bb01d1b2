package io.usersapi.keycloak.listing.index;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NamedIndexTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "users_api_email",
                "users_api_email_v1",
                "users_api_search_v1",
                "users_api_search_text",
                "users_api_search_text_v",
                "users_api_search_Text_v1",
                "users_api_search_text_v1; drop table user_entity",
                "idx_user_email"
            })
    void aNameByWhichTheModuleWouldNotKnowItAgainIsRefused(String name) {
        assertThrows(IllegalArgumentException.class, () -> new NamedIndex(name, "(id)"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "users_api_search_text_v1;   using gin (email gin_trgm_ops); using gin (email elsewhere.gin_trgm_ops)",
                "users_api_search_letters_v12; using gin (a gin_trgm_ops, b gin_trgm_ops);"
                        + " using gin (a elsewhere.gin_trgm_ops, b elsewhere.gin_trgm_ops)",
                "users_api_order_name_v2;    (realm_id, last_name, id);      (realm_id, last_name, id)",
            })
    void itIsMadeWhileOthersWriteAndFindsTheExtensionWhereverThatIs(String name, String definition, String made) {
        assertEquals(
                "create index concurrently if not exists " + name + " on keycloak_tables.user_entity " + made,
                new NamedIndex(name, definition).statement("keycloak_tables.user_entity", "elsewhere"));
    }
}
