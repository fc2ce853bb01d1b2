/** Pages of users and walks through all of them. */
package io.usersapi.keycloak.listing;
