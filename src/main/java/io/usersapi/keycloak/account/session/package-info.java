/** Ends sessions so that they stay ended, and tells clients. */
package io.usersapi.keycloak.account.session;
