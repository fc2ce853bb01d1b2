package io.usersapi.keycloak.account;

import io.usersapi.keycloak.account.directory.OutsideStore;
import io.usersapi.keycloak.account.profile.ProfileAttributes;
import io.usersapi.keycloak.account.state.AccountState;
import io.usersapi.keycloak.account.state.Invitation;
import io.usersapi.keycloak.account.state.Lockout;
import io.usersapi.keycloak.account.value.AccountTimes;
import io.usersapi.keycloak.account.value.EmailAddress;
import io.usersapi.keycloak.account.value.Origin;
import io.usersapi.keycloak.account.value.PersonName;
import io.usersapi.keycloak.http.input.JsonBody;
import io.usersapi.keycloak.http.problem.ErrorCode;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.keycloak.models.RoleModel;
import org.keycloak.models.UserModel;

/**
 * The fields of an account, each described once. A new field is an entry here, a part of the OpenAPI document, and its
 * messages.
 */
public final class Fields {

    private static final String PASSWORD_CONFIRMATION = "password_confirmation";

    public static final Field<EmailAddress> EMAIL = new Field<EmailAddress>("email")
            .read((body, roles) ->
                    body.text("email").flatMap(text -> EmailAddress.parse(text, body.violations(), "email")))
            .inProfile(
                    Set.of(UserModel.USERNAME, UserModel.EMAIL)::contains,
                    email -> Map.of(UserModel.EMAIL, List.of(email.value())))
            .ruled(AccountRules::checkFree)
            .differing((email, now) ->
                    Optional.of(email).filter(wanted -> !wanted.value().equals(UserColumn.EMAIL.of(now.user()))))
            .written((email, user) -> user.setEmail(email))
            .shown(source -> source.text(UserColumn.EMAIL));

    public static final Field<String> PASSWORD = new Field<String>("password", PASSWORD_CONFIRMATION)
            .read((body, roles) -> password(body))
            .ruled(Passwords::check)
            .written((password, user) -> user.setPassword(password));

    public static final Field<PersonName> NAME = new Field<PersonName>("name")
            .read((body, roles) -> body.text("name").flatMap(text -> PersonName.parse(text, body.violations(), "name")))
            .inProfile(Set.of(UserModel.FIRST_NAME, UserModel.LAST_NAME)::contains, PersonName::inProfile)
            .ruled((name, check) -> name.checkLength(check.violations(), "name"))
            .differing((name, now) -> Optional.of(name)
                    .filter(wanted -> !wanted.isMadeBy(
                            now.user().getFirstName(), now.user().getLastName())))
            .written((name, user) -> user.setName(name))
            .shown(source -> PersonName.join(source.text(UserColumn.FIRST_NAME), source.text(UserColumn.LAST_NAME)));

    /** The realm roles that replace the assigned ones; the default role is not among them. */
    public static final Field<Set<RoleModel>> ROLES = new Field<Set<RoleModel>>("roles", "role")
            .read(SentRoles::read)
            .differing((roles, now) -> Optional.of(roles)
                    .filter(wanted -> !wanted.equals(now.accounts().assignedRoles(now.user()))))
            .keptByKeycloak(roles -> !roles.isEmpty())
            .written((roles, user) -> user.replaceRoles(roles))
            .shown(AccountSource::roles);

    /** True to make the user an admin, false to demote. */
    public static final Field<Boolean> TYPE = new Field<Boolean>("type")
            .read((body, roles) -> choice(body, "type", Account.TYPE_ADMIN, Account.TYPE_USER))
            // The new roles may take the admin role away, so a wish to keep it counts as a change.
            .differing((admin, now) -> Optional.of(admin)
                    .filter(wanted -> now.difference(ROLES).isPresent()
                            || wanted != now.accounts().isAdmin(now.user())))
            .keptByKeycloak(admin -> admin)
            .written((admin, user) -> user.setAdmin(admin))
            .shown(source -> source.isAdmin() ? Account.TYPE_ADMIN : Account.TYPE_USER);

    /**
     * True to activate the user, false to deactivate. Keycloak may lock a user out who is enabled; activating lifts
     * that. It may also show a user as disabled whose store or organization is switched off; deactivating then counts for
     * the time after that.
     */
    public static final Field<Boolean> STATUS = new Field<Boolean>("status")
            .read((body, roles) -> choice(body, "status", Account.STATUS_ACTIVE, Account.STATUS_INACTIVE))
            .differing((active, now) -> Optional.of(active)
                    .filter(wanted -> wanted != now.user().isEnabled()
                            || (wanted
                                    ? new Lockout(now.session(), now.user()).isOn()
                                    : new OutsideStore(now.session()).isEnabledBehindASwitch(now.user()))))
            .keptByKeycloak(active -> !active)
            .written((active, user) -> user.setActive(active))
            .shown(AccountSource::status);

