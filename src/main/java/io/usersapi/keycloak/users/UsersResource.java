package io.usersapi.keycloak.users;

import io.usersapi.keycloak.account.Accounts;
import io.usersapi.keycloak.account.state.CommittedState;
import io.usersapi.keycloak.authorization.Caller;
import io.usersapi.keycloak.authorization.Gate;
import io.usersapi.keycloak.http.Idempotency;
import io.usersapi.keycloak.http.input.ApiPath;
import io.usersapi.keycloak.listing.UserList;
import io.usersapi.keycloak.listing.filter.PageRequest;
import io.usersapi.keycloak.module.Settings;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HEAD;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import org.keycloak.models.KeycloakSession;

/**
 * The users of a realm: {@code /users}. The operations, their parameters and their errors are described in
 * {@code openapi.yaml}.
 */
@Produces(MediaType.APPLICATION_JSON)
public final class UsersResource {

    private final KeycloakSession session;
    private final Settings settings;
    private final Gate gate;
    private final Accounts accounts;

    public UsersResource(KeycloakSession session, Settings settings) {
        this.session = session;
        this.settings = settings;
        this.gate = new Gate(session, settings);
        this.accounts = new Accounts(session, settings);
    }

    /** A page of users. 422 names each bad parameter. */
    @GET
    public Response list() {
        Caller caller = gate.requireUserManager();
        PageRequest request =
                PageRequest.of(session.getContext().getUri().getQueryParameters(), settings.maxPageSize());
        return Response.ok(new UserList(session, settings, caller.reach()).page(request))
                .build();
    }

    /**
     * Creates a user: 201 with {@code Location}. The invitation or the mail to verify the address follows the commit.
     * Errors as {@link UserWrites#create} and {@link NewUserInvitation#send}.
     */
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    public Response create(InputStream body) {
        Caller caller = gate.requireUserManager();
        UserRequest request = UserRequest.ofCreate(body);
        NewUserInvitation invitation = new NewUserInvitation(session, settings, caller);
        VersionedAccount created = Idempotency.of(session, caller.user(), "create", request.bytes())
                .once(
                        () -> invitation.noting(new UserWrites(session, settings, caller).create(request)),
                        answer -> answer.account().id(),
                        id -> again(id, caller),
                        user -> {
                            if (request.invites()) {
                                invitation.send(user);
                            } else {
                                new NewUserVerification(session, settings, caller).sendWhereAsked(user);
                            }
                        });
        return Response.created(
                        ApiPath.of(session).uri("users", created.account().id()))
                .entity(created.account())
                .tag(new EntityTag(created.tag()))
                .build();
    }

    /**
     * The answer to a create that is sent again with the same {@code Idempotency-Key}: the user as it is now. The transaction
     * of this request may have begun before the user was there, and on MariaDB shows what was then.
     */
    private VersionedAccount again(String id, Caller caller) {
        return CommittedState.in(session, session.getContext().getRealm().getId(), other -> {
            Accounts inReach = new Accounts(other, settings, caller.reach());
            return VersionedAccount.of(inReach, inReach.withId(id));
        });
    }

    /** The caller, who need not manage users. */
    @GET
    @Path("me")
    public Response me(@Context Request request) {
        Caller caller = gate.requireCaller();
        return new Precondition(request, session.getContext().getRequestHeaders())
                .answer(VersionedAccount.ofCaller(accounts, caller));
    }

    /**
     * {@code GET /users/me} without a body. Quarkus REST answers no HEAD by itself at a path that stands beside a path
     * template.
     */
    @HEAD
    @Path("me")
    public Response headOfMe(@Context Request request) {
        return me(request);
    }

    @HEAD
    public Response headOfList() {
        return list();
    }

    /**
     * One user. {@code me} is excluded, since it names no user to change: JAX-RS would come here for the methods that
     * the path {@code /users/me} lacks.
     */
    @Path("{user:(?!me/?$)[^/]+}")
    public UserResource user(@PathParam("user") String user) {
        return new UserResource(session, settings, user);
    }

    static Response ok(VersionedAccount account) {
        return Response.ok(account.account()).tag(new EntityTag(account.tag())).build();
    }
}
