/** Two writes at once: locks of rows, claims of addresses, what a failure tells of others. */
package io.usersapi.keycloak.account.lock;
