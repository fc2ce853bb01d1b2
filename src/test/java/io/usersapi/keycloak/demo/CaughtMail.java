package io.usersapi.keycloak.demo;

import jakarta.mail.Address;
import jakarta.mail.MessagingException;
import jakarta.mail.Multipart;
import jakarta.mail.Part;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Properties;

/** A mail as a person reads it: the headers that matter, the page that a mail program shows, and the plain text. */
record CaughtMail(String from, String to, String subject, String sent, String html, String text) {

    private static final Session SESSION = Session.getInstance(new Properties());

    static CaughtMail read(Path file) {
        try (InputStream stream = Files.newInputStream(file)) {
            MimeMessage mail = new MimeMessage(SESSION, stream);
            return new CaughtMail(
                    readable(mail.getFrom()),
                    readable(mail.getAllRecipients()),
                    Objects.toString(mail.getSubject(), ""),
                    Objects.toString(mail.getSentDate(), ""),
                    contentOf(mail, "text/html"),
                    contentOf(mail, "text/plain"));
        } catch (MessagingException | IOException broken) {
            // One mail that nobody can read does not hide the others.
            return new CaughtMail("", "", "Unreadable: " + file.getFileName(), "", "", broken.toString());
        }
    }

    private static String readable(Address[] addresses) {
        return addresses == null ? "" : InternetAddress.toUnicodeString(addresses);
    }

    /** The first content of the type in the part or below it; Keycloak sends the same words as text and as HTML. */
    private static String contentOf(Part part, String type) throws MessagingException, IOException {
        if (part.isMimeType(type)) {
            return String.valueOf(part.getContent());
        }
        if (part.getContent() instanceof Multipart parts) {
            for (int i = 0; i < parts.getCount(); i++) {
                String text = contentOf(parts.getBodyPart(i), type);
                if (!text.isEmpty()) {
                    return text;
                }
            }
        }
        return "";
    }
}
