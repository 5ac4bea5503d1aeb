package io.proofworks.market.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.proofworks.avro.Evidence;
import io.proofworks.avro.Registration;
import io.proofworks.avro.Verdict;
import io.proofworks.market.local.LocalMarket;
import io.proofworks.market.local.Requester;
import io.proofworks.market.scenario.TestMarket;
import io.proofworks.messages.SignedMessages;
import io.proofworks.protocol.Binding;
import io.proofworks.protocol.OwnerKey;
import io.proofworks.protocol.SessionKey;
import io.proofworks.protocol.TaskClass;
import io.proofworks.topics.Topic;
import io.proofworks.topics.Topics;
import java.io.File;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * Texts of outsiders in a real browser: markup and formulas where they name routes, machines and
 * places, and what an application would never write, orders to a terminal and to the direction of
 * text, in a verdict.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class HostileTextsEndToEndTest {

  private static final String MARKUP =
      "<img src=x onerror=window.hit=1>\"'><script>window.hit=2</script>";
  private static final String FORMULA = "=HYPERLINK(\"http://x\",\"free money\")";
  private static final String ORDERS = "\u001b[2J\u0007\u202eevil\u202c\u200b<big>bold</big>";
  private static final String ORDERS_SHOWN =
      "\\u001b[2J\\u0007\\u202eevil\\u202c\\u200b<big>bold</big>";
  private static final OwnerKey OWNER = OwnerKey.parse("0x" + "5a".repeat(32));
  private static final String PROVER = OWNER.address().hex();

  @TempDir private static Path directory;

  @SuppressWarnings("NullAway.Init") // set before all tests
  private TestMarket market;

  @SuppressWarnings("NullAway.Init") // set before all tests
  private Browser browser;

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
  void shouldShowTextsOfOutsidersAsTextAndObeyNone() throws Exception {
    String batch = write();

    browser.load("#/provers");
    browser.awaitText("main", FORMULA, Duration.ofMinutes(2)); // on a machine that is busy
    requireText("#/prover/" + PROVER, MARKUP, FORMULA);
    requireText("#/batches", MARKUP);
    requireText("#/batch/" + batch, MARKUP);
    requireText("#/market", ORDERS_SHOWN);
    requireText("#/failures?reason=MALFORMED", ORDERS_SHOWN);
    browser.run("document.querySelectorAll('details').forEach(d => { d.open = true; })");
    browser.awaitText("main", "name " + ORDERS_SHOWN);
    requireNothingDone("#/failures, evidence");
    requireText("#/routes");
    requireText("#/route/" + java.net.URLEncoder.encode(MARKUP, StandardCharsets.UTF_8));
    requireText("#/log?topics=registrations");
    requireText("#/account/" + PROVER);
    requireText("#/concentration");
    requireText("#/tasks");
    browser.awaitOne("main a[href^='#/task/']");
    requireText(
        (String)
            browser.run(
                "return document.querySelector(`main a[href^='#/task/']`).getAttribute('href')"));
    assertThat(browser.complaints()).allMatch(line -> line.contains("404"));
  }

  private void requireText(String view, String... texts) {
    browser.go(view);
    browser.awaitNone(".loading");
    for (String text : texts) {
      browser.awaitText("main", text);
    }
    requireNothingDone(view);
  }

  /** No script ran, no element came of it, and no order is among what is shown. */
  private void requireNothingDone(String view) {
    assertThat(browser.run("return window.hit ?? 'nothing'")).as(view).isEqualTo("nothing");
    assertThat(browser.all("main img, main script, main iframe, main big")).as(view).isEmpty();
    assertThat(browser.text("body"))
        .as(view)
        .doesNotContainPattern("[\\u0007\\u001b\\u200b\\u202e]");
    assertThat((String) browser.run("return document.title"))
        .as(view)
        .doesNotContainPattern("[\\u0007\\u001b\\u200b\\u202e]");
  }

  /** A batch that is paid for, a registration, and a verdict. */
  private String write() throws Exception {
    LocalMarket.Broker broker = market.local().broker();
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            broker.clientSettings(), new ByteArraySerializer(), new ByteArraySerializer())) {
      String deposit = market.local().operator().deposit(PROVER, 1, "hostile texts").hex();
      market
          .log()
          .awaitVerdict(
              "the deposit taken",
              Duration.ofMinutes(2),
              v -> deposit.equals(v.getInputDigest()) && v.getReason().equals("ACCEPTED"));
      send(producer, Topics.REGISTRATIONS, PROVER, registration(broker.domain().hex()));
      Verdict taken =
          market
              .log()
              .awaitVerdict(
                  "the registration taken",
                  Duration.ofMinutes(2),
                  v -> v.getAuthor().equals(PROVER) && v.getReason().equals("ACCEPTED"));
      send(producer, Topics.VERDICTS, PROVER, refusal(taken));
    }
    return market.local().requester().submit(order()).getBatchId();
  }

  private <V extends SpecificRecord> void send(
      KafkaProducer<byte[], byte[]> producer, Topic<V> topic, String key, V value)
      throws Exception {
    byte[] bytes = market.local().broker().serdes().encode(topic, value);
    producer
        .send(new ProducerRecord<>(topic.name(), key.getBytes(StandardCharsets.UTF_8), bytes))
        .get();
  }

  private static Registration registration(String domain) {
    byte[] seed = new byte[32];
    return SignedMessages.sign(
        Registration.newBuilder()
            .setDomain(domain)
            .setProverId(PROVER)
            .setSessionKey(ByteBuffer.wrap(SessionKey.fromSeed(seed).publicKey()))
            .setSessionExpiry(Long.MAX_VALUE)
            .setRoles(List.of("PROVER"))
            .setCapacity(1)
            .setHardwareClass(MARKUP)
            .setVendor(FORMULA)
            .setRegion(MARKUP)
            .setClientBuild(FORMULA)
            .setOffers(List.of())
            .setRegistrationNonce(1)
            .setSignature(ByteBuffer.allocate(0))
            .build(),
        OWNER);
  }

  private static Verdict refusal(Verdict like) {
    return Verdict.newBuilder(like)
        .setVerdictId("0x" + "e1".repeat(32))
        .setReason("MALFORMED")
        .setDetail(ORDERS)
        .setEvidence(List.of(new Evidence("name " + ORDERS, ORDERS)))
        .build();
  }

  private Requester.Order order() throws Exception {
    Requester.Order plain = market.order(2, TaskClass.STANDARD);
    return new Requester.Order(
        plain.work(),
        TaskClass.STANDARD,
        Binding.IN_PROOF,
        plain.deadline(),
        plain.maxReward(),
        MARKUP);
  }
}
