package io.usersapi.keycloak.cluster;

import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.Api;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/**
 * Sends requests to the nodes in turn, as a load balancer does. A node that refuses a connection has not begun with a
 * request: another one gets it, and no more go there until it is back. A connection that breaks is told to the client.
 */
final class Balancer {

    private final List<Node> nodes;
    private final Set<Node> away = ConcurrentHashMap.newKeySet();
    private final AtomicInteger turn = new AtomicInteger();

    Balancer(Node... nodes) {
        this.nodes = List.of(nodes);
    }

    /** A request that was under way on a node when the connection broke. */
    static final class CutOff extends RuntimeException {
        private CutOff(Node node, Throwable cause) {
            super(node.toString(), cause);
        }
    }

    /** @throws CutOff where nobody knows whether the node had done it */
    Answer send(Api caller, Function<Api, Answer> request) {
        for (int attempt = 0; attempt < 2 * nodes.size(); attempt++) {
            Node node = next();
            try {
                return request.apply(caller.on(node.realmBase() + "/api"));
            } catch (UncheckedIOException broken) {
                away.add(node);
                if (!(broken.getCause() instanceof ConnectException)) {
                    throw new CutOff(node, broken);
                }
            }
        }
        throw new AssertionError("no node takes a connection");
    }

    private Node next() {
        List<Node> there = nodes.stream().filter(node -> !away.contains(node)).toList();
        return there.get(Math.floorMod(turn.getAndIncrement(), there.size()));
    }

    /** The node is ready again. */
    void welcome(Node node) {
        away.remove(node);
    }
}
