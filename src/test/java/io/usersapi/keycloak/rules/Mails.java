package io.usersapi.keycloak.rules;

import jakarta.mail.MessagingException;
import jakarta.mail.Multipart;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the mails that Keycloak sends. */
final class Mails {

    private static final Pattern LINK = Pattern.compile("https?://\\S+");

    private Mails() {}

    /** The link in the plain-text part of a mail. */
    static String link(MimeMessage mail) {
        try {
            Object plain = ((Multipart) mail.getContent()).getBodyPart(0).getContent();
            Matcher link = LINK.matcher(plain.toString());
            if (!link.find()) {
                throw new AssertionError("a mail without a link");
            }
            return link.group();
        } catch (MessagingException | IOException unreadable) {
            throw new IllegalStateException(unreadable);
        }
    }
}
