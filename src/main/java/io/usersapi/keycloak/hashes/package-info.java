/** Reads the password hashes of other systems, verifies those that Keycloak cannot. */
package io.usersapi.keycloak.hashes;
