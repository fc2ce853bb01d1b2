/** {@code /users/import}: reads a file of users, carries its rows out, answers a line for each row. */
package io.usersapi.keycloak.bulk.imports;