    /** Whether the address is known to be the user's. A new address is not, unless the same request says so. */
    public static final Field<Boolean> EMAIL_VERIFIED = new Field<Boolean>("email_verified")
            .read((body, roles) -> body.flag("email_verified"))
            .differing((verified, now) -> Optional.of(verified)
                    .filter(wanted -> now.difference(EMAIL).isPresent()
                            || wanted != now.user().isEmailVerified()
                            || (wanted && AccountState.isAskedToVerify(now.user()))))
            .keptByKeycloak(verified -> verified)
            .written((verified, user) -> user.setEmailVerified(verified))
            .shown(source -> source.flag(UserColumn.EMAIL_VERIFIED));

    /** The other attributes of the realm's user profile. The profile itself writes those of a new user. */
    public static final Field<SentAttributes> ATTRIBUTES = new Field<SentAttributes>("attributes")
            .read((body, roles) -> SentAttributes.read(body))
            .inProfile(name -> !ProfileAttributes.isReserved(name), SentAttributes::inProfile)
            .ruled(SentAttributes::check)
            .differing(SentAttributes::difference)
            .keptByKeycloak(sent -> sent.values().values().stream().anyMatch(texts -> !texts.isEmpty()))
            .written((sent, user) -> user.setAttributes(sent))
            .shown(AccountSource::attributes);

    /** The hash of a password that another system has made. Only an import has this field. */
    public static final Field<String> PASSWORD_HASH = new Field<String>("password_hash")
            .read((body, roles) -> body.text("password_hash"))
            .ruled(Passwords::checkHash)
            .differing((hash, now) ->
                    Optional.of(hash).filter(wanted -> !Passwords.isHash(wanted, now.accounts(), now.user())))
            .written((hash, user) -> user.setPasswordHash(hash));

    /** True to mail a new user a link to set a password. False is the same as no field. */
    public static final Field<Boolean> INVITE = new Field<Boolean>("invite")
            .read((body, roles) -> body.flag("invite").filter(invite -> invite))
            .keptByKeycloak(invite -> invite)
            .written((invite, user) -> user.invite());

    private static final Field<?> INVITATION =
            new Field<>("invitation").shown(source -> source.isInvited() ? Invitation.PENDING : null);

    private static final Field<?> ID = new Field<>("id").shown(source -> source.text(UserColumn.ID));

    private static final Field<?> CREATED_AT =
            new Field<>("created_at").shown(source -> AccountTimes.iso(source.time(UserColumn.CREATED_AT)));

    private static final Field<?> UPDATED_AT =
            new Field<>("updated_at").shown(source -> AccountTimes.iso(source.updatedAt()));

    /**
     * The fields that a request can have, in the order in which they are read and written. A password is written last.
     */
    public static final List<Field<?>> SENT =
            List.of(EMAIL, PASSWORD, NAME, ROLES, TYPE, STATUS, EMAIL_VERIFIED, ATTRIBUTES, INVITE);

    /** The same and what only an import carries, which no other request's names admit. */
    public static final List<Field<?>> READ =
            Stream.concat(SENT.stream(), Stream.of(PASSWORD_HASH)).toList();

    /** The fields that an answer shows, in its order. */
    static final List<Field<?>> SHOWN = List.of(
            ID, NAME, EMAIL, TYPE, STATUS, ROLES, EMAIL_VERIFIED, INVITATION, ATTRIBUTES, CREATED_AT, UPDATED_AT);

    /** The names of the fields in a create. */
    public static final Set<String> NAMES = names(field -> true);

    /** The names of the fields in an update. */
    public static final Set<String> NAMES_OF_UPDATE = names(field -> field != INVITE);

    /** The names of the fields in a row of an import, with those that a user brings from elsewhere. */
    public static final Set<String> IMPORTED_NAMES = Stream.concat(
                    NAMES.stream(), Stream.of("password_hash", Origin.ID, Origin.CREATED_AT))
            .collect(Collectors.toUnmodifiableSet());

    private Fields() {}

    private static Set<String> names(Predicate<Field<?>> which) {
        return SENT.stream()
                .filter(which)
                .flatMap(field -> field.names().stream())
                .collect(Collectors.toUnmodifiableSet());
    }

    private static Optional<String> password(JsonBody body) {
        Optional<String> password = body.text("password");
        Optional<String> confirmation = body.text(PASSWORD_CONFIRMATION);
        if (confirmation.isPresent() && password.isPresent() && !confirmation.equals(password)) {
            body.violations().add(PASSWORD_CONFIRMATION, ErrorCode.MISMATCH);
        }
        return password;
    }

    private static Optional<Boolean> choice(JsonBody body, String field, String yes, String no) {
        return body.text(field).flatMap(text -> {
            String word = text.toLowerCase(Locale.ROOT);
            if (word.equals(yes) || word.equals(no)) {
                return Optional.of(word.equals(yes));
            }
            body.violations().add(field, ErrorCode.INVALID_CHOICE, yes + ", " + no);
            return Optional.empty();
        });
    }
}
