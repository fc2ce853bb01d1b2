package io.usersapi.keycloak.module;

import java.util.Map;
import org.keycloak.models.RealmModel;

/** The realm's mail server. */
public final class MailServer {

    private MailServer() {}

    /**
     * Whether the realm has a mail server. Without a sender's address Keycloak sends nothing
     * (DefaultEmailSenderProvider).
     */
    public static boolean isConfigured(RealmModel realm) {
        Map<String, String> smtp = realm.getSmtpConfig();
        String from = smtp == null ? null : smtp.get("from");
        return from != null && !from.isBlank();
    }
}
