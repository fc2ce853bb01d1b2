/** Value types: address, name, id, time. */
package io.usersapi.keycloak.account.value;
