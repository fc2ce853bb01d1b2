package io.usersapi.keycloak.demo;

import com.icegreen.greenmail.mail.MailAddress;
import com.icegreen.greenmail.mail.MovingMessage;
import com.icegreen.greenmail.user.GreenMailUser;
import com.icegreen.greenmail.user.UserException;
import com.icegreen.greenmail.user.UserManager;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.MessagingException;
import java.io.IOException;

/** An SMTP server that takes every mail, for whomever it is, and delivers it to one mailbox and nowhere else. */
final class MailCatcher {

    private final Mailbox mailbox;

    MailCatcher(Mailbox mailbox) {
        this.mailbox = mailbox;
    }

    void listen(int port) {
        GreenMail server = new GreenMail(new ServerSetup(port, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
        UserManager users = server.getUserManager();
        users.setMessageDeliveryHandler((message, address) -> deliver(message, address, users));
        server.start();
    }

    private GreenMailUser deliver(MovingMessage message, MailAddress address, UserManager users)
            throws MessagingException, UserException {
        try {
            mailbox.add(message.getMessage());
        } catch (IOException unwritable) {
            throw new MessagingException("The mail could not be written", unwritable);
        }
        // GreenMail wants to know whose mail it was; it keeps a copy for them in memory.
        GreenMailUser known = users.getUserByEmail(address.getEmail());
        return known != null ? known : users.createUser(address.getEmail(), address.getEmail(), address.getEmail());
    }
}
