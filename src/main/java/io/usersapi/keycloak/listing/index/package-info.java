/** The indexes that the module keeps in the database for searches and orders. */
package io.usersapi.keycloak.listing.index;
