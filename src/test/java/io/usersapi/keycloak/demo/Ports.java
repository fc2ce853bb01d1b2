package io.usersapi.keycloak.demo;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** The ports of this machine that the demo listens at. */
record Ports(int server, int smtp, int mail) {

    private static final String SERVER = "demo.port";
    private static final String SMTP = "demo.smtp.port";
    private static final String MAIL = "demo.mail.port";
    private static final int CONNECT_MILLIS = 500;

    /** The ports, each of which {@code -D} may set. */
    static Ports fromSystemProperties() {
        return new Ports(port(SERVER, 8080), port(SMTP, 1025), port(MAIL, 8025));
    }

    private static int port(String property, int usual) {
        int port = Integer.getInteger(property, System.getProperty(property) == null ? usual : 0);
        if (port < 1 || port > 65535) {
            throw new DemoFailure("-D" + property + " must be a port number");
        }
        return port;
    }

    /** Says which port is taken before anything is started. */
    void requireFree() throws IOException {
        if (Set.copyOf(byProperty().values()).size() < byProperty().size()) {
            throw new DemoFailure("its ports must differ: " + byProperty());
        }
        for (Map.Entry<String, Integer> port : byProperty().entrySet()) {
            if (isTaken(port.getValue())) {
                throw new DemoFailure("port %d is taken; free it, or choose another one with -D%s=..."
                        .formatted(port.getValue(), port.getKey()));
            }
        }
    }

    private Map<String, Integer> byProperty() {
        Map<String, Integer> ports = new LinkedHashMap<>();
        ports.put(SERVER, server);
        ports.put(SMTP, smtp);
        ports.put(MAIL, mail);
        return ports;
    }

    /** Asks both ways: another program may listen at the other "localhost", or may hold the port without answering. */
    private static boolean isTaken(int port) throws IOException {
        for (InetAddress localhost : InetAddress.getAllByName("localhost")) {
            if (answers(new InetSocketAddress(localhost, port))) {
                return true;
            }
        }
        try (ServerSocket probe = new ServerSocket(port, 1, InetAddress.getByName("127.0.0.1"))) {
            return !probe.isBound();
        } catch (IOException taken) {
            return true;
        }
    }

    private static boolean answers(InetSocketAddress address) {
        try (Socket socket = new Socket()) {
            socket.connect(address, CONNECT_MILLIS);
            return true;
        } catch (IOException nobody) {
            return false;
        }
    }
}
