/** What a list is asked for: filters, order, page, cursor. */
package io.usersapi.keycloak.listing.filter;
