/** Prepares a realm for the module: its clients, its role, its user profile, its policies, its tab in the console. */
package io.usersapi.keycloak.module.preparation;
