package io.usersapi.keycloak.demo;

import java.io.IOException;
import java.nio.file.Path;

/**
 * The demo of the README, {@code mvn -Pdemo}: Keycloak with the extension, a realm to try it in, and a mail catcher, on
 * this machine only and until Ctrl-C.
 *
 * <p>It runs inside Maven's own JVM, so that ending Maven ends the demo.
 */
public final class Demo {

    private Demo() {}

    /**
     * Runs the demo.
     *
     * @param arguments the directory that keeps the demo's data, the home of the unpacked Keycloak, the extension's jar
     */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        try {
            System.exit(run(Path.of(arguments[0]), new DemoHome(Path.of(arguments[1])), Path.of(arguments[2])));
        } catch (DemoFailure failure) {
            System.err.println("The demo does not run: " + failure.getMessage());
            System.exit(1);
        }
    }

    private static int run(Path directory, DemoHome home, Path extension) throws IOException, InterruptedException {
        Ports ports = Ports.fromSystemProperties();
        ports.requireFree();
        home.requireSmtpPort(ports.smtp());
        home.refresh(extension);

        Mailbox mailbox = Mailbox.in(directory.resolve("mail"));
        new MailCatcher(mailbox).listen(ports.smtp());
        new MailPage(mailbox).listen(ports.mail());

        DemoServer server = DemoServer.start(home, ports);
        server.awaitApi();
        home.rememberSmtpPort(ports.smtp());
        System.out.println(new Banner(ports, mailbox));
        return server.awaitEnd();
    }
}
