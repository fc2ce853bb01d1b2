/** The sessions of a user, as a list. */
package io.usersapi.keycloak.listing.session;
