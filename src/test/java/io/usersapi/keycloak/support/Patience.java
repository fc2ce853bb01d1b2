package io.usersapi.keycloak.support;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/**
 * How tests wait for what happens soon: they look at once, then often, and give up late. Awaitility's own first look
 * comes after a tenth of a second, which hundreds of waits add up. JUnit finds this class by its service file.
 */
public final class Patience implements LauncherSessionListener {

    static final Duration LIMIT = Duration.ofSeconds(30);
    static final Duration BETWEEN_LOOKS = Duration.ofMillis(25);

    @Override
    public void launcherSessionOpened(LauncherSession session) {
        Awaitility.setDefaultTimeout(LIMIT);
        Awaitility.setDefaultPollDelay(Duration.ZERO);
        Awaitility.setDefaultPollInterval(BETWEEN_LOOKS);
    }
}
