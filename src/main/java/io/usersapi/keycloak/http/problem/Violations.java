package io.usersapi.keycloak.http.problem;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The broken rules of one request, collected so that one answer has all of them. */
public final class Violations {

    private final Map<String, List<Violation>> byField = new LinkedHashMap<>();

    /**
     * Notes that {@code field} breaks the rule {@code code}. The parameters fill the sentence of the code, after the
     * name of the field.
     */
    public void add(String field, ErrorCode code, Object... parameters) {
        add(field, Violation.of(code, parameters));
    }

    /** Notes a broken rule whose sentence comes from Keycloak, for example one of the password policy. */
    public void addWorded(String field, ErrorCode code, String message) {
        add(field, new Violation(code, message, List.of()));
    }

    private void add(String field, Violation violation) {
        List<Violation> violations = byField.computeIfAbsent(field, ignored -> new ArrayList<>());
        if (!violations.contains(violation)) {
            violations.add(violation);
        }
    }

    /** Adds the rules that a part of the request breaks, under the names {@code part.field}. */
    public void addBelow(String part, Violations others) {
        others.byField.forEach((field, broken) ->
                broken.forEach(violation -> add(field.equals("body") ? part : part + "." + field, violation)));
    }

    public boolean contains(String field) {
        return byField.containsKey(field);
    }

    public boolean isEmpty() {
        return byField.isEmpty();
    }

    /** The fields that break a rule. */
    public Set<String> fields() {
        return byField.keySet();
    }

    /** The rules that a field breaks, in the order in which they were noted. */
    public List<ErrorCode> codes(String field) {
        return byField.getOrDefault(field, List.of()).stream()
                .map(Violation::code)
                .toList();
    }

    /**
     * Refuses the request if any rule is broken.
     *
     * @throws ProblemException 422 with every violation so far
     */
    public void refuseIfAny() {
        if (!byField.isEmpty()) {
            throw refusal();
        }
    }

    /** The refusal for the broken rules: 422 with every violation so far. */
    public ProblemException refusal() {
        return ProblemException.validation(byField);
    }

    /** The refusal for one broken rule: 422 that names the field. */
    public static ProblemException of(String field, ErrorCode code, Object... parameters) {
        return ProblemException.validation(Map.of(field, List.of(Violation.of(code, parameters))));
    }
}
