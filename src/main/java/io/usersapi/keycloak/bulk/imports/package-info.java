/** {@code /users/import}. */
package io.usersapi.keycloak.bulk.imports;
