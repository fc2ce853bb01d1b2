package io.usersapi.keycloak.http.input;

import io.usersapi.keycloak.http.problem.ErrorCode;
import io.usersapi.keycloak.http.problem.Violations;
import jakarta.ws.rs.core.MultivaluedMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The query parameters of a request, each checked; the broken rules are noted in {@link #violations()}. */
public final class QueryParameters {

    private final MultivaluedMap<String, String> parameters;
    private final Violations violations = new Violations();

    /** @param known the parameters that the operation knows, each once */
    public QueryParameters(MultivaluedMap<String, String> parameters, Set<String> known) {
        this(parameters, known, Set.of());
    }

    /**
     * @param parameters the decoded parameters
     * @param known the parameters that the operation knows; any other is noted as a violation
     * @param repeatable those of them that may be there more than once
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

    /** The parameter as often as it was sent. */
    public List<String> texts(String name) {
        return parameters.getOrDefault(name, List.of());
    }

    /** The parameter as sent, empty where it was sent without a value. */
    public Optional<String> text(String name) {
        return Optional.ofNullable(parameters.getFirst(name));
    }

    /** The parameter's text of 1 to {@code max} characters without control characters. */
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

    /** The whole number from {@code min} to {@code max}, or {@code absent} where the parameter is not there. */
    public int number(String name, int min, int max, int absent) {
        Optional<String> text = text(name);
        if (text.isEmpty()) {
            return absent;
        }
        // At most nine digits: anything longer is out of every range and would overflow.
        if (text.get().matches("[0-9]{1,9}")) {
            int number = Integer.parseInt(text.get());
            if (number >= min && number <= max) {
                return number;
            }
        }
        violations.add(name, ErrorCode.OUT_OF_RANGE, min, max);
        return absent;
    }

    /** The parameter where it is one of {@code choices}, else {@code absent}. */
    public String choice(String name, List<String> choices, String absent) {
        Optional<String> text = text(name);
        if (text.isPresent() && !choices.contains(text.get())) {
            violations.add(name, ErrorCode.INVALID_CHOICE, String.join(", ", choices));
            return absent;
        }
        return text.orElse(absent);
    }
}
