package io.usersapi.keycloak.demo;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;

/** The mailbox as a web page, for this machine only: a mail may hold the link to somebody's new password. */
final class MailPage {

    private static final String PAGE =
            """
            <!DOCTYPE html>
            <html lang="en">
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width">
            <title>Mails of the demo</title>
            <style>
              body { font-family: sans-serif; max-width: 50rem; margin: 2rem auto; padding: 0 1rem }
              article { border-top: 1px solid #999 }
              iframe { width: 100%%; height: 26rem; border: 0 }
              pre { font: inherit; white-space: pre-wrap; overflow-wrap: anywhere }
            </style>
            <h1>Mails of the demo</h1>
            %s
            </html>
            """;
    private static final String MAIL =
            """
            <article>
            <h2 dir="auto">%s</h2>
            <p>From: %s<br>To: %s<br>Sent: %s</p>
            %s
            <details%s><summary>The same as plain text</summary><pre dir="auto">%s</pre></details>
            </article>
            """;
    /** The mail has a page of its own in the page: no script, and its links open in a tab of their own. */
    private static final String HTML =
            """
            <iframe sandbox="allow-popups allow-popups-to-escape-sandbox" title="The mail" srcdoc="%s"></iframe>
            """;

    private static final String NONE = "<p>None yet: load this page again after one was sent.</p>";

    private final Mailbox mailbox;

    MailPage(Mailbox mailbox) {
        this.mailbox = mailbox;
    }

    void listen(int port) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", port), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    private void answer(HttpExchange exchange) throws IOException {
        byte[] page = page().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "text/html; charset=utf-8");
        exchange.getResponseHeaders().set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'");
        exchange.getResponseHeaders().set("Cache-Control", "no-store");
        exchange.getResponseHeaders().set("Referrer-Policy", "no-referrer");
        try (exchange) {
            exchange.sendResponseHeaders(200, page.length);
            exchange.getResponseBody().write(page);
        }
    }

    private String page() throws IOException {
        String mails = mailbox.newestFirst().stream().map(MailPage::article).collect(Collectors.joining());
        return PAGE.formatted(mails.isEmpty() ? NONE : mails);
    }

    private static String article(CaughtMail mail) {
        return MAIL.formatted(
                HtmlText.escaped(mail.subject()),
                HtmlText.escaped(mail.from()),
                HtmlText.escaped(mail.to()),
                HtmlText.escaped(mail.sent()),
                mail.html().isEmpty() ? "" : HTML.formatted(HtmlText.escaped("<base target=\"_blank\">" + mail.html())),
                mail.html().isEmpty() ? " open" : "",
                HtmlText.linked(mail.text()));
    }
}
