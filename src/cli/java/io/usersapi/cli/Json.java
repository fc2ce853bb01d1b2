package io.usersapi.cli;

import com.fasterxml.jackson.databind.ObjectMapper;

/** Jackson's mapper, as this command uses it. */
final class Json {

    static final ObjectMapper MAPPER = new ObjectMapper();

    private Json() {}
}
