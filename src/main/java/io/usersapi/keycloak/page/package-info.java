/**
 * The page for people: one HTML document, its files, its words, its headers. The data that the page shows comes from
 * the API.
 */
package io.usersapi.keycloak.page;
