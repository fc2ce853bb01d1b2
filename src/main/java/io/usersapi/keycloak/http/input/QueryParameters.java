package io.usersapi.keycloak.http.input;

import io.usersapi.keycloak.http.problem.ErrorCode;
import io.usersapi.keycloak.http.problem.Violations;
import jakarta.ws.rs.core.MultivaluedMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The query parameters of a request. Each is checked as it is read, and broken rules are noted in
 * {@link #violations()}.
 */
public final class QueryParameters {

    private final MultivaluedMap<String, String> parameters;
    private final Violations violations = new Violations();

    /**
     * Parameters of which each may come once.
     *
     * @param parameters the decoded parameters
     * @param known the parameters that the operation knows; any other is noted as a violation
     */
    public QueryParameters(MultivaluedMap<String, String> parameters, Set<String> known) {
        this(parameters, known, Set.of());
    }

    /**
     * Parameters of which some may come several times.
     *
     * @param parameters the decoded parameters
     * @param known the parameters that the operation knows; any other is noted as a violation
     * @param repeatable those of the known that may come several times
     */
    public QueryParameters(MultivaluedMap<String, String> parameters, Set<String> known, Set<String> repeatable) {
        this.parameters = parameters;
        for (Map.Entry<String, List<String>> parameter : parameters.entrySet()) {
            if (!known.contains(parameter.getKey())) {
                violations.add(Shown.name(parameter.getKey()), ErrorCode.UNKNOWN_PARAMETER);
            } else if (parameter.getValue().size() > 1 && !repeatable.contains(parameter.getKey())) {
                violations.add(parameter.getKey(), ErrorCode.DUPLICATE_FIELD);
            }
        }
    }

    public Violations violations() {
        return violations;
    }

    public boolean has(String name) {
        return parameters.containsKey(name);
    }

    /** All values of the parameter. */
    public List<String> texts(String name) {
        return parameters.getOrDefault(name, List.of());
    }

    /** The value of the parameter as it was sent, which may be an empty text; empty where the parameter is absent. */
    public Optional<String> text(String name) {
        return Optional.ofNullable(parameters.getFirst(name));
    }

    /**
     * The value of the parameter, of 1 to {@code max} characters without control characters. Another value is noted,
     * and reads as absent.
     */
    public Optional<String> text(String name, int max) {
        Optional<String> text = text(name);
        if (text.isEmpty()) {
            return text;
        }
        int length = Characters.count(text.get());
        if (length == 0) {
            violations.add(name, ErrorCode.EMPTY);
        } else if (length > max) {
            violations.add(name, ErrorCode.TOO_LONG, max);
        } else if (!Characters.areSound(text.get())) {
            violations.add(name, ErrorCode.INVALID_CHARACTERS);
        } else {
            return text;
        }
        return Optional.empty();
    }

    /**
     * The whole number from {@code min} to {@code max}; {@code absent} where the parameter is absent, or has another
     * value, which is noted.
     */
    public int number(String name, int min, int max, int absent) {
        Optional<String> text = text(name);
        if (text.isEmpty()) {
            return absent;
        }
        // At most nine digits: a longer number is out of every range and could overflow.
        if (text.get().matches("[0-9]{1,9}")) {
            int number = Integer.parseInt(text.get());
            if (number >= min && number <= max) {
                return number;
            }
        }
        violations.add(name, ErrorCode.OUT_OF_RANGE, min, max);
        return absent;
    }

    /**
     * The value of the parameter; {@code absent} where the parameter is absent, or has a value that is not among the
     * choices, which is noted.
     */
    public String choice(String name, List<String> choices, String absent) {
        Optional<String> text = text(name);
        if (text.isPresent() && !choices.contains(text.get())) {
            violations.add(name, ErrorCode.INVALID_CHOICE, String.join(", ", choices));
            return absent;
        }
        return text.orElse(absent);
    }
}
