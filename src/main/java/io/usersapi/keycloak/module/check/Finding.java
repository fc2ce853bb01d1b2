package io.usersapi.keycloak.module.check;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.List;
import java.util.Locale;

/**
 * Something in a realm that its administrator should know:
 *
 * <pre>{@code
 * {"code": "without_address", "severity": "info", "count": 12, "counted": true, "meaning": "...", "action": "..."}
 * }</pre>
 *
 * @param kind what was found
 * @param count how many users, attributes or policies it concerns; null where counting took too long
 * @param names the names of roles, attributes or components of the realm; never names of people
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonPropertyOrder({"code", "severity", "count", "counted", "names", "meaning", "action"})
public record Finding(
        @JsonProperty(access = JsonProperty.Access.WRITE_ONLY) Kind kind, Long count, List<String> names) {

    /** How much a finding matters. */
    public enum Severity {
        /** Somebody gets power, or data is overwritten. */
        GRAVE,
        /** Something will not work as people expect. */
        WARNING,
        /** Something changes or is different, and that is all right. */
        INFO
    }

    /** What can be found. */
    public enum Kind {
        ADMIN_ROLE_ADOPTED(
                Severity.GRAVE,
                "The realm has the role that the setting admin-role names, people hold it, and adopt-admin-role is true:"
                        + " all who hold it may manage users once the module is on.",
                "Look who holds the role. If that is too many, set admin-role to another name or adopt-admin-role to"
                        + " false."),
        ADMIN_ROLE_CONTAINS_MANAGEMENT(
                Severity.GRAVE,
                "The role that the setting admin-role names contains roles of realm-management: its holders can go around"
                        + " this API by Keycloak's Admin API, and make themselves administrators of the realm.",
                "Take those roles out of it."),
        ATTRIBUTE_NAMES_TAKEN(
                Severity.GRAVE,
                "Users have attributes with the names that the module uses (active, deleted_at, deleted_by, deleted_email,"
                        + " invitation_sent_at). The module overwrites active, and takes a user who has both deleted_at and"
                        + " deleted_by for deleted.",
                "Rename these attributes before the module goes on."),
        ADMIN_ROLE_HELD(
                Severity.WARNING,
                "The realm has a role of the name that the setting admin-role has, and people hold it. The module leaves it"
                        + " alone: nobody gets power by it, and nobody can be made an admin.",
                "Set admin-role to another name, or adopt-admin-role to true, which lets all who hold it manage users."),
        CLIENT_NAME_TAKEN(
                Severity.WARNING,
                "The realm has a client of the name that the setting client-id has, which is not the module's. The module"
                        + " leaves it alone: there is no /auth.",
                "Set client-id to another name, or hand the client over: docs/operations.md, Names that are taken."),
        PAGE_CLIENT_NAME_TAKEN(
                Severity.WARNING,
                "The realm has a client users-admin that is not the module's. The module leaves it alone: there is no page.",
                "Rename that client, or do without the page: the setting page."),
        SHARED_ADDRESS(
                Severity.WARNING,
                "Several users have one e-mail address. /auth/token refuses them, and in paths the address is 409"
                        + " ambiguous_email.",
                "Give each user an address of its own, or call them by id."),
        USERNAME_IS_ANOTHERS_ADDRESS(
                Severity.WARNING,
                "Users have a username that is the e-mail address of another user, whom Keycloak may take them for at the"
                        + " sign-in.",
                "Rename them."),
        REQUIRED_ATTRIBUTES(
                Severity.WARNING,
                "The user profile requires attributes: a user who lacks one signs in once in the browser before"
                        + " /auth/token gives a token.",
                "Require them of users alone, or fill them where users are created."),
        UNVERIFIED_ADDRESSES(
                Severity.WARNING,
                "Verify email is on, and active users have an address that is not verified: /auth/token answers 403"
                        + " account_not_set_up until they follow the link of Keycloak's mail.",
                "Send them the mail, or mark addresses that you know as verified."),
        NO_MAIL_SERVER(
                Severity.WARNING,
                "The realm has no mail server: no mail is sent, 502 mail_not_configured.",
                "Set it in the realm settings, Email."),
        PASSWORD_GRANT_REFUSED(
                Severity.WARNING,
                "A client policy refuses the password grant, which /auth/token uses.",
                "Exempt the module's client from the policy, or set token-endpoint to false and use another client."),
        STORE_WITHOUT_IMPORT(
                Severity.WARNING,
                "A user store does not import its users: each list asks it for all of them.",
                "Switch Import users on, where the store can."),
        WITHOUT_ADDRESS(
                Severity.INFO,
                "Users have no e-mail address. They are listed and changed by id; they cannot use /auth/token and get no"
                        + " mail.",
                "Give them an address if they are to sign in here."),
        PASSWORD_POLICY_CHANGES(
                Severity.INFO,
                "The password policy asks for fewer characters than the setting password-min-length. It will ask for that"
                        + " many, of new passwords alone: who has a shorter one keeps it.",
                "Nothing, or tell people before."),
        REGISTRATION_FORM_CHANGES(
                Severity.INFO,
                "People can register themselves, and the user profile requires first and last name. It will not require"
                        + " them any more.",
                "Require them again once the module is on, if the form must ask for them; users created without a name"
                        + " then sign in once in the browser first.");

        private final Severity severity;
        private final String meaning;
        private final String action;

        Kind(Severity severity, String meaning, String action) {
            this.severity = severity;
            this.meaning = meaning;
            this.action = action;
        }

        /** The kind as it stands in answers, for example {@code no_mail_server}. */
        public String code() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static Finding of(Kind kind, long count, List<String> names) {
        return new Finding(kind, count, names);
    }

    @JsonProperty
    public String code() {
        return kind.code();
    }

    /** How much the finding matters: {@code grave}, {@code warning} or {@code info}. */
    @JsonProperty
    public String severity() {
        return kind.severity.name().toLowerCase(Locale.ROOT);
    }

    /** Whether counting came to its end. */
    @JsonProperty
    public boolean counted() {
        return count != null;
    }

    /** What the finding means, in English. */
    @JsonProperty
    public String meaning() {
        return kind.meaning;
    }

    /** What an administrator can do, in English. */
    @JsonProperty
    public String action() {
        return kind.action;
    }

    /** Whether the console asks once more before the module goes on. */
    @JsonIgnore
    public boolean isGrave() {
        return kind.severity == Severity.GRAVE;
    }

    /** The finding for a line of text: {@code without_address (12)}. */
    public String shortly() {
        return code() + (count == null ? " (not counted)" : " (" + count + ")");
    }

    /** The finding for a paragraph: {@code grave: attribute_names_taken (12). Users have attributes ...}. */
    String told() {
        return severity() + ": " + shortly() + ". " + meaning() + " " + action();
    }
}
