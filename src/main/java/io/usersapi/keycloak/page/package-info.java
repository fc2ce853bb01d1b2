/** The page for people: one shell, its files, its words, its headers; what it shows comes from the API. */
package io.usersapi.keycloak.page;
