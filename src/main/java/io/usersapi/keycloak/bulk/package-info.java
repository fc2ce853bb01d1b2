/** {@code /users/bulk}, {@code /users/export}: many users with one request, in transactions of their own. */
package io.usersapi.keycloak.bulk;
