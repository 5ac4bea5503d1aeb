package io.proofworks.market.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.proofworks.avro.Verdict;
import io.proofworks.embedded.EmbeddedKafka;
import io.proofworks.embedded.EmbeddedKafkaSettings;
import io.proofworks.market.audit.Audit;
import io.proofworks.operations.Condition;
import io.proofworks.proofs.registry.VerifierRegistry;
import io.proofworks.runtime.AppContext;
import io.proofworks.runtime.AppSettings;
import io.proofworks.runtime.RunningApplication;
import io.proofworks.runtime.StreamsRunner;
import io.proofworks.runtime.Ticker;
import io.proofworks.settlement.SettlementApplication;
import io.proofworks.topics.Topic;
import io.proofworks.topics.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Settlement under the settings that everybody gets: one of two instances is killed, or the broker
 * is away for longer than a window and its grace, while provers of all kinds go on writing. It goes
 * on by itself; after the kill every verdict is as the oracle has it, after the outage nobody
 * honest is slashed.
 */
final class TakeoverEndToEndTest {

  private static final Duration PATIENCE = Duration.ofMinutes(3);

  /** Ten seconds on a machine of its own; here others are at work as well. */
  private static final Duration MISSED = Duration.ofSeconds(30);

  /** Above window and grace of the default policy, 14 s. */
  private static final Duration OUTAGE = Duration.ofSeconds(20);

  private static final Duration SECOND = Duration.ofSeconds(1);

  @TempDir private Path directory;

  @Test
  @Tag("nightly")
  void shouldTakeOverFromAKilledInstanceWithinSeconds() throws Exception {
    try (Stage stage = new Stage(EmbeddedKafka.start(broker()), directory)) {
      stage.tick(Ticker.Past.CLOSED);
      ChildSettlement victim = instance(stage, "one");
      ChildSettlement heir = instance(stage, "two");
      victim.awaitRunning();
      heir.awaitRunning();
      Author author = stage.author(11);
      Oracle oracle = stage.oracle(author);
      oracle.introduceEverybody(PATIENCE);
      author.start(400);
      author.awaitTasks(20);

      victim.kill();
      Duration missed = untilAllGoesOn(stage.settings());

      System.out.printf("takeover: all partitions went on after %d ms%n", missed.toMillis());
      assertThat(missed).isLessThan(MISSED);
      author.awaitTasks(40);
      author.finish();
      judge(stage, oracle);
    }
  }

  @Test
  @Tag("nightly")
  void shouldGoOnByItselfWhenTheBrokerWasAwayForLongerThanAnyWindow() throws Exception {
    AtomicReference<EmbeddedKafka> present = new AtomicReference<>(EmbeddedKafka.start(broker()));
    try (AutoCloseable last = () -> present.get().close();
        Stage stage = new Stage(present.get(), directory.resolve("state"))) {
      AppContext context =
          new AppContext(stage.settings(), stage.serdes(), VerifierRegistry.standard());
      RunningApplication settlement =
          stage.keep(StreamsRunner.start(new SettlementApplication(), context));
      Ticker ticker = stage.tick(Ticker.Past.CLOSED);
      Author author = stage.author(11);
      Oracle oracle = stage.oracle(author);
      oracle.introduceEverybody(PATIENCE);
      author.start(400);
      author.awaitTasks(16);

      present.get().close();
      await().atMost(PATIENCE).until(() -> ticker.silence().compareTo(OUTAGE) > 0);
      present.set(EmbeddedKafka.start(broker()));
      long back = System.nanoTime();
      await().atMost(PATIENCE).until(settlement::condition, Condition.WORKING::equals);

      System.out.printf(
          "outage: working %d ms after the broker was back, ending %s%n",
          Duration.ofNanos(System.nanoTime() - back).toMillis(), settlement.ending());
      author.awaitTasks(32);
      author.finish();
      var unused = untilAllGoesOn(stage.settings());
      requireNobodyHonestSlashed(oracle.read());
      assertThat(Stage.ofSettlement(audit(stage))).isEmpty();
      assertThat(settlement.ending()).isEmpty();
    }
  }

  private EmbeddedKafkaSettings broker() {
    return EmbeddedKafkaSettings.at(directory.resolve("kafka"));
  }

  /** With no setting but where things are. */
  private ChildSettlement instance(Stage stage, String name) throws Exception {
    AppSettings settings = stage.settings();
    Map<String, String> flags = new HashMap<>();
    flags.put("bootstrap.servers", settings.bootstrapServers());
    flags.put("registry.url", settings.registry().url().toString());
    flags.put("domain", Stage.DOMAIN.hex());
    flags.put("app.journal.key.file", stage.journalKey().toString());
    flags.put("replication.factor", "1");
    return stage.keep(ChildSettlement.start(name, directory.resolve(name), flags));
  }

  /** Until each partition is past what was written to it before the kill. */
  private static Duration untilAllGoesOn(AppSettings settings) throws Exception {
    long killed = System.nanoTime();
    try (Admin admin = Admin.create(settings.clientProperties())) {
      Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
      for (Topic<?> topic : List.of(Topics.COMMITMENTS, Topics.REVEALS)) {
        for (int partition = 0; partition < settings.partitions(); partition++) {
          asked.put(new TopicPartition(topic.name(), partition), OffsetSpec.latest());
        }
      }
      Map<TopicPartition, Long> ends = new HashMap<>();
      admin.listOffsets(asked).all().get().forEach((at, info) -> ends.put(at, info.offset()));
      await()
          .atMost(PATIENCE)
          .pollInterval(Duration.ofMillis(100))
          .until(() -> isPast(committed(admin, settings), ends));
    }
    return Duration.ofNanos(System.nanoTime() - killed);
  }

  private static Map<TopicPartition, OffsetAndMetadata> committed(Admin admin, AppSettings settings)
      throws Exception {
    return admin
        .listConsumerGroupOffsets(settings.applicationId("settlement"))
        .partitionsToOffsetAndMetadata()
        .get();
  }

  private static boolean isPast(
      Map<TopicPartition, OffsetAndMetadata> committed, Map<TopicPartition, Long> ends) {
    return ends.entrySet().stream()
        .allMatch(end ->
            Optional.ofNullable(committed.get(end.getKey()))
                .filter(at -> at.offset() > end.getValue())
                .isPresent());
  }

  private static void judge(Stage stage, Oracle oracle) {
    Oracle.Judgement judgement =
        await()
            .atMost(PATIENCE)
            .pollInterval(SECOND)
            .until(
                () -> oracle.judge(oracle.read()),
                j -> j.waiting().isEmpty() && j.differences().isEmpty());
    assertThat(judgement.differences()).isEmpty();
    assertThat(Stage.ofSettlement(audit(stage))).isEmpty();
  }

  private static Audit.Result audit(Stage stage) {
    return Audit.run(
        stage.kafka(),
        new Audit.Scope(
            Stage.DOMAIN,
            stage.serdes(),
            VerifierRegistry.standard(),
            Topics.PARTITIONS,
            Optional.empty()));
  }

  /** Deadlines that ran while nobody could append were moved; the oracle knows no outages. */
  private static void requireNobodyHonestSlashed(Oracle.Log log) {
    List<Verdict> honest =
        log.verdicts().stream().filter(v -> v.getAuthor().equals(Author.honest())).toList();
    assertThat(honest).isNotEmpty().allMatch(v -> v.getSlashed() == 0);
  }
}
