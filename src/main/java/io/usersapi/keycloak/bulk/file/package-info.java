/** Users as rows of NDJSON and CSV. */
package io.usersapi.keycloak.bulk.file;
