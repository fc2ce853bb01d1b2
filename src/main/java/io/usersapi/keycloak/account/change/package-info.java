/** Creates, changes and deletes accounts. */
package io.usersapi.keycloak.account.change;
