package io.usersapi.keycloak.account;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.keycloak.models.UserModel;
import org.keycloak.models.utils.ReadOnlyUserModelDelegate;

/** A user with the address, the username, the name and the attributes that a change will give. Nothing can be written. */
final class ChangedUser extends ReadOnlyUserModelDelegate {

    private final Map<String, List<String>> changed;

    ChangedUser(UserModel user, AccountDraft draft) {
        super(user);
        changed = draft.profile();
        draft.get(Fields.EMAIL)
                .filter(email -> usernameFollows(user))
                .ifPresent(email -> changed.put(UserModel.USERNAME, List.of(email.value())));
    }

    /**
     * Whether a new address of the user becomes the username, too. A username that equals the old address follows the
     * address. Another username stays, because people may sign in with it.
     */
    static boolean usernameFollows(UserModel user) {
        return user.getEmail() != null && user.getEmail().equalsIgnoreCase(user.getUsername());
    }

    @Override
    public String getUsername() {
        return changed.containsKey(UserModel.USERNAME) ? first(UserModel.USERNAME) : super.getUsername();
    }

    @Override
    public String getEmail() {
        return changed.containsKey(UserModel.EMAIL) ? first(UserModel.EMAIL) : super.getEmail();
    }

    @Override
    public String getFirstName() {
        return changed.containsKey(UserModel.FIRST_NAME) ? first(UserModel.FIRST_NAME) : super.getFirstName();
    }

    @Override
    public String getLastName() {
        return changed.containsKey(UserModel.LAST_NAME) ? first(UserModel.LAST_NAME) : super.getLastName();
    }

    @Override
    public String getFirstAttribute(String name) {
        return changed.containsKey(name) ? first(name) : super.getFirstAttribute(name);
    }

    @Override
    public Stream<String> getAttributeStream(String name) {
        return changed.containsKey(name) ? changed.get(name).stream() : super.getAttributeStream(name);
    }

    @Override
    public Map<String, List<String>> getAttributes() {
        Map<String, List<String>> all = new HashMap<>(super.getAttributes());
        all.putAll(changed);
        return all;
    }

    private String first(String name) {
        return changed.get(name).stream().findFirst().orElse(null);
    }
}
