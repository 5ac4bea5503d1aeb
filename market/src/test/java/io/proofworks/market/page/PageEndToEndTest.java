package io.proofworks.market.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.proofworks.avro.ProofRequest;
import io.proofworks.market.local.LocalMarket;
import io.proofworks.market.local.Rollup;
import io.proofworks.market.local.WorkerFleet.Member;
import io.proofworks.market.scenario.TestMarket;
import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.Role;
import io.proofworks.protocol.TaskClass;
import io.proofworks.worker.domain.WorkerSettings.Hardware;
import java.io.File;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;

/**
 * The page in a real browser on a real market: from empty to a settled batch, by keyboard, in both
 * themes, narrow and wide, and through an outage of the query API. One market and one browser serve
 * all, in order.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(OrderAnnotation.class)
final class PageEndToEndTest {

  private static final String ROUTE = "#/route/usdt%3Aethereum-%3Ebase";

  private static final Hash32 SECOND = Hash32.parse("0x" + "5e".repeat(32));

  @TempDir private static Path directory;

  @SuppressWarnings("NullAway.Init") // set before all tests
  private TestMarket market;

  @SuppressWarnings("NullAway.Init") // set before all tests
  private Browser browser;

  private String prover = "";
  private String batch = "";
  private String task = "";

  @BeforeAll
  void begin() throws Exception {
    File chromium = Browser.require("chromium", "chromium-browser", "google-chrome");
    File driver = Browser.require("chromedriver");
    market = TestMarket.on(directory.resolve("market"));
    browser = Browser.on(market.local().apiUrl(), chromium, driver);
  }

  @AfterAll
  void end() {
    if (browser != null) {
      browser.close();
    }
    if (market != null) {
      market.close();
    }
  }

  @Test
  @Order(1)
  void shouldShowAMarketInWhichNothingHasHappened() {
    browser.load("");

    browser.awaitText("main", "No batch has been requested yet");
    browser.awaitText("#stream", "Live");
    assertThat(browser.text(".step.s-SETTLED .step-count")).isEqualTo("0");
    assertThat(browser.text("main")).contains("Nothing has been refused");
    for (String view : List.of("#/batches", "#/tasks", "#/provers", "#/failures", "#/routes")) {
      browser.go(view);
      browser.awaitOne("td.empty");
    }
    browser.go("#/concentration");
    browser.awaitText("main", "Nobody has won a task");
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  @Order(2)
  void shouldShowABatchBeingSettledWithoutBeingLoadedAgain() throws Exception {
    browser.load("#/market");
    browser.awaitText("#stream", "Live");
    browser.run("window.loadedOnce = true");

    prover = market.honestProver("ada").id();
    market.honestAggregator("noether");
    batch = market.submit(6, TaskClass.STANDARD).getBatchId();

    browser.awaitText("table", shortened(batch));
    assertThat(browser.text("main")).doesNotContain("No batch has been requested yet");
    browser.go("#/batch/" + batch);
    browser.awaitText(".tree-says", "Shard");
    browser.awaitText("h1", "SETTLED", Duration.ofMinutes(2)); // it is really proved
    browser.awaitText(".tree", "root");
    assertThat(browser.run("return window.loadedOnce")).isEqualTo(true);
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  @Order(3)
  void shouldShowEachThingAtItsAddress() {
    browser.load("#/batch/" + batch);
    browser.awaitText("main", "Root aggregator");
    int rows = browser.all(".indent").size();
    assertThat(browser.all(".tree [role=treeitem]")).hasSize(rows).hasSizeGreaterThan(2);
    assertThat(browser.all(".tree .critical")).isNotEmpty();
    browser.awaitText("main", "EXECUTED");
    task = String.valueOf(browser.run("return document.querySelector('.indent a').title"));

    browser.load("#/task/" + task);
    browser.awaitText("main", "Expected finish");
    assertThat(browser.text("main")).contains("REVEAL", "proofDigest", "escrow → clearing");

    browser.load("#/prover/" + prover);
    browser.awaitText("main", "Reserved as bonds");
    assertThat(browser.text("h1")).contains(prover, "live");

    browser.load(ROUTE);
    browser.awaitText("main", "Penalties in force");
    browser.awaitOne(".plot canvas");
    browser.go("#/account/" + market.local().requester().id());
    browser.awaitText("main", "In escrow");
    browser.go("#/failures?reason=DUPLICATE");
    browser.awaitText("main", "Newest DUPLICATE");
    browser.go("#/concentration?class=STANDARD&window=10000");
    browser.awaitText("main", "Client build");
    browser.go("#/nonsense");
    browser.awaitText("h1", "No such view");
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  @Order(4)
  void shouldFindAnythingByItsIdAndSayWhenThereIsNone() {
    browser.load("#/market");
    find(task);
    browser.awaitText("h1", task);
    find(batch.substring(2).toUpperCase(java.util.Locale.ROOT));
    browser.awaitText("h1", batch);
    find(market.local().requester().id());
    browser.awaitText("h1", "Account");
    assertThat(browser.complaints()).isNotEmpty().allMatch(line -> line.contains("404"));

    find("0x12");
    browser.awaitText(".search-says", "64 hex digits");
    find("0x" + "ab".repeat(32));
    browser.awaitText(".search-says", "Nothing is known");
    browser.go("#/task/0x12");
    browser.awaitText(".problem", "That is no id");
    browser.go("#/batch/0x" + "ab".repeat(32));
    browser.awaitText(".problem", "No such batch");
    browser.load("#/market"); // away from what is not there, before the complaints are forgotten
    browser.awaitText("#stream", "Live");
    browser.forget();
  }

  private void find(String id) {
    browser.pressWithControl("k");
    browser.pressWithControl("a");
    browser.press(id, Keys.ENTER);
  }

  @Test
  @Order(5)
  void shouldBeUsableByKeyboard() {
    browser.load("#/batch/" + batch);
    browser.awaitText(".tree", "root");
    browser.press(Keys.TAB);
    assertThat(browser.focused().getText()).isEqualTo("Skip to content");
    assertThat(browser.focused().getCssValue("outline-style")).isEqualTo("solid");

    browser.press(Keys.ENTER);
    assertThat(browser.focused().getDomAttribute("id")).isEqualTo("title");
    for (int tab = 0; tab < 10 && !isTreeItem(); tab++) {
      browser.press(Keys.TAB);
    }
    assertThat(browser.focused().getDomAttribute("aria-label")).startsWith("Root node, VERIFIED");
    browser.press(Keys.ARROW_DOWN);
    assertThat(browser.focused().getDomAttribute("aria-level")).isEqualTo("2");
    browser.press(Keys.END);
    assertThat(browser.focused().getDomAttribute("aria-label")).startsWith("Shard");
    String shard = String.valueOf(browser.focused().getDomAttribute("data-item"));
    browser.press(Keys.ENTER);

    browser.awaitText("h1", "Task");
    assertThat(browser.text("h1")).contains(shard);
    assertThat(browser.focused().getDomAttribute("id")).isEqualTo("title");
    assertThat(browser.complaints()).isEmpty();
  }

  private boolean isTreeItem() {
    return "treeitem".equals(browser.focused().getDomAttribute("role"));
  }

  @Test
  @Order(6)
  void shouldFollowTheSystemsThemeUntilAnotherIsChosen() {
    browser.prefer("light");
    browser.load("#/market");
    String light = browser.colorOf("body", "background-color");
    browser.prefer("dark");
    String dark = browser.colorOf("body", "background-color");
    assertThat(dark).isNotEqualTo(light);

    browser.awaitOne("#theme").sendKeys("Light");
    assertThat(browser.colorOf("body", "background-color")).isEqualTo(light);
    browser.load("#/market");
    assertThat(browser.colorOf("body", "background-color")).isEqualTo(light);
    browser.awaitOne("#theme").sendKeys("System");
    assertThat(browser.colorOf("body", "background-color")).isEqualTo(dark);
  }

  @Test
  @Order(7)
  void shouldBeAccessibleInBothThemesFitAnyScreenAndFetchNothingFromElsewhere() throws Exception {
    for (String view : views()) {
      browser.prefer("light");
      browser.resize(1920, 1000);
      browser.load(view);
      browser.awaitText("#stream", "Live");
      browser.awaitNone(".loading");
      assertThat(browser.violations()).as("%s, light", view).isEmpty();
      requireThatItFits(view);

      browser.prefer("dark");
      browser.resize(360, 800);
      assertThat(browser.violations("color-contrast")).as("%s, dark", view).isEmpty();
      requireThatItFits(view);

      assertThat(browser.fetched())
          .as(view)
          .hasSizeGreaterThan(10)
          .allMatch(address -> address.startsWith(market.local().apiUrl() + "/"));
    }
    browser.resize(1600, 1000);
    assertThat(browser.complaints()).isEmpty();
  }

  private void requireThatItFits(String view) {
    assertThat((Long) browser.run("return document.documentElement.scrollWidth - innerWidth"))
        .as("%s is wider than the screen", view)
        .isLessThanOrEqualTo(0);
  }

  private List<String> views() {
    return List.of(
        "#/market",
        "#/batches",
        "#/tasks",
        "#/batch/" + batch,
        "#/task/" + task,
        "#/provers",
        "#/prover/" + prover,
        "#/concentration?class=STANDARD",
        "#/failures",
        "#/routes",
        ROUTE,
        "#/log");
  }

  @Test
  @Order(8)
  void shouldShowAmountsWithAllTheirDigits() {
    String script =
        """
        const [given, done] = arguments;
        import('./js/format.js').then(f => done(given.map(a => f.amount(a)).join(' ')));
        """;

    Object shown =
        browser.runAsync(
            script,
            List.of("0", "1", "4073336", "100000000000", "9223372036854775807", "-1500000"));

    assertThat(shown)
        .isEqualTo("0.000000 0.000001 4.073336 100,000.000000 9,223,372,036,854.775807 -1.500000");
  }

  @Test
  @Order(9)
  void shouldTailTheLogUntilPaused() throws Exception {
    browser.load("#/log?topics=heartbeats");
    browser.awaitText(".log", "Heartbeat of " + shortened(prover));
    browser.awaitOne("button[aria-pressed=false]").click();
    String paused = browser.text(".log");
    assertThat(browser.text(".tools")).contains("Paused");

    browser.go("#/log?topics=heartbeats&find=" + prover);

    await()
        .atMost(Browser.PATIENCE)
        .untilAsserted(() -> assertThat(browser.text(".log")).doesNotContain("No record fits"));
    assertThat(paused).contains(browser.text(".log li .what").lines().findFirst().orElseThrow());
  }

  @Test
  @Order(10)
  void shouldSayThatWitnessesAreSilentOrSawAnotherHistory() {
    browser.load("#/market");
    browser.awaitText("main", "Newest batches");
    assertThat(browser.all("[data-notice]")).isEmpty(); // this market names none
    browser.run(
        """
        window.answering = window.fetch;
        window.fetch = async (url, how) => {
          const answer = await window.answering(url, how);
          if (!String(url).startsWith('v1/journals')) {
            return answer;
          }
          const body = await answer.json();
          Object.assign(body.journals[0], {
            unwitnessedSince: Date.now() - 90000,
            cosigned: [{ witness: 'example.com/w', size: 1, at: 1, forked: 2 }] });
          return new Response(JSON.stringify(body), { status: 200 });
        };
        """);

    browser.go("#/batches");
    browser.awaitText("table", shortened(batch));
    browser.go("#/market");

    browser.awaitText("[data-notice=unwitnessed]", "Witnesses are silent");
    assertThat(browser.text("[data-notice=unwitnessed]")).contains("1 of ");
    assertThat(browser.text("[data-notice=forked]")).contains("two histories", "example.com/w of");
    browser.run("window.fetch = window.answering");
  }

  @Test
  @Order(11)
  void shouldSayThatTheApiDoesNotAnswerWhenAQuestionIsNeitherAnsweredNorRefused() {
    browser.load("#/batches");
    browser.awaitText("table", shortened(batch));
    browser.run(
        "window.answering = window.fetch; window.fetch = (url, { signal }) => new Promise((_, no)"
            + " => signal.addEventListener('abort', () => no(signal.reason)))");

    browser.go("#/provers");
    browser.awaitText("#notices", "The query API does not answer");

    browser.run("window.fetch = window.answering");
    browser.run("document.querySelector('#notices button').click()");
    browser.awaitNone("#notices");
    browser.awaitOne("table");
  }

  @Test
  @Order(12)
  void shouldSayThatTheApiIsDownAndGoOnWhenItIsBack() throws Exception {
    browser.load("#/batches");
    browser.awaitText("table", shortened(batch));
    browser.run("window.loadedOnce = true");

    market.local().stop(LocalMarket.QUERY);
    browser.awaitText("#notices", "The query API does not answer");
    assertThat(browser.text("#notices")).contains("You see the market as of");
    assertThat(browser.text("table")).contains(shortened(batch));
    assertThat(browser.text("#stream")).isEqualTo("Not current");

    market.local().start(LocalMarket.QUERY);
    browser.awaitNone("#notices");
    browser.awaitText("#stream", "Live");
    String next = market.submit(2, TaskClass.STANDARD).getBatchId();
    browser.awaitText("table", shortened(next));
    assertThat(browser.run("return window.loadedOnce")).isEqualTo(true);
  }

  @Test
  @Order(13)
  void shouldShowTheMarketThatIsChosenAndKeepItInTheAddress() throws Exception {
    browser.load("#/batches");
    browser.awaitText("table", shortened(batch));
    browser.awaitText("#stream", "Live");
    assertThat(browser.all("#market")).as("nothing to choose").isEmpty();
    Rollup second = market.local().open(SECOND);
    second.fleet().start(honest("bob", Role.PROVER));
    second.fleet().start(honest("emmy", Role.AGGREGATOR));
    await()
        .atMost(Browser.PATIENCE)
        .untilAsserted(() -> {
          browser.load("#/batches");
          browser.awaitText("#stream", "Live");
          assertThat(browser.all("#market")).hasSize(1);
        });

    browser.awaitOne("#market").sendKeys(shortened(SECOND.hex()));

    browser.awaitText("main", "No batch has been requested yet");
    assertThat(browser.run("return location.search")).isEqualTo("?domain=" + SECOND.hex());
    browser.awaitText("#stream", "Live");
    assertThat(browser.violations()).isEmpty();
    browser.forget();
    ProofRequest there = second.requester().submit(market.order(2, TaskClass.STANDARD));
    String here = market.submit(2, TaskClass.STANDARD).getBatchId();
    browser.awaitText("table", shortened(there.getBatchId()));
    browser.go("#/batch/" + there.getBatchId());
    browser.awaitText("h1", "SETTLED", Duration.ofMinutes(2));
    browser.go("#/batches");
    browser.awaitText("table", shortened(there.getBatchId()));
    assertThat(browser.text("main")).doesNotContain(shortened(batch), shortened(here));
    browser.go("#/log?topics=batches");
    browser.awaitText("h1", "Log");
    market.submit(2, TaskClass.STANDARD);
    String last = second.requester().submit(market.order(2, TaskClass.STANDARD)).getBatchId();
    browser.go("#/log?topics=batches&find=" + last);
    browser.awaitText(".log", "Request by");
    browser.awaitText(".tools", "1 of the last 1 records");
    assertThat(browser.complaints()).isEmpty();

    browser.load("?domain=0x" + "ab".repeat(32) + "#/batches");
    browser.awaitText(".problem", "No such market");
    browser.awaitOne("#market");
    assertThat(browser.text("#market")).contains("none of these", shortened(SECOND.hex()));
    browser.forget();
  }

  private static Member honest(String name, Role role) {
    return Member.honest(name, Set.of(role), new Hardware("cpu", "test", "test", "worker/0.1"));
  }

  private static String shortened(String id) {
    return id.substring(0, 6) + "…" + id.substring(id.length() - 4);
  }
}
