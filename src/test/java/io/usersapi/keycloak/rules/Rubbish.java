package io.usersapi.keycloak.rules;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** Random and hostile values; the same random numbers make the same values. */
final class Rubbish {

    private static final List<String> HOSTILE = List.of(
            "",
            " ",
            "\u0000",
            "a\u0000b",
            "\u0001\u001b[31m\u007f\u0085",
            "\r\nX-Injected: yes\r\n\r\n<html>",
            "\uD800",
            "x\uDC00y",
            "\uFFFE\uFFFF",
            "\u202Eevil\u202C",
            "שלום עליכם",
            "👩‍👩‍👧‍👦🏳️‍🌈",
            "e\u0301\u0301\u0301\u0301\u0301",
            "İıſß\u1E9E",
            "ﷺ\u2028\u2029",
            "\u00A0\u2003\u3000",
            "' OR '1'='1",
            "'; DROP TABLE user_entity; --",
            "\" OR \"\"=\"",
            "%' ESCAPE '!",
            "*)(uid=*))(|(uid=*",
            "\\2a\\00",
            "<script>alert(1)</script>",
            "\"><img src=x onerror=alert(1)>",
            "${7*7}",
            "#{7*7}",
            "{{7*7}}",
            "<#assign x=7>${x}",
            "[#list 1..9 as i]${i}[/#list]",
            "${jndi:ldap://127.0.0.1:1/x}",
            "${env:PATH}${sys:user.home}",
            "{0} {1,number} {",
            "'{'",
            "../../../../etc/passwd",
            "..\\..\\windows\\win.ini",
            "file:///etc/passwd",
            "http://169.254.169.254/",
            "`id`$(id)|id;id&",
            "null",
            "undefined",
            "true",
            "NaN",
            "-0",
            "1e309",
            "9223372036854775808",
            "00000000-0000-0000-0000-000000000000",
            "f:00000000-0000-0000-0000-000000000000:x",
            "f::",
            "f:",
            "deleted-",
            "me",
            "@",
            "a@b",
            "a@@b.example",
            "\"quoted blank\"@example.org",
            "a+tag@sub.example.org",
            "用户@例子.广告",
            "user@[127.0.0.1]",
            "default-roles-acme",
            "admin",
            "offline_access");

    private static final List<String> ENCODED = List.of(
            "%",
            "%zz",
            "%0",
            "%00",
            "%2F",
            "%2f..%2f",
            "%5C",
            "%2e%2e",
            ".",
            "..",
            "...",
            "",
            "/",
            ";x=y",
            "a;b=c",
            "%3B",
            "%25",
            "%2525",
            "%0d%0aX-Injected:%20yes",
            "%c0%af",
            "%ff%fe",
            "%ed%a0%80",
            "%F0%9F%98%80",
            "%u0041",
            "+",
            "%20",
            "a%20b",
            "{user}",
            "%7Buser%7D",
            "\\",
            "^",
            "|",
            "<>",
            "\"",
            "a b",
            "\u00e4",
            "\uD83D\uDE00",
            "*",
            "~",
            "!$&'()*+,=:@",
            "#",
            "%23",
            "?",
            "%3F",
            "%41",
            "f%3Anowhere%3Ax",
            "a%40example.org");

    private final RandomGenerator random;

    Rubbish(RandomGenerator random) {
        this.random = random;
    }

    boolean oneIn(int times) {
        return random.nextInt(times) == 0;
    }

