/** Switches realms on and looks after them: when the server has started, when a realm appears. */
package io.usersapi.keycloak.start;
