package io.usersapi.keycloak.hashes;

import io.usersapi.keycloak.http.problem.ErrorCode;
import io.usersapi.keycloak.module.Settings.FirebaseScrypt;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.keycloak.models.credential.PasswordCredentialModel;

/** Recognizes the kind of a hash by the beginning of its text. */
final class HashText {

    private final Map<String, Function<String, PasswordCredentialModel>> byBeginning = new LinkedHashMap<>();

    HashText(Optional<FirebaseScrypt> firebase) {
        byBeginning.put("$2", BcryptText::read);
        // Django writes the name of its hasher before the text of the library (BCryptPasswordHasher,
        // Argon2PasswordHasher).
        byBeginning.put("bcrypt$$2", hash -> BcryptText.read(hash.substring("bcrypt$".length())));
        byBeginning.put("$argon2", Argon2Text::read);
        byBeginning.put("argon2$argon2", hash -> Argon2Text.read(hash.substring("argon2".length())));
        byBeginning.put("$pbkdf2-", Pbkdf2Text::readPhc);
        byBeginning.put("pbkdf2_", Pbkdf2Text::readDjango);
        byBeginning.put("$fbscrypt$", hash -> FirebaseText.read(hash, firebase));
        byBeginning.put("{", KeycloakText::read);
        // Base64 of a first byte 1 or 0, which are the versions 3 and 2 of the format of ASP.NET Core Identity.
        byBeginning.put("AQAAAA", AspNetText::read);
        byBeginning.put("A", AspNetText::readVersion2);
    }

    /**
     * The credential that the hash becomes.
     *
     * @throws UnusableHashException where no kind has such a text, the hash is malformed, or it costs too little or too
     *     much
     */
    PasswordCredentialModel read(String hash) {
        return byBeginning.entrySet().stream()
                .filter(kind -> hash.startsWith(kind.getKey()))
                .findFirst()
                .orElseThrow(() -> new UnusableHashException(ErrorCode.HASH_UNKNOWN))
                .getValue()
                .apply(hash);
    }
}
