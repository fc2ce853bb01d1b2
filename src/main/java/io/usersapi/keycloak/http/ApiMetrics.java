package io.usersapi.keycloak.http;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Metrics;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import org.keycloak.Config;
import org.keycloak.config.HttpOptions;
import org.keycloak.config.MetricsOptions;

/**
 * The metrics that the API adds to Keycloak's metrics page where {@code metrics-enabled} is on. Where it is off,
 * nothing is measured. The metrics go to Micrometer's global registry, as those of Keycloak's
 * {@code PasswordCredentialProviderFactory} do.
 *
 * <p>Every label comes from a closed list; none contains what a client sent.
 */
public final class ApiMetrics {

    /**
     * The name of the timer of requests. The metrics page shows it as {@code users_api_requests_seconds_count},
     * {@code _sum} and {@code _max}.
     */
    static final String REQUESTS = "users.api.requests";

    private static final boolean ON = isSet(MetricsOptions.METRICS_ENABLED.getKey());

    private static final Meter.MeterProvider<Timer> REQUEST_TIMERS = Timer.builder(REQUESTS)
            .description("Requests to the Users API")
            .publishPercentileHistogram(isSet(HttpOptions.HTTP_METRICS_HISTOGRAMS_ENABLED.getKey()))
            .withRegistry(Metrics.globalRegistry);

    private ApiMetrics() {}

    /** Whether Keycloak's metrics are on, and so the API is measured. */
    public static boolean areOn() {
        return ON;
    }

    /**
     * Notes a request.
     *
     * @param operation an operationId of the OpenAPI document, or another word of a closed list
     * @param outcome {@code success}, the code of the problem that was answered, or {@code unknown}
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

    /**
     * Notes a mail.
     *
     * @param kind a word of a closed list; the metrics page shows {@code reset} as {@code users_api_reset_mails_total}
     * @param sent whether the mail server took the mail
     */
    public static void mail(String kind, boolean sent) {
        if (ON) {
            Counter.builder("users.api." + kind + ".mails")
                    .description("Mails of the Users API")
                    .tag("outcome", sent ? "sent" : "failed")
                    .register(Metrics.globalRegistry)
                    .increment();
        }
    }

    private static boolean isSet(String option) {
        return Config.scope().root().getBoolean(option, false);
    }
}
