package io.usersapi.keycloak.containers;

import static org.awaitility.Awaitility.await;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.InspectContainerResponse;
import io.usersapi.keycloak.support.Api;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.testcontainers.DockerClientFactory;

/** A compose file of this repository, brought up under a name of its own with variables of its own. */
final class ComposeProject {

    static final Duration START_LIMIT = Duration.ofMinutes(12);

    private static final List<String> MOUNTED = List.of(
            "docker-compose.yml",
            "docker-compose.keycloak.yml",
            "docker-compose.cluster.yml",
            "docker-compose.image.yml",
            "Dockerfile",
            "deploy",
            "themes",
            "target/keycloak-users-api.jar");

    private final String name;
    private final Variables variables;
    private final Compose compose;

    /** @param folder that gets the file of variables and a copy of what Compose reads and mounts */
    ComposeProject(String file, String name, Path folder) {
        this.name = name;
        this.variables = Variables.filledIn();
        MountedFiles.copied(folder, MOUNTED);
        this.compose = Compose.of(folder.resolve(file), name, variables, folder);
    }

    /** Starts all services and waits until the API answers. */
    void up() {
        compose.run("up", "--detach").expect(0);
        await().atMost(START_LIMIT)
                .pollInterval(Duration.ofSeconds(2))
                .ignoreExceptionsMatching(UncheckedIOException.class::isInstance)
                .until(() -> installation()
                                .anonymous()
                                .exchange("GET", "/openapi.json", null)
                                .status()
                        == 200);
    }

    void stop(String service) {
        compose.run("stop", service).expect(0);
    }

    void start(String service) {
        compose.run("start", service).expect(0);
    }

    /** Removes the containers and keeps the volume. */
    void down() {
        compose.run("down").expect(0);
    }

    /** Removes all, the volume too. */
    void remove() {
        compose.run("down", "--volumes").expect(0);
    }

    Installation installation() {
        return new Installation(
                Api.at(origin() + "/api"),
                variables.get("API_ADMIN_EMAIL"),
                variables.get("API_ADMIN_PASSWORD"),
                new MailDev("http://127.0.0.1:" + variables.get("MAIL_PORT")));
    }

    /** Keycloak's address, such as {@code http://localhost:8080}. */
    String origin() {
        return "http://localhost:" + variables.get("HTTP_PORT");
    }

    Variables variables() {
        return variables;
    }

    /** Its running containers as Docker sees them. */
    List<InspectContainerResponse> containers() {
        DockerClient docker = DockerClientFactory.instance().client();
        return docker.listContainersCmd().withLabelFilter(Map.of("com.docker.compose.project", name)).exec().stream()
                .map(container -> docker.inspectContainerCmd(container.getId()).exec())
                .toList();
    }

    /** The running container of a service. */
    InspectContainerResponse container(String service) {
        return containers().stream()
                .filter(container ->
                        service.equals(container.getConfig().getLabels().get("com.docker.compose.service")))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no container of " + service + " runs"));
    }
}
