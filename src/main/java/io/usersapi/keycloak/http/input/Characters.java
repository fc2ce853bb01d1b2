package io.usersapi.keycloak.http.input;

/** Which characters a text may carry. */
public final class Characters {

    private Characters() {}

    /**
     * Whether a text is free of control characters and of unpaired surrogates. Neither has a meaning in a name, an
     * address or a password; PostgreSQL stores no NUL, Keycloak's token endpoint drops control characters, and an
     * unpaired surrogate has no UTF-8 form.
     */
    public static boolean areSound(String text) {
        return text.codePoints()
                .noneMatch(character ->
                        Character.isISOControl(character) || Character.getType(character) == Character.SURROGATE);
    }

    /** The same of a text that may have several lines and tabs in them. */
    public static boolean areSoundLines(String text) {
        return areSound(text.replaceAll("[\t\n\r]", ""));
    }

    /** The length in code points, which is what people count. */
    public static int count(String text) {
        return text.codePointCount(0, text.length());
    }
}
