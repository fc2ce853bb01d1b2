package io.usersapi.keycloak.page;

import java.util.List;
import org.keycloak.models.PasswordPolicy;
import org.keycloak.models.RealmModel;
import org.keycloak.policy.LengthPasswordPolicyProviderFactory;

/**
 * The settings of the API that limit what a person asks for on the page.
 *
 * @param maxPageSize how many users the API lists at once at most
 * @param passwordMinLength the least length of a password in characters
 */
public record Limits(int maxPageSize, int passwordMinLength) {

    private static final List<Integer> PAGE_SIZES = List.of(20, 50, 100);

    /** How many users a page of the list can have, in ascending order. The first number counts until a person chooses. */
    List<String> pageSizes() {
        List<String> sizes = PAGE_SIZES.stream()
                .filter(size -> size <= maxPageSize)
                .map(String::valueOf)
                .toList();
        return sizes.isEmpty() ? List.of(String.valueOf(maxPageSize)) : sizes;
    }

    /** The least length of a password in a realm, whose password policy can ask for more than the setting. */
    int passwordMinLength(RealmModel realm) {
        PasswordPolicy policy = realm.getPasswordPolicy();
        String length = LengthPasswordPolicyProviderFactory.ID;
        return policy.getPolicies().contains(length)
                ? Math.max(passwordMinLength, policy.<Integer>getPolicyConfig(length))
                : passwordMinLength;
    }
}
