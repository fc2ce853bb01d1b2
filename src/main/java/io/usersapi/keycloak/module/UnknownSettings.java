package io.usersapi.keycloak.module;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.keycloak.Config;

/**
 * Refuses settings of the extension that nobody reads. Keycloak ignores a misspelled name without a word, so that a
 * realm stays without its API, or a limit stays off.
 *
 * @param config the scope of the extension's settings
 * @param known the names that are read
 */
record UnknownSettings(Config.Scope config, Collection<String> known) {

    private static final String PREFIX = "kc.spi-realm-restapi-extension--api--";

    /** The form of names before Keycloak 26.3, which Keycloak still reads. */
    private static final String OLD_PREFIX = "kc.spi-realm-restapi-extension-api-";

    /** The setting that Keycloak itself reads of each provider. */
    private static final Set<String> KEYCLOAKS = Set.of("enabled");

    /**
     * How far a name in the old form may be from a known one. The id of another extension may begin with {@code api-},
     * so only a near miss is surely meant for this extension.
     */
    private static final int NEAR = 2;

    /** @throws Settings.BadSettingException where there are such settings, with the nearest right name of each */
    void refuse() {
        Set<String> unknown = new TreeSet<>();
        for (String name : given()) {
            if (name.startsWith(PREFIX)) {
                unknown.add(name.substring(PREFIX.length()));
            } else if (name.startsWith(OLD_PREFIX)) {
                String setting = name.substring(OLD_PREFIX.length());
                if (distance(dashed(setting), nearest(setting)) <= NEAR) {
                    unknown.add(setting);
                }
            }
        }
        unknown.removeAll(known);
        unknown.removeAll(KEYCLOAKS);
        if (!unknown.isEmpty()) {
            List<String> all = List.copyOf(unknown);
            String others = String.join(
                    "",
                    all.stream()
                            .skip(1)
                            .map(name -> "; nor is there " + name + ", the nearest is " + nearest(name))
                            .toList());
            throw new Settings.BadSettingException(
                    all.get(0), "there is no such setting, the nearest is " + nearest(all.get(0)) + others);
        }
    }

    /**
     * The names that are given. Keycloak's only way to list names is marked for removal. Without it, nothing is found
     * and nothing is refused.
     */
    @SuppressWarnings("deprecation")
    private Set<String> given() {
        try {
            return config.root().getPropertyNames();
        } catch (UnsupportedOperationException cannotList) {
            return Set.of();
        }
    }

    private String nearest(String name) {
        return known.stream()
                .min(Comparator.<String>comparingInt(candidate -> distance(dashed(name), candidate))
                        .thenComparing(Comparator.naturalOrder()))
                .orElseThrow();
    }

    /** A name such as {@code rootRealm} in the form {@code root-realm}. Keycloak reads both forms. */
    private static String dashed(String name) {
        return name.replaceAll("([a-z])([A-Z])", "$1-$2").replace('.', '-').toLowerCase(Locale.ROOT);
    }

    /** How many letters must be inserted, removed or changed to make one text of the other (Levenshtein). */
    private static int distance(String from, String to) {
        int[] before = new int[to.length() + 1];
        for (int at = 0; at < before.length; at++) {
            before[at] = at;
        }
        for (int i = 1; i <= from.length(); i++) {
            int[] row = new int[before.length];
            row[0] = i;
            for (int j = 1; j < row.length; j++) {
                int changed = before[j - 1] + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(changed, Math.min(before[j], row[j - 1]) + 1);
            }
            before = row;
        }
        return before[to.length()];
    }
}
