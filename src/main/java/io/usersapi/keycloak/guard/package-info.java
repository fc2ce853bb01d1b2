/**
 * Keeps the rules of the contract, no matter who changes a user: this API, the admin console, Keycloak's Admin API, its
 * flows and workflows, user federation, other extensions. All of them write through Hibernate, and there the guard
 * stands:
 *
 * <ol>
 *   <li>{@link io.usersapi.keycloak.guard.RowListener} sees each row that is written;
 *   <li>{@link io.usersapi.keycloak.guard.Changes} remembers, for one transaction, which users changed and how;
 *   <li>{@link io.usersapi.keycloak.guard.Watch} looks at each changed user right before the commit: it refuses the
 *       change, or completes it;
 *   <li>{@link io.usersapi.keycloak.guard.Endings} ends sessions after the commit, and tells clients.
 * </ol>
 */
package io.usersapi.keycloak.guard;
