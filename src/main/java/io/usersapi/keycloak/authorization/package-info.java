/** Who calls, what they may, whom they may see and touch; audit. */
package io.usersapi.keycloak.authorization;
