package io.usersapi.keycloak.benchmark;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.usersapi.keycloak.module.ModuleSwitch;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;

/** Switches the module off in the twin realm, as its owner does. */
final class TwinSwitch {

    private static final ObjectMapper JSON = new ObjectMapper();

    private TwinSwitch() {}

    static void off(URI server) throws IOException {
        URI realm = BenchmarkRealm.OFF.adminApi(server);
        String token = "Bearer "
                + new SignIn(server, BenchmarkRealm.OFF).accessToken(BenchmarkRealm.APP, BenchmarkRealm.OWNER);
        ObjectNode representation = (ObjectNode) JSON.readTree(
                SignIn.expect(200, SignIn.send(HttpRequest.newBuilder(realm).header("Authorization", token)))
                        .body());
        ((ObjectNode) representation.path("attributes")).put(ModuleSwitch.ATTRIBUTE, "false");
        SignIn.expect(
                204,
                SignIn.send(HttpRequest.newBuilder(realm)
                        .header("Authorization", token)
                        .header("Content-Type", "application/json")
                        .PUT(BodyPublishers.ofString(representation.toString()))));
        URI document = URI.create(BenchmarkRealm.OFF.api(server) + "/openapi.json");
        SignIn.expect(404, SignIn.send(HttpRequest.newBuilder(document)));
    }
}
