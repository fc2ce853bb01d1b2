/** The attributes that the realm's user profile has. */
package io.usersapi.keycloak.account.profile;
