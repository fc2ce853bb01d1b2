/** Reads JSON bodies and query parameters, builds links. */
package io.usersapi.keycloak.http.input;
