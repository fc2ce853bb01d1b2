/** Prepares a realm. */
package io.usersapi.keycloak.module.preparation;
