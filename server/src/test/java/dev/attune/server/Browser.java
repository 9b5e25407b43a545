package dev.attune.server;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;

/** A real Chromium without a window, driven over chromedriver. One for all tests, which use it one after the other. */
final class Browser implements AutoCloseable {
    /** Held here, or the level set on it would be collected with it. */
    private static final Logger SELENIUM = Logger.getLogger("org.openqa.selenium");

    private final ChromeDriver driver;

    private Browser(ChromeDriver driver) {
        this.driver = driver;
    }

    /** Whether this machine has what it takes. */
    static boolean isInstalled() {
        return chromium().isPresent() && chromedriver().isPresent();
    }

    static Browser open() {
        SELENIUM.setLevel(Level.SEVERE);
        ChromeOptions options = new ChromeOptions();
        options.setBinary(chromium().orElseThrow().toFile());
        options.addArguments(
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--no-first-run",
                "--lang=en");
        ChromeDriverService service = new ChromeDriverService.Builder()
                .usingDriverExecutable(chromedriver().orElseThrow().toFile())
                .usingAnyFreePort()
                .withSilent(true)
                .build();
        ChromeDriver driver = new ChromeDriver(service, options);
        driver.manage().timeouts().scriptTimeout(Duration.ofSeconds(60));
        return new Browser(driver);
    }

    /** A desktop in daylight, with no page open and nothing blocked. */
    void reset() {
        driver.get("about:blank");
        size(1280, 800, false);
        look("light");
        driver.manage().logs().get("browser");
    }

    /** A window of this many CSS pixels. */
    void size(int width, int height, boolean mobile) {
        tell(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", mobile));
    }

    /** What the system prefers, {@code light} or {@code dark}. */
    void look(String scheme) {
        tell(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
    }

    /** Whether the line to everywhere is cut. */
    void offline(boolean isCut) {
        tell("Network.enable", Map.of());
        tell(
                "Network.emulateNetworkConditions",
                Map.of("offline", isCut, "latency", 0, "downloadThroughput", -1, "uploadThroughput", -1));
    }

    /** Files that a page saves go into this folder. */
    void saveTo(Path folder) {
        tell(
                "Browser.setDownloadBehavior",
                Map.of(
                        "behavior",
                        "allow",
                        "downloadPath",
                        folder.toAbsolutePath().toString()));
    }

    /** What was copied last. */
    String clipboard() {
        tell(
                "Browser.grantPermissions",
                Map.of("permissions", List.of("clipboardReadWrite", "clipboardSanitizedWrite")));
        return String.valueOf(driver.executeAsyncScript("navigator.clipboard.readText().then(arguments[0])"));
    }

    /** Runs a script before every page from now on; the id is for {@link #forget}. */
    Object beforeEveryPage(String script) {
        Object id = driver.executeCdpCommand("Page.addScriptToEvaluateOnNewDocument", Map.of("source", script))
                .get("identifier");
        return Objects.requireNonNull(id);
    }

    void forget(Object id) {
        tell("Page.removeScriptToEvaluateOnNewDocument", Map.of("identifier", id));
    }

    /** Leaves one window, and looks at it. */
    void closeOtherWindows(String kept) {
        for (String window : driver.getWindowHandles()) {
            if (!window.equals(kept)) {
                driver.switchTo().window(window).close();
            }
        }
        driver.switchTo().window(kept);
    }

    /** What axe-core finds on the page that is serious or critical: rule, help and place, a line each. */
    @SuppressWarnings("unchecked")
    List<String> seriousFindings() {
        if (!Boolean.TRUE.equals(driver.executeScript("return 'axe' in window"))) {
            driver.executeScript(axe());
        }
        Object findings = driver.executeAsyncScript(
                """
                const done = arguments[arguments.length - 1];
                // What fades in has the contrast of neither before nor after.
                const ends = animation => Number.isFinite(animation.effect.getComputedTiming().endTime);
                const calm = () => Promise.allSettled(document.getAnimations().filter(ends).map(each => each.finished));
                new Promise(requestAnimationFrame).then(calm).then(() => axe.run(document, { resultTypes: ['violations'] })).then(
                  result => done(result.passes.length < 10 ? ['axe looked at nothing'] : result.violations
                    .filter(finding => ['serious', 'critical'].includes(finding.impact))
                    .flatMap(finding => finding.nodes.map(node => `${finding.id}: ${finding.help}: ${node.html} ${node.failureSummary}`))),
                  mistake => done([String(mistake)]));
                """);
        return (List<String>) Objects.requireNonNull(findings);
    }

    ChromeDriver driver() {
        return driver;
    }

    void screenshot(Path file) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.write(file, driver.getScreenshotAs(OutputType.BYTES));
        } catch (IOException e) {
            throw new UncheckedIOException("no screenshot in " + file, e);
        }
    }

    @Override
    public void close() {
        driver.quit();
    }

    private void tell(String command, Map<String, Object> parameters) {
        driver.executeCdpCommand(command, parameters);
    }

    private static String axe() {
        try (InputStream script = Browser.class.getResourceAsStream("/axe.min.js")) {
            if (script == null) {
                throw new IllegalStateException("axe.min.js is not on the class path");
            }
            return new String(script.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("axe.min.js cannot be read", e);
        }
    }

    private static Optional<Path> chromium() {
        return onPath("chromium", "chromium-browser", "google-chrome");
    }

    private static Optional<Path> chromedriver() {
        return onPath("chromedriver");
    }

    private static Optional<Path> onPath(String... names) {
        String[] folders = System.getenv().getOrDefault("PATH", "").split(File.pathSeparator);
        return Arrays.stream(names)
                .flatMap(name -> Arrays.stream(folders).map(folder -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .findFirst();
    }
}
