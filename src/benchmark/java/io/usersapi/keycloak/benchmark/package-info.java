/**
 * The benchmark, {@code mvn -Pbenchmark}: this API beside Keycloak's Admin API, on PostgreSQL, at growing realms. It has
 * a source root of its own, so that the normal build needs neither Gatling nor PostgreSQL.
 */
package io.usersapi.keycloak.benchmark;
