package io.usersapi.keycloak.cluster;

import io.usersapi.keycloak.support.Api;
import io.usersapi.keycloak.support.ApiRealm;
import io.usersapi.keycloak.support.ServerProcess;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import org.keycloak.admin.client.Keycloak;
import org.keycloak.admin.client.resource.RealmResource;

/** One of the two servers: a process that comes and goes at one port. */
final class Node {

    private final String name;
    private final Supplier<ServerProcess> starter;
    private ServerProcess process;
    private Keycloak keycloak;

    Node(String name, Supplier<ServerProcess> starter) {
        this.name = name;
        this.starter = starter;
    }

    /** Begins to start it. */
    void launch() {
        process = starter.get();
        keycloak = process.keycloak();
    }

    void awaitReady() {
        process.awaitReady();
    }

    void stop() {
        keycloak.close();
        process.stop();
        process = null;
    }

    void kill() {
        keycloak.close();
        process.kill();
        process = null;
    }

    boolean isUp() {
        return process != null;
    }

    String realmBase() {
        return process.base() + "/realms/" + ApiRealm.NAME;
    }

    /** The API there, called from an address of its own, so that tests do not use up each other's token attempts. */
    Api api() {
        return apiFor(newAddress());
    }

    /** Any IP address, which nobody else is likely to have. */
    static String newAddress() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        return "10.%d.%d.%d".formatted(random.nextInt(256), random.nextInt(256), random.nextInt(256));
    }

    /** The API there, called from an IP address that a trusted proxy tells. */
    Api apiFor(String address) {
        return Api.at(realmBase() + "/api").with("X-Forwarded-For", address);
    }

    /** The API of another realm there. */
    Api api(String realm) {
        return api().on(process.base() + "/realms/" + realm + "/api");
    }

    Keycloak keycloak() {
        return keycloak;
    }

    RealmResource realm() {
        return keycloak.realm(ApiRealm.NAME);
    }

    /** How many nodes it knows of, as its log tells last (Infinispan's ISPN000094). */
    int clusterSize() {
        return process.log()
                .filter(line -> line.contains("ISPN000094") || line.contains("ISPN000093"))
                .reduce((earlier, later) -> later)
                .map(line -> line.replaceAll("(?s).*\\((\\d+)\\) \\[.*", "$1"))
                .map(Integer::parseInt)
                .orElse(0);
    }

    long errorsLogged() {
        return process.log().filter(line -> line.contains(" ERROR ")).count();
    }

    @Override
    public String toString() {
        return name;
    }
}
