package io.usersapi.keycloak.hashes;

import io.usersapi.keycloak.module.RealmMemory;
import java.io.IOException;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger;
import org.keycloak.credential.hash.PasswordHashProvider;
import org.keycloak.models.AbstractKeycloakTransaction;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.credential.PasswordCredentialModel;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.util.JsonSerialization;

/**
 * The kinds of foreign hashes that the users of a realm can have, so that every refused sign-in can be made to cost the
 * same. A realm attribute keeps the most work of each kind: {@code
 * [{"algorithm":"users-api-bcrypt","iterations":12,"parameters":{},"bytes":23}]}. When all such users have signed in
 * once, or never will, an administrator sets the attribute to {@code []}.
 */
public final class RealmHashes {

    /** The realm attribute. */
    public static final String ATTRIBUTE = "usersApi.importedHashes";

    /**
     * How many kinds are kept at most: each kind is work at each refusal of the realm. A move from one system brings
     * one or two.
     */
    private static final int MAX_KINDS = 4;

    private static final String WAITING = ATTRIBUTE + ".waiting";

    private static final Logger LOG = Logger.getLogger(RealmHashes.class);

    private final KeycloakSession session;
    private final RealmModel realm;

    /** The hashes of the session's realm. */
    public RealmHashes(KeycloakSession session) {
        this.session = session;
        this.realm = session.getContext().getRealm();
    }

    /** What makes the realm's own hashes. A kind that the server lacks is replaced as PasswordCredentialProvider does. */
    public PasswordHashProvider own() {
        String algorithm = realm.getPasswordPolicy().getHashAlgorithm();
        PasswordHashProvider named =
                algorithm == null ? null : session.getProvider(PasswordHashProvider.class, algorithm);
        return named == null ? session.getProvider(PasswordHashProvider.class) : named;
    }

    /** Hashes a first password, as PasswordCredentialProvider does. */
    public PasswordCredentialModel hashed(String password) {
        return own().encodedCredential(password, realm.getPasswordPolicy().getHashIterations());
    }

    /** The work of the password, if its hash is of another kind than the realm makes now. */
    public Optional<HashWork> foreign(PasswordCredentialModel password) {
        return own().policyCheck(realm.getPasswordPolicy(), password)
                ? Optional.empty()
                : Optional.of(HashWork.of(password));
    }

    /**
     * Adds a work of a new kind, or more work of a known kind, in a transaction of its own. Where two requests add at
     * the same moment, one of the transactions fails and undoes nothing else of its request; a later sign-in adds the
     * work again.
     *
     * @param work what to add, if anything
     * @return the most work of each kind that is known then
     */
    public Set<HashWork> knownWith(Optional<HashWork> work) {
        Set<HashWork> before = known();
        Set<HashWork> known = new LinkedHashSet<>(before);
        work.ifPresent(more -> add(more, known));
        if (!known.equals(before)) {
            session.setAttribute(ATTRIBUTE, new Known(known));
            try {
                KeycloakModelUtils.runJobInTransaction(
                        session.getKeycloakSessionFactory(), own -> keep(own, work.orElseThrow()));
            } catch (RuntimeException lost) {
                LOG.debugf(lost, "Realm %s: another request keeps kinds of hashes", realm.getName());
            }
        }
        return known;
    }

    /** The same once the transaction is committed: what is rolled back, as a dry run is, leaves nothing. */
    public void addOnCommit(Optional<HashWork> work) {
        Waiting waiting = session.getAttribute(WAITING, Waiting.class);
        if (waiting == null) {
            waiting = new Waiting(new HashSet<>());
            session.setAttribute(WAITING, waiting);
        }
        if (work.isEmpty() || !waiting.works().add(work.get())) {
            return;
        }
        session.getTransactionManager().enlistAfterCompletion(new AbstractKeycloakTransaction() {
            @Override
            protected void commitImpl() {
                knownWith(work);
            }

            @Override
            protected void rollbackImpl() {
                // No user has such a hash.
            }
        });
    }

    /** A session keeps the realm as it first read it. */
    private record Known(Set<HashWork> works) {}

    /** What the session is to add when it commits. */
    private record Waiting(Set<HashWork> works) {}

    private Set<HashWork> known() {
        Known added = session.getAttribute(ATTRIBUTE, Known.class);
        return added == null ? knownIn(realm) : added.works();
    }

    private void keep(KeycloakSession own, HashWork work) {
        RealmModel fresh = own.realms().getRealm(realm.getId());
        own.getContext().setRealm(fresh);
        Set<HashWork> known = new LinkedHashSet<>(knownIn(fresh));
        add(work, known);
        new RealmMemory(own, fresh).set(ATTRIBUTE, written(known));
    }

    private Set<HashWork> knownIn(RealmModel where) {
        return new RealmMemory(session, where).get(ATTRIBUTE).map(this::read).orElse(Set.of());
    }

    private static void add(HashWork work, Set<HashWork> known) {
        Optional<HashWork> like = known.stream().filter(work::isLike).findFirst();
        boolean isMore = like.isPresent() && like.get().iterations() < work.iterations();
        if (isMore) {
            known.remove(like.get());
        }
        if (isMore || (like.isEmpty() && known.size() < MAX_KINDS)) {
            known.add(work);
        }
    }

    private Set<HashWork> read(String value) {
        try {
            return new LinkedHashSet<>(List.of(JsonSerialization.readValue(value, HashWork[].class)));
        } catch (IOException edited) {
            LOG.warnf("Realm %s: the attribute %s cannot be read", realm.getName(), ATTRIBUTE);
            return Set.of();
        }
    }

    private static String written(Set<HashWork> kinds) {
        try {
            return JsonSerialization.writeValueAsString(kinds);
        } catch (IOException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
