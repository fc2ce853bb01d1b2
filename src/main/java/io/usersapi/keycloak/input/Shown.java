package io.usersapi.keycloak.input;

/** What a request sent, made fit to be shown in an answer. */
final class Shown {

    private static final int MAX_LENGTH = 64;

    private Shown() {}

    /** The name of a field or parameter without control characters, cut to 64 characters. */
    static String name(String name) {
        String printable = name.replaceAll("\\p{C}", "�");
        int end = printable.length() <= MAX_LENGTH ? printable.length() : MAX_LENGTH;
        return printable.substring(0, end);
    }
}
