package io.usersapi.keycloak.benchmark;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;

/** How long others wait while somebody sends a file of one line of a gigabyte. */
final class HostileFile {

    private static final long BYTES = 1L << 30;
    private static final int REQUESTS = 300;

    private final URI api;
    private final String token;

    HostileFile(URI api, String token) {
        this.api = api;
        this.token = token;
    }

    /** The latencies of a page, before and meanwhile, as a sentence. */
    String measured() {
        double[] before = latencies(() -> true);
        CompletableFuture<String> sent = CompletableFuture.supplyAsync(this::send);
        double[] meanwhile = latencies(() -> !sent.isDone());
        return String.format(
                "first page of 20, p50 and p99: %.1f and %.1f ms before, %.1f and %.1f ms in %d requests while a line of"
                        + " 1 GiB is sent, which is answered: %s",
                at(before, 0.5),
                at(before, 0.99),
                at(meanwhile, 0.5),
                at(meanwhile, 0.99),
                meanwhile.length,
                sent.join());
    }

    private double[] latencies(BooleanSupplier goesOn) {
        double[] millis = new double[REQUESTS];
        int count = 0;
        while (count < REQUESTS && goesOn.getAsBoolean()) {
            long start = System.nanoTime();
            SignIn.expect(
                    200,
                    SignIn.send(HttpRequest.newBuilder(URI.create(api + "/users?per_page=20"))
                            .header("Authorization", "Bearer " + token)));
            millis[count++] = (System.nanoTime() - start) / 1e6;
        }
        double[] sorted = Arrays.copyOf(millis, count);
        Arrays.sort(sorted);
        return sorted;
    }

    private static double at(double[] sorted, double share) {
        return sorted.length == 0 ? 0 : sorted[(int) Math.min(sorted.length - 1, sorted.length * share)];
    }

    /** The status, or that the server has closed the connection, as it may where it does not read to the end. */
    private String send() {
        HttpRequest request = HttpRequest.newBuilder(URI.create(api + "/users/import"))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/x-ndjson")
                .POST(BodyPublishers.ofInputStream(OneLine::new))
                .build();
        try {
            return "status "
                    + HttpClient.newHttpClient()
                            .send(request, BodyHandlers.discarding())
                            .statusCode();
        } catch (IOException closed) {
            return "connection closed";
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return "interrupted";
        }
    }

    private static final class OneLine extends InputStream {

        private long left = BYTES;

        @Override
        public int read() {
            return left-- > 0 ? 'x' : -1;
        }

        @Override
        public int read(byte[] bytes, int from, int length) {
            int count = (int) Math.min(length, left);
            if (count <= 0) {
                return -1;
            }
            Arrays.fill(bytes, from, from + count, (byte) 'x');
            left -= count;
            return count;
        }
    }
}
