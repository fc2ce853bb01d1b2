package io.usersapi.keycloak.http.input;

/** Which characters a text may have, and how many it has. */
public final class Characters {

    private Characters() {}

    /**
     * Whether a text has no control characters and no unpaired surrogates. Neither has a meaning in a name, an address
     * or a password. PostgreSQL stores no NUL, Keycloak's token endpoint drops control characters, and an unpaired
     * surrogate has no form in UTF-8.
     */
    public static boolean areSound(String text) {
        return text.codePoints()
                .noneMatch(character ->
                        Character.isISOControl(character) || Character.getType(character) == Character.SURROGATE);
    }

    /**
     * Whether a text that may have several lines and tabs has no other control characters and no unpaired surrogates.
     */
    public static boolean areSoundLines(String text) {
        return areSound(text.replaceAll("[\t\n\r]", ""));
    }

    /** The length in code points, which is what people count. */
    public static int count(String text) {
        return text.codePointCount(0, text.length());
    }
}
