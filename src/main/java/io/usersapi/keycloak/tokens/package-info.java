/** {@code /auth}: calls Keycloak's OIDC endpoints. */
package io.usersapi.keycloak.tokens;
