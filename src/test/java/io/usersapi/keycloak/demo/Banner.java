package io.usersapi.keycloak.demo;

/** What to do with a demo that runs: the addresses, the passwords, and lines to paste. */
record Banner(Ports ports, Mailbox mailbox) {

    private static final String TEXT =
            """

            ------------------------------------------------------------------------------------------------
            The demo runs.

              Page            http://localhost:PORT/users-admin/         manage users by hand
                              API_NAME / API_PASSWORD
              API             http://localhost:PORT/api          realm demo, also /realms/demo/api
                              admin  API_NAME / API_PASSWORD
              OpenAPI         http://localhost:PORT/api/openapi.json
              Admin console   http://localhost:PORT/admin/master/console/#/demo/users
                              CONSOLE_NAME / CONSOLE_PASSWORD
              Mails           http://localhost:MAIL_PORT              files in MAIL_DIRECTORY

            Five lines to paste into a shell, as one block:

            # a token, good for half an hour; a new user; the users; another name; a mail with a link
            TOKEN=$(curl -sS http://localhost:PORT/api/auth/token -H 'Content-Type: application/json' \
            -d '{"email": "API_NAME", "password": "API_PASSWORD"}' \
            | sed 's/.*"access_token":"\\([^"]*\\)".*/\\1/')
            curl -sS -w '\\n' http://localhost:PORT/api/users -H "Authorization: Bearer $TOKEN" \
            -H 'Content-Type: application/json' \
            -d '{"name": "Ada King", "email": "ada@example.org", "password": "Difference-Engine", \
            "role": "editor"}'
            curl -sS -w '\\n' 'http://localhost:PORT/api/users?per_page=5' -H "Authorization: Bearer $TOKEN"
            curl -sS -w '\\n' -X PATCH http://localhost:PORT/api/users/ada@example.org \
            -H "Authorization: Bearer $TOKEN" -H 'Content-Type: application/json' \
            -d '{"name": "Ada King Lovelace"}'
            curl -sS -w '\\n' -X POST http://localhost:PORT/api/users/ada@example.org/send-password-reset \
            -H "Authorization: Bearer $TOKEN"

            Open the mail at http://localhost:MAIL_PORT and follow its link. Then delete the user, which also ends the link:

            curl -sS -w '\\n' -X DELETE http://localhost:PORT/api/users/ada@example.org \
            -H "Authorization: Bearer $TOKEN"

            Ctrl-C stops the demo. The next start finds the users again; after mvn clean it starts empty.
            ------------------------------------------------------------------------------------------------
            """;

    @Override
    public String toString() {
        return TEXT.replace("MAIL_PORT", String.valueOf(ports.mail()))
                .replace("MAIL_DIRECTORY", mailbox.directory().toString())
                .replace("PORT", String.valueOf(ports.server()))
                .replace("API_NAME", Credentials.API.name())
                .replace("API_PASSWORD", Credentials.API.password())
                .replace("CONSOLE_NAME", Credentials.CONSOLE.name())
                .replace("CONSOLE_PASSWORD", Credentials.CONSOLE.password());
    }
}
