package io.usersapi.keycloak.authorization;

import io.usersapi.keycloak.http.input.Characters;
import io.usersapi.keycloak.http.problem.ProblemException;
import io.usersapi.keycloak.http.problem.Reason;
import jakarta.ws.rs.NotAuthorizedException;
import jakarta.ws.rs.core.HttpHeaders;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.keycloak.TokenVerifier;
import org.keycloak.common.VerificationException;
import org.keycloak.crypto.KeyUse;
import org.keycloak.crypto.KeyWrapper;
import org.keycloak.crypto.SignatureProvider;
import org.keycloak.jose.jws.JWSHeader;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.representations.AccessToken;
import org.keycloak.services.Urls;
import org.keycloak.services.managers.AppAuthManager;
import org.keycloak.util.TokenUtil;

/**
 * Why Keycloak did not accept the bearer token of the request, as far as its sender may know. What the token claims is
 * told only where its signature is good. Nothing is told of accounts: where the user was deactivated or deleted, the
 * answer is that the session has ended.
 */
final class RefusedToken {

    private static final String REALMS = "/realms/";

    private final KeycloakSession session;
    private final RealmModel realm;

    RefusedToken(KeycloakSession session) {
        this.session = session;
        this.realm = session.getContext().getRealm();
    }

    /** The refusal: 401 with a challenge (RFC 6750, section 3) and a reason. */
    ProblemException told() {
        HttpHeaders headers = session.getContext().getRequestHeaders();
        if (headers.getHeaderString(HttpHeaders.AUTHORIZATION) == null) {
            return ProblemException.unauthenticated(Reason.NO_TOKEN);
        }
        try {
            String sent = AppAuthManager.extractAuthorizationHeaderToken(headers);
            return told(TokenVerifier.create(sent, AccessToken.class).parse());
        } catch (NotAuthorizedException | VerificationException unreadable) {
            return notValid();
        }
    }

    private static ProblemException notValid() {
        return ProblemException.unauthenticated(Reason.NOT_VALID);
    }

    private ProblemException told(TokenVerifier<AccessToken> sent) throws VerificationException {
        AccessToken token = sent.getToken();
        if (token == null) {
            return notValid();
        }
        if (!isSignedBy(realm, sent)) {
            Optional<RealmModel> other = realmOf(token);
            return other.isPresent() && isSignedBy(other.get(), sent)
                    ? ProblemException.unauthenticated(
                            Reason.OTHER_REALM, other.get().getName(), realm.getName())
                    : notValid();
        }
        String issuer = Urls.realmIssuer(session.getContext().getUri().getBaseUri(), realm.getName());
        if (!TokenUtil.TOKEN_TYPE_BEARER.equalsIgnoreCase(token.getType())
                && !TokenUtil.TOKEN_TYPE_DPOP.equalsIgnoreCase(token.getType())) {
            return ProblemException.unauthenticated(Reason.NOT_AN_ACCESS_TOKEN);
        }
        if (!issuer.equals(token.getIssuer())) {
            return ProblemException.unauthenticated(Reason.OTHER_ISSUER, String.valueOf(token.getIssuer()), issuer);
        }
        if (token.isExpired()) {
            return ProblemException.unauthenticated(Reason.EXPIRED);
        }
        if (!token.isActive()) {
            return ProblemException.unauthenticated(Reason.NOT_YET_VALID);
        }
        return ProblemException.unauthenticated(
                token.getConfirmation() == null ? Reason.SESSION_ENDED : Reason.NOT_BOUND);
    }

    /** The other realm that the token names as its issuer, at whatever address. The token is not verified yet. */
    private Optional<RealmModel> realmOf(AccessToken token) {
        String issuer = String.valueOf(token.getIssuer());
        int at = issuer.lastIndexOf(REALMS);
        if (at < 0) {
            return Optional.empty();
        }
        try {
            String name = URLDecoder.decode(issuer.substring(at + REALMS.length()), StandardCharsets.UTF_8);
            return Optional.of(name)
                    .filter(Characters::areSound)
                    // MariaDB and MySQL may hold no longer characters, and refuse the comparison with them.
                    .filter(sound -> sound.codePoints().allMatch(Character::isBmpCodePoint))
                    .map(session.realms()::getRealmByName)
                    .filter(other -> !other.equals(realm));
        } catch (IllegalArgumentException noAddress) {
            return Optional.empty();
        }
    }

    private boolean isSignedBy(RealmModel signer, TokenVerifier<AccessToken> sent) throws VerificationException {
        JWSHeader header = sent.getHeader();
        if (header.getAlgorithm() == null || header.getKeyId() == null) {
            return false;
        }
        String algorithm = header.getAlgorithm().name();
        SignatureProvider signatures = session.getProvider(SignatureProvider.class, algorithm);
        KeyWrapper key =
                signatures == null ? null : session.keys().getKey(signer, header.getKeyId(), KeyUse.SIG, algorithm);
        if (key == null) {
            return false;
        }
        try {
            sent.verifierContext(signatures.verifier(key)).verifySignature();
            return true;
        } catch (VerificationException forged) {
            return false;
        }
    }
}
