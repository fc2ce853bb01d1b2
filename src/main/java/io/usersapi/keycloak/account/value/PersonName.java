package io.usersapi.keycloak.account.value;

import io.usersapi.keycloak.http.input.Characters;
import io.usersapi.keycloak.http.problem.ErrorCode;
import io.usersapi.keycloak.http.problem.Violations;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.keycloak.models.UserModel;

/**
 * A person's name, split into the two parts that Keycloak keeps. The name is split at its last
 * blank, so that joining the parts with a blank gives the same name: {@code Ada King} + {@code Lovelace}. A name
 * without a blank, for example {@code 山田太郎}, is the first part alone.
 *
 * @param first Keycloak's {@code firstName}
 * @param last Keycloak's {@code lastName}, or null
 */
public record PersonName(String first, String last) {

    /** The longest name in characters that can be given here, by Keycloak's columns. */
    private static final int MAX_LENGTH = 255;

    /** The longest name in characters that a user can have: the console fills both columns. */
    private static final int MAX_KEPT = 2 * MAX_LENGTH + 1;

    /**
     * The name; empty where the text breaks a rule, which is noted as a violation of {@code field}. {@link #checkLength}
     * follows once it is known that the name is a change: a client may send back what it has read.
     */
    public static Optional<PersonName> parse(String text, Violations violations, String field) {
        String folded = folded(text);
        if (folded.isEmpty()) {
            violations.add(field, ErrorCode.EMPTY);
        } else if (Characters.count(folded) > MAX_KEPT) {
            violations.add(field, ErrorCode.TOO_LONG, MAX_LENGTH);
        } else if (!Characters.areSound(folded)) {
            violations.add(field, ErrorCode.INVALID_CHARACTERS);
        } else {
            int blank = folded.lastIndexOf(' ');
            return Optional.of(
                    blank < 0
                            ? new PersonName(folded, null)
                            : new PersonName(folded.substring(0, blank), folded.substring(blank + 1)));
        }
        return Optional.empty();
    }

    /**
     * The text without blanks at its ends, and with one blank for each run of two or more. A single blank of any kind
     * stays as it is. The method is a loop, because a regular expression would search for the end of a run from each of
     * its blanks.
     */
    private static String folded(String text) {
        if (!hasNeedlessBlank(text)) {
            return text;
        }
        StringBuilder folded = new StringBuilder();
        int blanks = 0;
        int lastBlank = 0;
        for (int character : (Iterable<Integer>) text.codePoints()::iterator) {
            if (isBlank(character)) {
                blanks++;
                lastBlank = character;
                continue;
            }
            if (blanks > 0 && !folded.isEmpty()) {
                folded.appendCodePoint(blanks == 1 ? lastBlank : ' ');
            }
            blanks = 0;
            folded.appendCodePoint(character);
        }
        return folded.toString();
    }

    /**
     * Whether a blank stands at an end or beside another, or the text is empty. Few names have such a blank, and a list
     * shows a hundred names. All of Unicode's blanks are single units of UTF-16.
     */
    private static boolean hasNeedlessBlank(String text) {
        boolean wasBlank = true;
        for (int at = 0; at < text.length(); at++) {
            boolean blank = isBlank(text.charAt(at));
            if (blank && wasBlank) {
                return true;
            }
            wasBlank = blank;
        }
        return wasBlank;
    }

    /** Whether Unicode calls the character a separator of words, lines or paragraphs. */
    private static boolean isBlank(int character) {
        return switch (Character.getType(character)) {
            case Character.SPACE_SEPARATOR, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> true;
            default -> false;
        };
    }

    /** Whether the two parts make this name when joined, wherever they are split. */
    public boolean isMadeBy(String otherFirst, String otherLast) {
        return join(first, last).equals(join(otherFirst, otherLast));
    }

    /** Notes where the name is too long to be given. */
    public void checkLength(Violations violations, String field) {
        if (isTooLong()) {
            violations.add(field, ErrorCode.TOO_LONG, MAX_LENGTH);
        }
    }

    private boolean isTooLong() {
        return Characters.count(first) + (last == null ? 0 : 1 + Characters.count(last)) > MAX_LENGTH;
    }

    /** The name as attributes of Keycloak's user profile; none where {@link #checkLength} refuses the name. */
    public Map<String, List<String>> inProfile() {
        return isTooLong()
                ? Map.of()
                : Map.of(
                        UserModel.FIRST_NAME,
                        List.of(first),
                        UserModel.LAST_NAME,
                        last == null ? List.of() : List.of(last));
    }

    /**
     * The name that the two parts make, with its blanks folded as in a name that was sent; null where nothing is left.
     * Whoever gave the parts elsewhere, in the console for example, may have given needless blanks.
     */
    public static String join(String first, String last) {
        boolean hasFirst = first != null && !first.isBlank();
        boolean hasLast = last != null && !last.isBlank();
        if (hasFirst && hasLast) {
            return named(first + " " + last);
        }
        return hasFirst ? named(first) : hasLast ? named(last) : null;
    }

    private static String named(String joined) {
        String folded = folded(joined);
        return folded.isEmpty() ? null : folded;
    }
}
