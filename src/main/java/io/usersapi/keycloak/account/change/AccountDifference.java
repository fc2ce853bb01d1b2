package io.usersapi.keycloak.account.change;

import io.usersapi.keycloak.account.AccountDraft;
import io.usersapi.keycloak.account.Accounts;
import io.usersapi.keycloak.account.Field;
import io.usersapi.keycloak.account.Fields;
import java.util.Optional;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserModel;

/** Which fields of a draft change a user. A value that the user already has is no change. */
public final class AccountDifference {

    private final KeycloakSession session;
    private final Accounts accounts;

    public AccountDifference(KeycloakSession session, Accounts accounts) {
        this.session = session;
        this.accounts = accounts;
    }

    /** The draft without the values that the user already has. A password always counts as a change. */
    public AccountDraft of(AccountDraft wanted, UserModel user) {
        Field.Current current = new Field.Current(session, accounts, user, wanted);
        AccountDraft difference = AccountDraft.NOTHING;
        for (Field<?> field : Fields.READ) {
            difference = with(difference, field, current);
        }
        return difference;
    }

    private static <T> AccountDraft with(AccountDraft difference, Field<T> field, Field.Current current) {
        Optional<T> change = current.difference(field);
        return change.map(value -> difference.with(field, value)).orElse(difference);
    }
}
