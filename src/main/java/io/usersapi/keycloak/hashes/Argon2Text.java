package io.usersapi.keycloak.hashes;

import io.usersapi.keycloak.http.problem.ErrorCode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.keycloak.models.credential.PasswordCredentialModel;

/**
 * Reads Argon2 in PHC form: {@code $argon2id$v=19$m=65536,t=3,p=4$salt$hash}. Keycloak verifies such hashes itself. The
 * parameters may come in any order: Node's library writes {@code m,p,t}. A hash with a secret key or associated data
 * ({@code keyid}, {@code data}) is malformed here, since Keycloak has no place for them.
 */
final class Argon2Text {

    private static final Pattern FORM = Pattern.compile("\\$argon2([a-z]+)(?:\\$v=(\\d+))?"
            + "\\$([mtp]=\\d+(?:,[mtp]=\\d+){2})\\$(" + HashParts.BASE64 + ")\\$(" + HashParts.BASE64 + ")");
    /** Keycloak's names of the versions (Argon2Parameters). A hash without a version has the first one. */
    private static final Map<String, String> VERSIONS = Map.of("16", "1.0", "19", "1.3");

    private Argon2Text() {}

    static PasswordCredentialModel read(String hash) {
        Matcher parts = HashParts.match(FORM, hash);
        String version = VERSIONS.get(parts.group(2) == null ? "16" : parts.group(2));
        if (version == null || !parts.group(1).matches("id|i")) {
            throw new UnusableHashException(ErrorCode.HASH_UNKNOWN);
        }
        Map<String, Integer> costs = costs(parts.group(3));
        byte[] value = HashParts.base64(parts.group(5));
        Map<String, List<String>> parameters = Map.of(
                "type", List.of(parts.group(1)),
                "version", List.of(version),
                "hashLength", List.of(String.valueOf(value.length)),
                "memory", List.of(String.valueOf(costs.get("m"))),
                "parallelism", List.of(String.valueOf(costs.get("p"))));
        return HashCosts.checked(PasswordCredentialModel.createFromValues(
                HashCosts.ARGON2,
                HashParts.base64(parts.group(4)),
                costs.get("t"),
                parameters,
                HashParts.base64(value)));
    }

    private static Map<String, Integer> costs(String text) {
        Map<String, Integer> costs = new HashMap<>();
        for (String cost : text.split(",")) {
            costs.put(cost.substring(0, 1), HashParts.number(cost.substring(2)));
        }
        if (!costs.keySet().equals(Set.of("m", "t", "p"))) {
            throw HashParts.malformed();
        }
        return costs;
    }
}
