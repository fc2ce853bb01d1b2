package io.usersapi.keycloak.benchmark;

import static org.awaitility.Awaitility.await;

import io.usersapi.keycloak.support.SlowSender;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;

/** Files that somebody sends to do harm, by what they are. Each tells how it was answered. */
final class HostileFiles {

    private static final String NDJSON = "application/x-ndjson";
    private static final String CSV = "text/csv";
    /** So much of rows that fail one by one; of the largest body they keep the server eight times as long. */
    private static final int MEBIBYTE = 1 << 20;
    /** The largest body of an import; a KiB is left for what stands before. */
    private static final int LIMIT = 8 * MEBIBYTE - 1024;

    private static final int SLOW = 20;

    private final URI address;
    private final String token;

    HostileFiles(URI api, String token) {
        this.address = URI.create(api + "/users/import");
        this.token = "Bearer " + token;
    }

    Map<String, Supplier<String>> all() {
        byte[] bomb = zipBomb();
        Map<String, Supplier<String>> all = new LinkedHashMap<>();
        all.put("a line of 1 GiB", () -> sent(NDJSON, "x", 1 << 30));
        all.put("a line of 8 MiB without an end", () -> sent(NDJSON, "x", LIMIT));
        all.put("8 MiB of empty lines and a row", () -> sent(NDJSON, "\n", LIMIT));
        all.put("1 MiB of rows without a field", () -> sent(NDJSON, "{}\n", MEBIBYTE));
        all.put("arrays in arrays, 8 MiB deep", () -> sent(NDJSON, "[", LIMIT));
        all.put("rows of a megabyte, of 90,000 unknown fields each", () -> sent(NDJSON, manyFields(), LIMIT));
        all.put("a CSV header of 8 MiB", () -> sent(CSV, "email,", LIMIT));
        all.put("a quote that is never closed, 8 MiB", () -> sent(CSV, "email,name\na@example.org,\"", "x,y\n", LIMIT));
        all.put("1 MiB of CSV rows with too many columns", () -> sent(CSV, "email\n", ",,,\n", MEBIBYTE));
        all.put("1 MiB that is no UTF-8", () -> send(NDJSON, new Repeated(new byte[] {(byte) 0xC3, '\n'}, MEBIBYTE)));
        all.put(
                "1 GiB of zeros, packed by gzip",
                () -> send(NDJSON, new ByteArrayInputStream(bomb), "Content-Encoding", "gzip"));
        all.put(SLOW + " clients that send four bytes a second", this::slowly);
        return all;
    }

    private static String manyFields() {
        return IntStream.range(0, 90_000)
                .mapToObj(number -> "\"f%05d\":1".formatted(number))
                .collect(Collectors.joining(",", "{", "}\n"));
    }

    private String sent(String type, String repeated, long length) {
        return sent(type, "", repeated, length);
    }

    private String sent(String type, String before, String repeated, long length) {
        return send(
                type,
                new SequenceInputStream(
                        new ByteArrayInputStream(before.getBytes(StandardCharsets.UTF_8)),
                        new Repeated(repeated.getBytes(StandardCharsets.UTF_8), length)));
    }

    /** The status and how many lines follow, or that the server has closed the connection, as it may. */
    private String send(String type, InputStream body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(address)
                .header("Authorization", token)
                .header("Content-Type", type)
                .POST(BodyPublishers.ofInputStream(() -> body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            return HttpClient.newHttpClient()
                    .send(request.build(), BodyHandlers.ofLines())
                    .body()
                    .reduce(new Told(0, ""), Told::and, (one, other) -> other)
                    .toString();
        } catch (IOException | UncheckedIOException closed) {
            return "the connection is closed";
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return "interrupted";
        }
    }

    /** @param last the end of the last line */
    private record Told(int lines, String last) {

        private Told and(String line) {
            return new Told(lines + 1, line.substring(0, Math.min(100, line.length())));
        }

        @Override
        public String toString() {
            return String.format("%,d lines; `%s`", lines, last);
        }
    }

    private static byte[] zipBomb() {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream zipped = new GZIPOutputStream(packed)) {
            new Repeated(new byte[1], 1 << 30).transferTo(zipped);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return packed.toByteArray();
    }

    private String slowly() {
        var senders = Stream.generate(
                        () -> SlowSender.to(address.toString(), "Authorization: " + token, "Content-Type: " + NDJSON))
                .limit(SLOW)
                .toList();
        try {
            await().pollInterval(Duration.ofMillis(250))
                    .atMost(Duration.ofMinutes(2))
                    .until(() -> {
                        senders.forEach(SlowSender::sendOne);
                        return senders.stream().allMatch(SlowSender::isAnswered);
                    });
            return senders.stream()
                    .map(SlowSender::status)
                    .collect(Collectors.groupingBy(status -> status, TreeMap::new, Collectors.counting()))
                    .toString();
        } finally {
            senders.forEach(SlowSender::close);
        }
    }

    /** The same bytes again and again. */
    private static final class Repeated extends InputStream {

        private final byte[] part;
        private final long length;
        private long at;

        private Repeated(byte[] part, long length) {
            this.part = part;
            this.length = length;
        }

        @Override
        public int read() {
            return at < length ? part[(int) (at++ % part.length)] & 0xFF : -1;
        }

        @Override
        public int read(byte[] bytes, int from, int most) {
            int count = (int) Math.min(most, length - at);
            for (int i = 0; i < count; i++) {
                bytes[from + i] = part[(int) (at++ % part.length)];
            }
            return count == 0 ? -1 : count;
        }
    }
}
