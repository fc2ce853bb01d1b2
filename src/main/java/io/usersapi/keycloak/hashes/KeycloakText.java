package io.usersapi.keycloak.hashes;

import com.fasterxml.jackson.databind.JsonNode;
import io.usersapi.keycloak.http.problem.ErrorCode;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.keycloak.models.credential.PasswordCredentialModel;
import org.keycloak.models.credential.dto.PasswordCredentialData;
import org.keycloak.models.credential.dto.PasswordSecretData;
import org.keycloak.util.JsonSerialization;

/**
 * Reads a credential as Keycloak exports it, with {@code secretData} and {@code credentialData}. Each of the two is an
 * object or, as in Keycloak's exports, the text of an object. The credential's other fields are passed over.
 */
final class KeycloakText {

    /** Those without which a hash cannot be verified (Argon2Parameters). What else is sent is passed over, too. */
    private static final Map<String, List<String>> PARAMETERS = Map.of(
            HashCosts.ARGON2, List.of("type", "version", "hashLength", "memory", "parallelism"),
            FirebaseScryptHash.ID, List.of(FirebaseScryptHash.ROUNDS));

    private KeycloakText() {}

    static PasswordCredentialModel read(String hash) {
        try {
            JsonNode credential = JsonSerialization.mapper.readTree(hash);
            if (!PasswordCredentialModel.TYPE.equals(credential.path("type").asText(PasswordCredentialModel.TYPE))) {
                throw new UnusableHashException(ErrorCode.HASH_UNKNOWN);
            }
            return read(
                    JsonSerialization.readValue(text(credential, "credentialData"), PasswordCredentialData.class),
                    JsonSerialization.readValue(text(credential, "secretData"), PasswordSecretData.class));
        } catch (IOException | IllegalArgumentException noCredential) {
            throw HashParts.malformed();
        }
    }

    private static PasswordCredentialModel read(PasswordCredentialData data, PasswordSecretData secret) {
        if (data == null || data.getAlgorithm() == null || secret == null || secret.getValue() == null) {
            throw HashParts.malformed();
        }
        // Keycloak compares the Base64 text of keys, so the text is written anew: one key then has one text.
        return HashCosts.checked(PasswordCredentialModel.createFromValues(
                data.getAlgorithm(),
                secret.getSalt() == null ? new byte[0] : secret.getSalt(),
                data.getHashIterations(),
                parameters(data),
                HashParts.base64(HashParts.base64(secret.getValue()))));
    }

    private static Map<String, List<String>> parameters(PasswordCredentialData data) {
        Map<String, List<String>> parameters = new HashMap<>();
        for (String name : PARAMETERS.getOrDefault(data.getAlgorithm(), List.of())) {
            List<String> values = data.getAdditionalParameters().get(name);
            if (values != null && !values.isEmpty() && values.get(0) != null) {
                parameters.put(name, List.of(values.get(0)));
            }
        }
        return parameters;
    }

    private static String text(JsonNode credential, String field) {
        JsonNode value = credential.path(field);
        return value.isObject() ? value.toString() : value.asText();
    }
}
