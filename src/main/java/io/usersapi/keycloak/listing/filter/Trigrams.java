package io.usersapi.keycloak.listing.filter;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Groups of three letters or digits, by which PostgreSQL's index of trigrams ({@code pg_trgm}) finds a text. For each
 * group the index has a list of the users who have it, and PostgreSQL reads the lists of all groups of a pattern.
 */
final class Trigrams {

    private static final int LENGTH = 3;

    /** With fewer groups than these, too many users may have all of them and not the text, and each of those is read. */
    private static final int LEAST = 3;

    private static final String LETTER = "[\\p{L}\\p{Nd}]";
    private static final String NO_LETTER = "[^\\p{L}\\p{Nd}]";

    private static final Pattern ANY =
            Pattern.compile(LETTER + "{3}|" + LETTER + "{2}" + NO_LETTER + "|" + NO_LETTER + LETTER + "{2}");

    /** One of those that take two of Java's characters, and would be split. */
    private static final String LONG = "\\x{10000}-\\x{10FFFF}";

    private static final String PART = "[\\p{L}\\p{Nd}&&[^" + LONG + "]]";

    /** A word, or one of two letters with the sign before it: PostgreSQL puts a blank for the sign. */
    private static final Pattern WORD =
            Pattern.compile(PART + "{3,}|[^\\p{L}\\p{Nd}%_!" + LONG + "]" + PART + "{2}(?!" + LETTER + ")");

    /** Letters, those that names have most often first. A guess will do: what is found does not depend on it. */
    private static final String FREQUENT = "aeinrostlhdmcukgbpyfvwzjxq";

    private Trigrams() {}

    /**
     * Whether the text has any. PostgreSQL splits a text into groups of three: three letters or digits in a row, or two
     * at the start or the end of a word and a blank.
     */
    static boolean areIn(String text) {
        return ANY.matcher(text).find();
    }

    /**
     * The pattern of {@code like} that has a third of the groups of a long text: those that stand side by side, so that two
     * letters of a word at most are in none. Whatever contains the text matches, and little else does. What follows an at
     * sign is left out, since many users have the same.
     *
     * @param text in lower case
     * @return empty where the text has too few groups
     */
    static Optional<String> apart(String text) {
        List<String> groups = WORD.matcher(text.split("@", 2)[0])
                .results()
                .map(MatchResult::group)
                .flatMap(Trigrams::groups)
                .toList();
        return groups.size() < LEAST
                ? Optional.empty()
                : Optional.of(groups.stream().collect(Collectors.joining("%", "%", "%")));
    }

    /** The groups of a word side by side, from where they are the rarest. */
    private static Stream<String> groups(String word) {
        return IntStream.rangeClosed(0, word.length() % LENGTH)
                .mapToObj(word::substring)
                .max(Comparator.comparingInt(Trigrams::rarity))
                .map(from -> IntStream.range(0, word.length() / LENGTH)
                        .mapToObj(group -> from.substring(group * LENGTH, (group + 1) * LENGTH)))
                .orElseThrow();
    }

    /** The more, the fewer users may have its groups. Digits and letters of other alphabets count as the rarest letter. */
    private static int rarity(String word) {
        return word.chars()
                .limit(word.length() / LENGTH * LENGTH)
                .map(FREQUENT::indexOf)
                .map(place -> place < 0 ? FREQUENT.length() : place)
                .sum();
    }
}
