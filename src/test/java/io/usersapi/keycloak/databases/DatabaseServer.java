package io.usersapi.keycloak.databases;

/** A database server of this run's own, which ends with this JVM. */
interface DatabaseServer {

    Database create(String name) throws Exception;

    void stop() throws Exception;
}
