package io.usersapi.keycloak.rules;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** An application on the loopback address: hears of log-outs (OpenID Connect Back-Channel Logout 1.0). */
public final class ClientApp implements AutoCloseable {

    private static final String PARAMETER = "logout_token=";

    private final HttpServer server;
    private final Set<String> endedSessions = ConcurrentHashMap.newKeySet();

    private final long pauseMillis;

    private ClientApp(HttpServer server, long pauseMillis) {
        this.server = server;
        this.pauseMillis = pauseMillis;
    }

    /** Starts it at a free port. */
    public static ClientApp start() throws IOException {
        return start(Duration.ZERO);
    }

    /** The same, of an application that takes its time over each log-out. */
    static ClientApp start(Duration pause) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        ClientApp app = new ClientApp(server, pause.toMillis());
        server.setExecutor(work -> new Thread(work).start());
        server.createContext("/logout", app::onLogout);
        server.createContext("/", app::onVisit);
        server.start();
        return app;
    }

    private void onLogout(HttpExchange exchange) throws IOException {
        String form = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(pauseMillis));
        endedSessions.add(
                Claims.of(form.substring(PARAMETER.length())).path("sid").asText());
        onVisit(exchange);
    }

    private void onVisit(HttpExchange exchange) throws IOException {
        exchange.sendResponseHeaders(200, -1);
        exchange.close();
    }

    /** Its address, without a slash at the end. */
    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** The ids of the sessions whose end was told. */
    public Set<String> endedSessions() {
        return endedSessions;
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
