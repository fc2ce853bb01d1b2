package io.usersapi.keycloak.listing;

import io.usersapi.keycloak.support.Answer;
import io.usersapi.keycloak.support.Api;
import io.usersapi.keycloak.support.ApiTest;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.keycloak.partialimport.PartialImportResult;
import org.keycloak.partialimport.PartialImportResults;
import org.keycloak.representations.idm.PartialImportRepresentation;
import org.keycloak.representations.idm.UserRepresentation;

/** Tests that import many users and read them page by page. */
abstract class WalkTest extends ApiTest {

    private static final int BATCH = 200;

    /** The ids of all users that the links to the next page lead to. */
    protected final List<String> walked(String path) {
        List<String> ids = new ArrayList<>();
        for (Answer page = admin.get(path); page != null; page = next(page)) {
            page.body().path("data").forEach(user -> ids.add(user.path("id").asText()));
        }
        return ids;
    }

    protected final Answer next(Answer page) {
        String link = page.expect(200).body().at("/links/next").asText(null);
        if (link == null) {
            return null;
        }
        URI next = URI.create(link);
        Api same = admin;
        return same.get(next.getRawPath().replaceFirst(".*/api", "") + "?" + next.getRawQuery());
    }

    protected final List<String> imported(String prefix, int count) {
        return importedAt(prefix, count, null);
    }

    protected final List<String> importedAt(String prefix, int count, Long createdAt) {
        return imported(IntStream.range(0, count)
                .mapToObj(at -> user(prefix + "-" + at + "@example.org", createdAt))
                .toList());
    }

    /** Users by Keycloak's own import, which makes them quickly: they have no password. */
    protected final List<String> imported(List<UserRepresentation> users) {
        List<String> ids = new ArrayList<>();
        for (int from = 0; from < users.size(); from += BATCH) {
            PartialImportRepresentation batch = new PartialImportRepresentation();
            batch.setIfResourceExists("FAIL");
            batch.setUsers(users.subList(from, Math.min(users.size(), from + BATCH)));
            realm.admin().partialImport(batch).readEntity(PartialImportResults.class).getResults().stream()
                    .map(PartialImportResult::getId)
                    .forEach(ids::add);
        }
        return ids;
    }

    /** Tombstones, which Keycloak's own import brings with their marks. */
    protected final List<String> importedTombstones(int count, Long createdAt) {
        return imported(Stream.generate(() -> tombstone(createdAt)).limit(count).toList());
    }

    private static UserRepresentation tombstone(Long createdAt) {
        UserRepresentation user = new UserRepresentation();
        user.setId(UUID.randomUUID().toString());
        user.setUsername("deleted-" + UUID.randomUUID());
        user.setEnabled(false);
        user.setCreatedTimestamp(createdAt);
        user.setAttributes(Map.of("deleted_at", List.of("2020-01-01T00:00:00Z"), "deleted_by", List.of("somebody")));
        return user;
    }

    protected static UserRepresentation user(String email, Long createdAt) {
        UserRepresentation user = new UserRepresentation();
        user.setUsername(email);
        user.setEmail(email);
        user.setEnabled(true);
        user.setCreatedTimestamp(createdAt);
        return user;
    }
}
