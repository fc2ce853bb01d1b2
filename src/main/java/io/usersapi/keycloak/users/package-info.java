/** {@code /users}, {@code /roles}, {@code /profile}: requests, preconditions, versions. */
package io.usersapi.keycloak.users;
