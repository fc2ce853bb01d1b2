/** What every request passes: filters, CORS, idempotency keys, limits, metrics, the OpenAPI document. */
package io.usersapi.keycloak.http;
