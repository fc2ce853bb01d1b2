/** What an account is at this moment: active, admin, invited, locked out, a tombstone. */
package io.usersapi.keycloak.account.state;
