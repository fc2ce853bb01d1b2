/** Users of user federation. */
package io.usersapi.keycloak.account.directory;
