package io.usersapi.keycloak.http.input;

import java.util.regex.Pattern;

/** Makes texts of a request fit to be shown in an answer. */
public final class Shown {

    private static final int MAX_LENGTH = 64;

    private static final Pattern UNPRINTABLE = Pattern.compile("\\p{C}");

    /** The longest text that names a user, which is an address. */
    private static final int MAX_KEY_LENGTH = 255;

    private Shown() {}

    /**
     * A text that may be an id or an address: as it was sent where it is short and has no control characters, else as
     * {@link #name}.
     */
    public static String text(String text) {
        boolean fit = Characters.count(text) <= MAX_KEY_LENGTH && Characters.areSound(text);
        return fit ? text : name(text);
    }

    /** The name of a field or parameter without control characters, cut to 64 characters. */
    public static String name(String name) {
        String start = name.substring(0, Math.min(name.length(), MAX_LENGTH));
        return UNPRINTABLE.matcher(start).replaceAll("�");
    }
}
