package io.usersapi.keycloak.support;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.keycloak.testframework.ui.page.AbstractPage;
import org.keycloak.testframework.ui.webdriver.ManagedWebDriver;
import org.openqa.selenium.By;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebDriverException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.support.ui.ExpectedConditions;
import org.openqa.selenium.support.ui.WebDriverWait;
import org.openqa.selenium.virtualauthenticator.VirtualAuthenticatorOptions;
import org.openqa.selenium.virtualauthenticator.VirtualAuthenticatorOptions.Protocol;
import org.openqa.selenium.virtualauthenticator.VirtualAuthenticatorOptions.Transport;

/**
 * Chromium without a window: the console is more than HtmlUnit can run. Where Chromium or its driver is not on the path
 * the tests are skipped. {@code -Dscreenshots=DIRECTORY} has them write their pictures.
 */
public final class Chromium implements ExecutionCondition, BeforeAllCallback, BeforeEachCallback, AfterEachCallback {

    private static final Optional<Path> BROWSER = program("chromium", "chromium-browser", "google-chrome");
    private static final Optional<Path> DRIVER = program("chromedriver");

    private static final Chromium SHARED = new Chromium(true);

    private final boolean kept;
    private ChromeDriver driver;
    private ManagedWebDriver managed;

    private Chromium(boolean kept) {
        this.kept = kept;
    }

    /** A new one with a new profile for each test. */
    public static Chromium anew() {
        return new Chromium(false);
    }

    /** One for all classes, signed in nowhere when a class begins: it starts once, and has the server's files already. */
    public static Chromium shared() {
        return SHARED;
    }

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        return BROWSER.isPresent() && DRIVER.isPresent()
                ? ConditionEvaluationResult.enabled("Chromium is here")
                : ConditionEvaluationResult.disabled(
                        "Skipped: chromium and chromedriver are not on the path (Debian: apt-get install chromium"
                                + " chromium-driver)");
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        if (driver != null) {
            forget();
        }
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        if (driver == null) {
            start();
        }
    }

    /** Signs out everywhere, and leaves the page. */
    public void forget() {
        driver.get("about:blank");
        driver.executeCdpCommand("Network.clearBrowserCookies", Map.of());
    }

    private void start() {
        ChromeOptions options = new ChromeOptions()
                .addArguments(
                        "--headless=new",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--disable-dev-shm-usage",
                        "--disable-quic",
                        "--no-first-run",
                        "--disable-background-networking",
                        "--disable-component-update",
                        "--disable-sync",
                        "--force-device-scale-factor=1",
                        "--window-size=1280,900")
                .setBinary(BROWSER.orElseThrow().toFile());
        ChromeDriverService service = new ChromeDriverService.Builder()
                .usingDriverExecutable(DRIVER.orElseThrow().toFile())
                .usingAnyFreePort()
                .build();
        driver = new ChromeDriver(service, options);
        managed = new ManagedWebDriver(driver);
        if (kept) {
            Runtime.getRuntime().addShutdownHook(new Thread(driver::quit));
        }
    }

    @Override
    public void afterEach(ExtensionContext context) {
        if (driver != null) {
            context.getExecutionException().ifPresent(failed -> save(Path.of("target", "chromium"), name(context)));
            if (!kept) {
                driver.quit();
                driver = null;
            }
        }
    }

    /** The browser itself, for what this class does not offer. */
    public ChromeDriver driver() {
        return driver;
    }

    public void open(String url) {
        driver.get(url);
    }

    /** A page object of the test framework at this browser. */
    public <P extends AbstractPage> P page(Class<P> type) {
        return managed.page().createPage(type);
    }

    /** What is or becomes visible. */
    public WebElement see(By element) {
        return patiently().until(ExpectedConditions.visibilityOfElementLocated(element));
    }

    /** An element by the id that the console's developers gave it for tests. */
    public WebElement see(String testId) {
        return see(By.cssSelector("[data-testid='" + testId + "']"));
    }

    /** Waits until the text is on the page, and answers all that the page says. */
    public String seeText(String text) {
        return patiently().until(driver -> {
            String page = driver.findElement(By.tagName("body")).getText();
            return page.contains(text) ? page : null;
        });
    }

    /** Clicks what is or becomes clickable. */
    public void click(By element) {
        patiently().until(ExpectedConditions.elementToBeClickable(element)).click();
    }

    /** Waits until one text is on the page and the other is not. */
    public void seeTextInsteadOf(String text, String other) {
        patiently().until(driver -> {
            String page = driver.findElement(By.tagName("body")).getText();
            return page.contains(text) && !page.contains(other);
        });
    }

    /** Waits until the browser is at an address that begins so. */
    public void seeAddress(String beginning) {
        patiently().until(driver -> driver.getCurrentUrl().startsWith(beginning));
    }

    /** Gives the browser a place for passkeys that asks nobody (Web Authentication, section "WebDriver Extension"). */
    public void keepPasskeys() {
        driver.addVirtualAuthenticator(new VirtualAuthenticatorOptions()
                .setProtocol(Protocol.CTAP2)
                .setTransport(Transport.INTERNAL)
                .setHasResidentKey(true)
                .setHasUserVerification(true)
                .setIsUserVerified(true));
    }

    /** Says yes to the question that a page asks in a window of the browser's own. */
    public void acceptPrompt() {
        patiently().until(ExpectedConditions.alertIsPresent()).accept();
    }

    /** Scrolls the page until the element is in its middle. */
    public void scrollTo(WebElement element) {
        driver.executeScript("arguments[0].scrollIntoView({block: 'center'})", element);
    }

    /** Saves what the browser shows where {@code -Dscreenshots} asks for it. */
    public void picture(String name) {
        String directory = System.getProperty("screenshots", "");
        if (!directory.isEmpty()) {
            save(Path.of(directory), name);
        }
    }

    private void save(Path directory, String name) {
        try {
            Files.createDirectories(directory);
            Files.write(directory.resolve(name + ".png"), driver.getScreenshotAs(OutputType.BYTES));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private WebDriverWait patiently() {
        WebDriverWait wait = new WebDriverWait(driver, Patience.LIMIT, Patience.BETWEEN_LOOKS);
        // An element of a page that is being left is stale or, to the driver, an unknown error.
        wait.ignoring(WebDriverException.class);
        return wait;
    }

    private static String name(ExtensionContext context) {
        return context.getRequiredTestClass().getSimpleName() + "-"
                + context.getRequiredTestMethod().getName();
    }

    private static Optional<Path> program(String... names) {
        return Stream.of(names)
                .flatMap(name -> Stream.of(
                                System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                        .map(directory -> Path.of(directory, name)))
                .filter(Files::isExecutable)
                .findFirst();
    }
}
