package io.usersapi.keycloak.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Metrics;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import org.keycloak.Config;
import org.keycloak.config.HttpOptions;
import org.keycloak.config.MetricsOptions;

/**
 * What the API adds to Keycloak's metrics page where {@code metrics-enabled} is on; elsewhere nothing is measured. It
 * writes to Micrometer's global registry, as Keycloak's {@code PasswordCredentialProviderFactory} does.
 *
 * <p>Every label comes from a closed list: none carries what a client sent.
 */
public final class ApiMetrics {

    /** The name of the timer of requests: on the page {@code users_api_requests_seconds_count}, {@code _sum}, {@code _max}. */
    static final String REQUESTS = "users.api.requests";

    /** The name of the counter of reset mails: on the page {@code users_api_reset_mails_total}. */
    static final String RESET_MAILS = "users.api.reset.mails";

    private static final boolean ON = isSet(MetricsOptions.METRICS_ENABLED.getKey());

    private static final Meter.MeterProvider<Timer> REQUEST_TIMERS = Timer.builder(REQUESTS)
            .description("Requests to the Users API")
            .publishPercentileHistogram(isSet(HttpOptions.HTTP_METRICS_HISTOGRAMS_ENABLED.getKey()))
            .withRegistry(Metrics.globalRegistry);
    private static final Meter.MeterProvider<Counter> MAIL_COUNTERS = Counter.builder(RESET_MAILS)
            .description("Password-reset mails of the Users API")
            .withRegistry(Metrics.globalRegistry);

    private ApiMetrics() {}

    /** Whether Keycloak's metrics are on, and anything is measured. */
    public static boolean areOn() {
        return ON;
    }

    /**
     * Notes a request.
     *
     * @param operation an operationId of the OpenAPI document, or another word of a closed list
     * @param outcome {@code success}, or the code of the problem that was answered
     * @param status the HTTP status
     * @param time from the first filter to the last
     */
    public static void request(String operation, String outcome, int status, Duration time) {
        if (ON) {
            REQUEST_TIMERS
                    .withTags("operation", operation, "outcome", outcome, "status", Integer.toString(status))
                    .record(time);
        }
    }

    /** Notes a reset mail that the mail server took, or one that it did not take. */
    public static void resetMail(boolean sent) {
        if (ON) {
            MAIL_COUNTERS.withTag("outcome", sent ? "sent" : "failed").increment();
        }
    }

    private static boolean isSet(String option) {
        return Config.scope().root().getBoolean(option, false);
    }
}
