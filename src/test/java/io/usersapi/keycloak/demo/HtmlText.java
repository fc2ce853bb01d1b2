package io.usersapi.keycloak.demo;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Text that somebody else wrote, as part of an HTML page. */
final class HtmlText {

    private static final Pattern LINK = Pattern.compile("https?://[^\\s<>\"']*[^\\s<>\"'.,;:!?)]");

    private HtmlText() {}

    static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }

    /** The text with its web addresses clickable. */
    static String linked(String text) {
        StringBuilder html = new StringBuilder();
        int done = 0;
        for (Matcher link = LINK.matcher(text); link.find(); done = link.end()) {
            String address = escaped(link.group());
            html.append(escaped(text.substring(done, link.start())))
                    .append("<a href=\"%s\">%<s</a>".formatted(address));
        }
        return html.append(escaped(text.substring(done))).toString();
    }
}