    <T> T pick(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    @SafeVarargs
    final <T> T any(Supplier<T>... choices) {
        return choices[random.nextInt(choices.length)].get();
    }

    int number(int from, int to) {
        return random.nextInt(from, to + 1);
    }

    /** A text of any kind, mostly short. */
    String text() {
        return any(
                () -> pick(HOSTILE),
                () -> pick(HOSTILE),
                () -> pick(HOSTILE) + pick(HOSTILE),
                () -> units(number(0, 40)),
                () -> letters(pick(List.of(1, 9, 10, 11, 254, 255, 256, 1023, 1024, 1025))),
                () -> "😀".repeat(pick(List.of(5, 127, 128, 255, 256))));
    }

    String letters(int length) {
        return "x".repeat(length);
    }

    /** UTF-16 units of any kind, surrogates that stand alone among them. */
    private String units(int length) {
        StringBuilder text = new StringBuilder();
        for (int unit = 0; unit < length; unit++) {
            text.append((char) (oneIn(2) ? number(0, 0x24F) : number(0, 0xFFFF)));
        }
        return text.toString();
    }

    /** A segment of a path or a part of a query as it goes over the wire, rightly or wrongly encoded. */
    String encoded() {
        return any(
                () -> pick(ENCODED),
                () -> pick(ENCODED) + pick(ENCODED),
                () -> percent(text()),
                () -> percent(text()),
                () -> percent(letters(pick(List.of(255, 256, 300)))));
    }

    /** Every byte percent-encoded but letters and digits, so that normal forms stay normal. */
    static String percent(String text) {
        StringBuilder encoded = new StringBuilder();
        for (byte unit : text.getBytes(StandardCharsets.UTF_8)) {
            boolean plain = unit >= '0' && unit <= '9' || unit >= 'a' && unit <= 'z' || unit >= 'A' && unit <= 'Z';
            boolean unreserved = plain || unit == '-' || unit == '_' || unit == '.' || unit == '~';
            encoded.append(unreserved ? String.valueOf((char) unit) : String.format("%%%02X", unit));
        }
        return encoded.toString();
    }

    /** A JSON value of any type. */
    Object json(int depth) {
        return any(
                this::text,
                () -> null,
                () -> random.nextBoolean(),
                () -> random.nextLong(),
                () -> random.nextDouble() * Math.pow(10, number(-300, 300)),
                () -> depth == 0 ? List.of() : array(depth - 1),
                () -> depth == 0 ? Map.of() : object(depth - 1));
    }

    private List<Object> array(int depth) {
        List<Object> elements = new ArrayList<>();
        for (int element = number(0, 4); element > 0; element--) {
            elements.add(json(depth));
        }
        return elements;
    }

    private Map<String, Object> object(int depth) {
        Map<String, Object> members = new LinkedHashMap<>();
        for (int member = number(0, 4); member > 0; member--) {
            members.put(text(), json(depth));
        }
        return members;
    }

    /** Bytes that are no JSON object of this API, and often no JSON at all. */
    byte[] body() {
        return any(
                () -> utf8(text()),
                () -> utf8("{\"email\": \"a@example.org\", \"email\": \"b@example.org\"}"),
                () -> utf8("{\"email\": \"a@example.org\"} {}"),
                () -> utf8("{\"email\": \"a@exam"),
                () -> utf8("[".repeat(pick(List.of(3, 999, 1001, 20_000)))),
                () -> utf8("{\"name\":".repeat(pick(List.of(3, 999, 1001, 20_000))) + "1"),
                () -> utf8("{\"name\": " + "9".repeat(pick(List.of(20, 999, 1001, 50_000))) + "}"),
                () -> utf8("{\"name\": 1e" + "9".repeat(pick(List.of(3, 9, 12))) + "}"),
                () -> utf8("{\"" + "k".repeat(60_000) + "\": 1}"),
                () -> utf8("{\"name\": NaN, email: 'x', /* */ }"),
                () -> utf8("\uFEFF{}"),
                () -> "{\"name\": \"x\"}".getBytes(StandardCharsets.UTF_16),
                () -> new byte[] {'{', '"', 'n', 'a', 'm', 'e', '"', ':', '"', (byte) 0xC3, (byte) 0x28, '"', '}'},
                () -> new byte[] {'{', '"', (byte) 0xED, (byte) 0xA0, (byte) 0x80, '"', ':', '1', '}'},
                () -> bytes(number(0, 200)),
                () -> oneIn(30) ? utf8("{\"name\": \"" + letters(1024 * 1024) + "\"}") : new byte[0]);
    }

    private byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
