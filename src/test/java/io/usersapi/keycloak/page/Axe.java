package io.usersapi.keycloak.page;

import com.deque.html.axecore.selenium.AxeBuilder;
import io.usersapi.keycloak.support.Chromium;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** axe-core in the browser: loaded once into a page, and asked as often as the page shows something else. */
final class Axe {

    private static final String SCRIPT = script();
    private static final String RUN =
            """
            const [rules, done] = arguments;
            const only = rules.length > 0 ? { runOnly: { type: "rule", values: rules } } : {};
            const moving = document.getAnimations().filter((one) => one.effect.getComputedTiming().endTime < Infinity);
            // A colour on its way to another is none that anybody reads.
            const settled = Promise.allSettled(moving.map((one) => one.finished));
            settled.then(() => axe.run(document, { ...only, resultTypes: ["violations"] })).then(
              ({ violations }) => done(violations.map(({ id, nodes }) => id + " " + nodes[0].html)),
              (failed) => done([String(failed)]));
            """;
    /** The rules that judge colours. */
    private static final List<String> COLOURS = List.of("color-contrast", "link-in-text-block");

    private final Chromium browser;

    Axe(Chromium browser) {
        this.browser = browser;
    }

    /** What breaks a rule in what the browser shows; one element for each rule. */
    List<String> findings() {
        return findings(List.of());
    }

    /** The same in dark colours, by the rules that judge colours: nothing else is different. */
    List<String> findingsInDark() {
        String theme = "document.documentElement.classList.toggle('pf-v5-theme-dark', arguments[0])";
        browser.driver().executeScript(theme, true);
        try {
            return findings(COLOURS);
        } finally {
            browser.driver().executeScript(theme, false);
        }
    }

    @SuppressWarnings("unchecked")
    private List<String> findings(List<String> rules) {
        if (!Boolean.TRUE.equals(browser.driver().executeScript("return 'axe' in window"))) {
            browser.driver().executeScript(SCRIPT);
        }
        return (List<String>) browser.driver().executeAsyncScript(RUN, rules);
    }

    private static String script() {
        try (InputStream file = AxeBuilder.class.getResourceAsStream("/axe.min.js")) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
