package io.usersapi.keycloak.containers;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.usersapi.keycloak.support.Api;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.StreamSupport;

/** The mails that a MailDev has caught, by its REST API. */
final class MailDev {

    private final Api api;

    /** @param base such as {@code http://127.0.0.1:1080} */
    MailDev(String base) {
        this.api = Api.at(base);
    }

    /** Waits for a mail to the address; it has {@code subject}, {@code text} and {@code html}. */
    JsonNode awaitMailTo(String address) {
        return await().atMost(Duration.ofSeconds(30))
                .until(() -> mailTo(address), Optional::isPresent)
                .orElseThrow();
    }

    private Optional<JsonNode> mailTo(String address) {
        JsonNode mails = api.exchange("GET", "/email", null).expect(200).body();
        return StreamSupport.stream(mails.spliterator(), false)
                .filter(mail -> mail.at("/to/0/address").asText().equals(address))
                .findFirst();
    }
}
