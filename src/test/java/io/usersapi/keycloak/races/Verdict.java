package io.usersapi.keycloak.races;

import java.util.List;

/**
 * How a round ended.
 *
 * @param refused the act was answered 409, so that nothing of it need hold
 * @param lost what was answered and is not so
 * @param errors answers that nobody must get
 */
record Verdict(boolean refused, List<String> lost, List<String> errors) {}
