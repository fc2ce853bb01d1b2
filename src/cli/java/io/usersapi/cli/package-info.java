/**
 * The command {@code users-api-cli}: moves users in and out of a realm by the API's own import and export, however many
 * they are. It runs apart from Keycloak, with a JDK alone.
 */
package io.usersapi.cli;
