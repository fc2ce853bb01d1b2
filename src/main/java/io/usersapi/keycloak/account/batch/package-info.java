/** Many users at once: what is looked up, and what is written, for all of them together. */
package io.usersapi.keycloak.account.batch;
