/** Error codes, sentences, RFC 9457 bodies. */
package io.usersapi.keycloak.http.problem;
