package io.usersapi.keycloak.page;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.ResponseBuilder;
import jakarta.ws.rs.core.UriBuilder;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.keycloak.models.KeycloakSession;
import org.keycloak.util.JsonSerialization;

/**
 * The page of a realm: one HTML document, the files that it loads, and its words. The page's data comes from the API.
 */
public final class PageResource {

    private static final String HTML = MediaType.TEXT_HTML + ";charset=UTF-8";
    private static final String FOR_EVER = "public, max-age=31536000, immutable";
    private static final String ASK_AGAIN = "no-cache";

    /** The coding gzip in {@code Accept-Encoding}, unless its weight is 0 (RFC 9110, section 12.5.3). */
    private static final Pattern GZIP =
            Pattern.compile("(?i)(?:^|,)\\s*+gzip\\s*+(?:$|,|;(?!\\s*+q=0(?:\\.0*+)?\\s*+(?:$|,)))");

    private final KeycloakSession session;
    private final Supplier<Iterator<String>> paths;
    private final Limits limits;

    /** @param paths gives the paths of the API's OpenAPI document */
    public PageResource(KeycloakSession session, Supplier<Iterator<String>> paths, Limits limits) {
        this.session = session;
        this.paths = paths;
        this.limits = limits;
    }

    /**
     * The HTML document. Its links are relative and need the slash at the end of its address, so an address without the
     * slash is redirected (302).
     */
    @GET
    public Response shell() {
        URI address = session.getContext().getUri().getRequestUri();
        if (!address.getRawPath().endsWith("/")) {
            URI slashed = UriBuilder.fromUri(address)
                    .replacePath(address.getRawPath() + "/")
                    .build();
            return PageHeaders.on(Response.status(Response.Status.FOUND).location(slashed), session)
                    .build();
        }
        List<String> known = new ArrayList<>();
        paths.get().forEachRemaining(known::add);
        return answer(Response.ok(new Shell(session, limits).html(known), HTML), ASK_AGAIN);
    }

    /**
     * A file that the page loads; 404 where there is none of the name, 304 where the browser has it. A browser may keep
     * the file for ever where the address carries the current version.
     */
    @GET
    @Path("assets/{version}/{name:.+}")
    public Response asset(
            @PathParam("version") String version, @PathParam("name") String name, @Context Request request) {
        Asset asset = Assets.find(name).orElseThrow(NotFoundException::new);
        // A page that was loaded before an update asks for the old version: the browser gets the file, and does not
        // keep it.
        String keep = version.equals(Assets.VERSION) ? FOR_EVER : ASK_AGAIN;
        boolean gzip = acceptsGzip();
        EntityTag tag = new EntityTag(Assets.VERSION + (gzip ? "-gzip" : ""));
        ResponseBuilder unchanged = request.evaluatePreconditions(tag);
        if (unchanged != null) {
            return answer(varying(unchanged.tag(tag)), keep);
        }
        return answer(
                content(gzip ? asset.compressed() : asset.plain(), asset.type(), gzip)
                        .tag(tag),
                keep);
    }

    /** A 304 needs the header, too (RFC 9110, section 15.4.5). */
    private static ResponseBuilder varying(ResponseBuilder answer) {
        return answer.header(HttpHeaders.VARY, HttpHeaders.ACCEPT_ENCODING);
    }

    private static ResponseBuilder content(byte[] bytes, String type, boolean gzip) {
        ResponseBuilder answer = varying(Response.ok(bytes, type));
        return gzip ? answer.header(HttpHeaders.CONTENT_ENCODING, "gzip") : answer;
    }

    private boolean acceptsGzip() {
        String accepted = session.getContext().getRequestHeaders().getHeaderString(HttpHeaders.ACCEPT_ENCODING);
        return accepted != null && GZIP.matcher(accepted).find();
    }

    /**
     * The sentences of the page in a language, as a JSON object by key; 404 where the realm does not offer the
     * language.
     */
    @GET
    @Path("texts/{language}.json")
    public Response texts(@PathParam("language") String language) throws IOException {
        Texts texts = new Texts(session.getContext().getRealm(), limits);
        if (!texts.languages().contains(language)) {
            throw new NotFoundException();
        }
        byte[] plain = JsonSerialization.writeValueAsString(texts.in(language)).getBytes(StandardCharsets.UTF_8);
        boolean gzip = acceptsGzip();
        return answer(content(gzip ? Asset.gzip(plain) : plain, MediaType.APPLICATION_JSON, gzip), ASK_AGAIN);
    }

    private Response answer(ResponseBuilder answer, String keep) {
        return PageHeaders.on(answer, session)
                .header(HttpHeaders.CACHE_CONTROL, keep)
                .build();
    }
}
