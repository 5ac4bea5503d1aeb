package io.proofworks.market.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.stream.Stream;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/** A headless Chromium with the page of one market. */
final class Browser implements AutoCloseable {

  static final Duration PATIENCE = Duration.ofSeconds(20);

  private static final Duration LOOK_EVERY = Duration.ofMillis(100);
  private static final String AXE = "/META-INF/resources/webjars/axe-core/4.6.3/axe.min.js";

  private final ChromeDriver driver;
  private final String origin;
  private final List<String> complaints = new ArrayList<>();

  private Browser(ChromeDriver driver, String origin) {
    this.driver = driver;
    this.origin = origin;
  }

  /** Starts it; a test that needs it is skipped where there is none. */
  static Browser on(String origin, File chromium, File driver) {
    ChromeOptions options = new ChromeOptions();
    options.setBinary(chromium);
    options.addArguments(
        "--headless",
        "--no-sandbox",
        "--disable-background-networking",
        "--disable-dev-shm-usage",
        "--window-size=1600,1000");
    LoggingPreferences logs = new LoggingPreferences();
    logs.enable(LogType.BROWSER, Level.ALL);
    options.setCapability("goog:loggingPrefs", logs);
    return new Browser(
        new ChromeDriver(
            new ChromeDriverService.Builder().usingDriverExecutable(driver).build(), options),
        origin);
  }

  /** A program that answers to {@code --version}, or the test is skipped. */
  static File require(String... names) throws Exception {
    Optional<File> found = Optional.empty();
    for (String name : names) {
      found = found.isPresent() ? found : onPath(name);
    }
    boolean answers = found.isPresent() && answers(found.get());
    assumeTrue(answers, "skipped: none of " + List.of(names) + " answers");
    return found.orElseThrow();
  }

  private static Optional<File> onPath(String name) {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1))
        .map(directory -> new File(directory, name))
        .filter(File::canExecute)
        .findFirst();
  }

  private static boolean answers(File program) throws Exception {
    Process process =
        new ProcessBuilder(program.getPath(), "--version")
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    return process.waitFor(20, TimeUnit.SECONDS) && process.exitValue() == 0;
  }

  /** Loads the page anew at the view of that fragment. */
  void load(String fragment) {
    driver.get("about:blank");
    driver.get(origin + "/" + fragment);
  }

  /** Goes to a view within the page. */
  void go(String fragment) {
    run("location.hash = arguments[0]", fragment);
  }

  Object run(String script, Object... arguments) {
    Object result = driver.executeScript(script, arguments);
    return result == null ? "" : result;
  }

  /** What a promise comes to. */
  Object runAsync(String script, Object... arguments) {
    Object result = driver.executeAsyncScript(script, arguments);
    return result == null ? "" : result;
  }

  List<WebElement> all(String selector) {
    return driver.findElements(By.cssSelector(selector));
  }

  /** Text of all that is found, as it is shown. */
  String text(String selector) {
    return String.valueOf(
        run(
            "return [...document.querySelectorAll(arguments[0])].map(e => e.innerText ??"
                + " e.textContent).join('\\n')",
            selector));
  }

  void awaitText(String selector, String part) {
    awaitText(selector, part, PATIENCE);
  }

  void awaitText(String selector, String part, Duration patience) {
    await(part + " in " + selector)
        .atMost(patience)
        .pollInterval(LOOK_EVERY)
        .untilAsserted(() -> assertThat(text(selector)).contains(part));
  }

  void awaitNone(String selector) {
    await("no " + selector)
        .atMost(PATIENCE)
        .pollInterval(LOOK_EVERY)
        .untilAsserted(() -> assertThat(text(selector)).isEmpty());
  }

  WebElement awaitOne(String selector) {
    await(selector).atMost(PATIENCE).pollInterval(LOOK_EVERY).until(() -> !all(selector).isEmpty());
    return all(selector).getFirst();
  }

  void press(CharSequence... keys) {
    new Actions(driver).sendKeys(keys).perform();
  }

  void pressWithControl(String key) {
    new Actions(driver).keyDown(Keys.CONTROL).sendKeys(key).keyUp(Keys.CONTROL).perform();
  }

  WebElement focused() {
    return driver.switchTo().activeElement();
  }

  String colorOf(String selector, String property) {
    return awaitOne(selector).getCssValue(property);
  }

  void prefer(String scheme) {
    driver.executeCdpCommand(
        "Emulation.setEmulatedMedia",
        Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
  }

  void resize(int width, int height) {
    driver.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
  }

  /** Addresses of all that was fetched since the page was loaded. */
  List<String> fetched() {
    return Stream.of(
            String.valueOf(
                    run(
                        "return [location.href, ...performance.getEntriesByType('resource')"
                            + ".map(e => e.name)].join('\\n')"))
                .split("\n", -1))
        .toList();
  }

  /** Errors and warnings on the console so far. */
  List<String> complaints() {
    for (LogEntry entry : driver.manage().logs().get(LogType.BROWSER)) {
      // axe-core reads the charts' canvases, and the browser has advice for it
      if (entry.getLevel().intValue() >= Level.WARNING.intValue()
          && !entry.getMessage().contains("willReadFrequently")) {
        complaints.add(entry.getLevel() + " " + entry.getMessage());
      }
    }
    return List.copyOf(complaints);
  }

  /** Forgets what was complained of so far. */
  void forget() {
    var unused = complaints();
    complaints.clear();
  }

  /** What axe-core finds wrong on the page as it is, in lines; by these rules, or else by all. */
  String violations(String... rules) throws IOException {
    try (InputStream in = Browser.class.getResourceAsStream(AXE)) {
      assertThat(in).as("axe-core's WebJar").isNotNull();
      run(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    }
    return String.valueOf(
        runAsync(
            """
            const [rules, done] = arguments;
            const options = {resultTypes: ['violations']};
            if (rules.length > 0) {
              options.runOnly = rules;
            }
            axe.run(document, options).then(
              found => done(found.violations.map(v => `${v.id} (${v.impact}): ${v.help}\\n`
                + v.nodes.slice(0, 3).map(n => `    ${n.html.slice(0, 160)} ${n.failureSummary}`).join('\\n')
              ).join('\\n')),
              e => done('axe failed: ' + e));
            """,
            List.of(rules)));
  }

  File picture() {
    return driver.getScreenshotAs(OutputType.FILE);
  }

  @Override
  public void close() {
    driver.quit();
  }
}
