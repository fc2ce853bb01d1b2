package io.usersapi.keycloak.bulk.imports;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImportTurnTest {

    @ParameterizedTest
    @CsvSource({
        // MiB of heap, MiB of a body, imports at once
        "512, 8, 8",
        "256, 8, 4",
        "64, 8, 2",
        "8192, 8, 16",
        "512, 1024, 2",
    })
    void theirBodiesFillAnEighthOfTheHeap(long heap, int body, int turns) {
        int mebibyte = 1 << 20;
        assertEquals(turns, ImportTurn.most(heap * mebibyte, body * mebibyte));
    }
}
