/** The table of fields, and what the fields are made of; finds and shows accounts. */
package io.usersapi.keycloak.account;
