package io.usersapi.keycloak.rules;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/** What jqwik makes random and hostile values of. */
final class Rubbish {

    private static final Arbitrary<String> HOSTILE = Arbitraries.of(
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

    private static final Arbitrary<String> ENCODED = Arbitraries.of(
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

    private Rubbish() {}

    /** The usual, but once in so many times the rare. */
    static <T> Arbitrary<T> mostly(Arbitrary<? extends T> usual, int times, Arbitrary<? extends T> rare) {
        return Arbitraries.frequencyOf(Tuple.of(times - 1, usual), Tuple.of(1, rare));
    }

    /** A text of any kind, mostly short. */
    static Arbitrary<String> texts() {
        return Arbitraries.frequencyOf(
                Tuple.of(2, HOSTILE),
                Tuple.of(1, Combinators.combine(HOSTILE, HOSTILE).as(String::concat)),
                Tuple.of(1, units()),
                Tuple.of(1, letters(1, 9, 10, 11, 254, 255, 256, 1023, 1024, 1025)),
                Tuple.of(1, Arbitraries.of(5, 127, 128, 255, 256).map("😀"::repeat)));
    }

    /** UTF-16 units of any kind, surrogates that stand alone among them. */
    private static Arbitrary<String> units() {
        Arbitrary<Character> latin = Arbitraries.chars().range('\0', '\u024F');
        return mostly(latin, 2, Arbitraries.chars().all()).list().ofMaxSize(40).map(units -> {
            StringBuilder text = new StringBuilder();
            units.forEach(text::append);
            return text.toString();
        });
    }

    /** Plain letters, as many as one of the lengths. */
    static Arbitrary<String> letters(Integer... lengths) {
        return Arbitraries.of(lengths).map("x"::repeat);
    }

    /** A segment of a path or a part of a query as it goes over the wire, rightly or wrongly encoded. */
    static Arbitrary<String> encoded() {
        return Arbitraries.frequencyOf(
                Tuple.of(1, ENCODED),
                Tuple.of(1, Combinators.combine(ENCODED, ENCODED).as(String::concat)),
                Tuple.of(2, texts().map(Rubbish::percent)),
                Tuple.of(1, letters(255, 256, 300)));
    }

    /** Percent-encoded where RFC 3986 does not call it unreserved, so that normal forms stay normal. */
    static String percent(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("*", "%2A")
                .replace("%7E", "~");
    }

    /** A JSON value of any type, as Jackson writes it. */
    static Arbitrary<Object> json(int depth) {
        Arbitrary<Object> scalar = Arbitraries.oneOf(
                texts(),
                Arbitraries.just(null),
                Arbitraries.of(true, false),
                Arbitraries.of(0, -1, 256, Integer.MAX_VALUE, Long.MIN_VALUE, Long.MAX_VALUE, Double.MAX_VALUE),
                Arbitraries.longs(),
                Arbitraries.doubles(),
                Arbitraries.bigDecimals().ofScale(40));
        if (depth == 0) {
            return mostly(scalar, 4, Arbitraries.of(List.of(), Map.of()));
        }
        return Arbitraries.frequencyOf(
                Tuple.of(5, scalar),
                Tuple.of(1, json(depth - 1).list().ofMaxSize(4)),
                Tuple.of(1, Arbitraries.maps(texts(), json(depth - 1)).ofMaxSize(4)));
    }

    /** Bytes that are no JSON object of this API, and often no JSON at all. */
    static Arbitrary<byte[]> bodies() {
        return Arbitraries.frequencyOf(
                Tuple.of(10, malformed().map(Rubbish::utf8)),
                Tuple.of(1, texts().map(Rubbish::utf8)),
                Tuple.of(3, misencoded()),
                Tuple.of(1, bytes()),
                Tuple.of(1, emptyOrHuge()));
    }

    private static Arbitrary<String> malformed() {
        return Arbitraries.oneOf(
                Arbitraries.of(
                        "{\"email\": \"a@example.org\", \"email\": \"b@example.org\"}",
                        "{\"email\": \"a@example.org\"} {}",
                        "{\"email\": \"a@exam",
                        "{\"" + "k".repeat(60_000) + "\": 1}",
                        "{\"name\": NaN, email: 'x', /* */ }",
                        "\uFEFF{}"),
                Arbitraries.of(3, 999, 1001, 20_000).map("["::repeat),
                Arbitraries.of(3, 999, 1001, 20_000).map(depth -> "{\"name\":".repeat(depth) + "1"),
                Arbitraries.of(20, 999, 1001, 50_000).map(digits -> "{\"name\": " + "9".repeat(digits) + "}"),
                Arbitraries.of(3, 9, 12).map(digits -> "{\"name\": 1e" + "9".repeat(digits) + "}"));
    }

    /** UTF-16, a broken sequence of UTF-8, and a surrogate in it. */
    private static Arbitrary<byte[]> misencoded() {
        return Arbitraries.of(
                "{\"name\": \"x\"}".getBytes(StandardCharsets.UTF_16),
                new byte[] {'{', '"', 'n', 'a', 'm', 'e', '"', ':', '"', (byte) 0xC3, (byte) 0x28, '"', '}'},
                new byte[] {'{', '"', (byte) 0xED, (byte) 0xA0, (byte) 0x80, '"', ':', '1', '}'});
    }

    private static Arbitrary<byte[]> bytes() {
        return Arbitraries.bytes().array(byte[].class).ofMaxSize(200);
    }

    private static Arbitrary<byte[]> emptyOrHuge() {
        return mostly(
                Arbitraries.just(new byte[0]),
                30,
                Arbitraries.just(utf8("{\"name\": \"" + "x".repeat(1024 * 1024) + "\"}")));
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
