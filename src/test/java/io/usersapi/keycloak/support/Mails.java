package io.usersapi.keycloak.support;

import jakarta.mail.BodyPart;
import jakarta.mail.MessagingException;
import jakarta.mail.Multipart;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Reads the mails that Keycloak sends: a plain-text part and an HTML part. */
public final class Mails {

    private static final Pattern LINK = Pattern.compile("https?://\\S+");

    private Mails() {}

    /** The plain-text part. */
    public static String text(MimeMessage mail) {
        return part(mail, 0, "text/plain");
    }

    /** The HTML part. */
    public static String html(MimeMessage mail) {
        return part(mail, 1, "text/html");
    }

    /** The one link in the plain-text part. */
    public static String link(MimeMessage mail) {
        List<String> links =
                LINK.matcher(text(mail)).results().map(MatchResult::group).toList();
        if (links.size() != 1) {
            throw new AssertionError("a mail with " + links.size() + " links");
        }
        return links.get(0);
    }

    private static String part(MimeMessage mail, int index, String type) {
        try {
            BodyPart part = ((Multipart) mail.getContent()).getBodyPart(index);
            if (!part.isMimeType(type)) {
                throw new AssertionError("part " + index + " is " + part.getContentType());
            }
            return part.getContent().toString();
        } catch (MessagingException | IOException unreadable) {
            throw new IllegalStateException(unreadable);
        }
    }
}
