/**
 * The command {@code users-api-cli}, which moves any number of users in and out of a realm by the API's own import and
 * export. It needs a JDK and nothing of Keycloak.
 */
package io.usersapi.cli;
