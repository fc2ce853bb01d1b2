/** Mails with links: password reset, invitation, verification; what makes a link useless. */
package io.usersapi.keycloak.mail;
