/** The queries of lists. */
package io.usersapi.keycloak.listing.query;
