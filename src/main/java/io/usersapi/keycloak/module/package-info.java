/** Settings, the switch, what the module made in a realm. */
package io.usersapi.keycloak.module;
