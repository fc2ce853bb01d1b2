/** Looks at a realm and names what is not as the module needs it. */
package io.usersapi.keycloak.module.check;
