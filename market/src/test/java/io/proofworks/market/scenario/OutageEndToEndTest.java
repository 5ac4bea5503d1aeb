package io.proofworks.market.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.proofworks.avro.ClassPolicy;
import io.proofworks.avro.JournalEntry;
import io.proofworks.avro.ProofRequest;
import io.proofworks.avro.Verdict;
import io.proofworks.market.local.LocalMarket;
import io.proofworks.protocol.Reason;
import io.proofworks.protocol.TaskClass;
import io.proofworks.protocol.VerdictKind;
import io.proofworks.runtime.journal.Applied;
import io.proofworks.serde.Decoded;
import io.proofworks.topics.Ticks;
import io.proofworks.topics.Topic;
import io.proofworks.topics.Topics;
import io.proofworks.worker.Worker;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The log is the only clock: parts of the market are away for a while, on a real broker. */
final class OutageEndToEndTest {

  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final long WINDOW = 4_000;
  private static final long GRACE = 3_000;

  @TempDir private static Path directory;
  private static TestMarket market;

  @BeforeAll
  static void open() throws IOException {
    market = TestMarket.on(directory);
    market.amend(policy ->
        policy.setClasses(
            policy.getClasses().stream().map(OutageEndToEndTest::shortWindows).toList()));
  }

  private static ClassPolicy shortWindows(ClassPolicy terms) {
    return ClassPolicy.newBuilder(terms)
        .setRevealWindowMs(WINDOW)
        .setRevealWindowSamples(0)
        .setLateGraceMs(GRACE)
        .build();
  }

  @AfterEach
  void dismiss() {
    market.dismiss();
  }

  @AfterAll
  static void close() {
    market.close();
  }

  @Test
  void shouldAcceptARevealInTimeHoweverLateSettlementIs() throws Exception {
    // given a commit whose reveal comes while settlement is away
    Worker prover =
        market.honestProver("punctual", Adversaries.latecomer(Duration.ofMillis(2_500)));
    market.honestAggregator("patient");
    ProofRequest request = market.submit(1, TaskClass.STANDARD);
    Verdict committed = awaitCommit(prover);
    market.local().stop("settlement");

    // when the window and its grace pass on the log
    awaitLogTime(Topics.REVEALS, committed.getDecidedAt() + WINDOW + GRACE + 1_000);
    assertThat(verdictsOf(prover, VerdictKind.REVEAL)).as("settlement is away").isEmpty();
    market.local().start("settlement");

    // then
    Verdict revealed =
        market
            .log()
            .awaitVerdict(
                "the reveal", PATIENCE, v -> isOf(v, prover) && is(v, VerdictKind.REVEAL));
    assertThat(revealed.getReason()).isEqualTo(Reason.ACCEPTED.name());
    assertThat(revealed.getInput().getTime()).isLessThan(committed.getDecidedAt() + WINDOW);
    assertThat(market.log().awaitReceipt(request.getBatchId(), PATIENCE).getOutcome())
        .isEqualTo("SETTLED");
    assertThat(market.log().slashed(prover.id())).isZero();
    market.requireSound();
  }

  @Test
  void shouldTimeOutAnIdlePartitionWithinTwoTicksOfTheDeadline() throws Exception {
    // given
    Worker silent = market.prover("silent", false, Adversaries.withholder());
    market.submit(1, TaskClass.STANDARD);
    Verdict committed = awaitCommit(silent);

    // when
    Verdict closed = awaitClosedWindow(silent);

    // then
    long deadline = openedAt(committed) + WINDOW + 1;
    assertThat(closed.getDecidedAt()).isEqualTo(deadline);
    JournalEntry passed = entryThatPassed(deadline);
    long between =
        records(Topics.byName(passed.getInput().getTopic()).orElseThrow()).stream()
            .filter(r -> r.partition() == passed.getInput().getPartition())
            .filter(r -> Ticks.isTick(r) && r.timestamp() >= deadline)
            .filter(r -> r.offset() <= passed.getInput().getOffset())
            .count();
    assertThat(between).as("ticks until it was decided").isLessThanOrEqualTo(2);
    rescue();
  }

  /** When the window of an accepted commit opened: once its acceptance could be read. */
  private long openedAt(Verdict committed) {
    String task = String.valueOf(committed.getTaskId());
    return records(Topics.WINDOWS).stream()
        .filter(r -> task.equals(new String(r.key(), StandardCharsets.UTF_8)))
        .mapToLong(ConsumerRecord::timestamp)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void shouldDecideNothingWithoutTicksAndEverythingOnceTheyAreBack() throws Exception {
    // given
    Worker silent = market.prover("hushed", false, Adversaries.withholder());
    market.submit(1, TaskClass.STANDARD);
    Verdict committed = awaitCommit(silent);
    market.local().stop(LocalMarket.TICKER);

    // when others' records show that window and grace are long over
    awaitLogTime(Topics.HEARTBEATS, committed.getDecidedAt() + WINDOW + GRACE + 2_000);
    market.log().await("what there is", Duration.ofSeconds(5), log -> true);
    assertThat(verdictsOf(silent, VerdictKind.WINDOW)).as("no ticks, no time").isEmpty();
    assertThat(market.log().slashed(silent.id())).isZero();
    market.local().start(LocalMarket.TICKER);

    // then
    market.log().awaitVerdict("the slash", PATIENCE, v -> isOf(v, silent) && v.getSlashed() > 0);
    assertThat(verdictsOf(silent, VerdictKind.WINDOW))
        .extracting(Verdict::getDetail)
        .containsExactly("window closed", "withheld");
    rescue();
    assertThat(verdictsOf(silent, VerdictKind.WINDOW)).as("decided once").hasSize(2);
  }

  /** Lets the batch end well, and requires what must hold of every market. */
  private static void rescue() throws IOException {
    market.honestProver("rescuer-" + System.nanoTime());
    market.honestAggregator("gatherer-" + System.nanoTime());
    market
        .log()
        .await(
            "every batch ended",
            PATIENCE,
            log ->
                log.verdicts().stream()
                    .filter(v -> is(v, VerdictKind.BATCH))
                    .allMatch(v -> log.receipt(v.getBatchId()).isPresent()));
    market.requireSound();
  }

  private static boolean is(Verdict verdict, VerdictKind kind) {
    return verdict.getKind().equals(kind.name());
  }

  private static boolean isOf(Verdict verdict, Worker worker) {
    return verdict.getAuthor().equals(worker.id());
  }

  private static List<Verdict> verdictsOf(Worker worker, VerdictKind kind) {
    return market.log().verdictsOf(worker.id()).filter(v -> is(v, kind)).toList();
  }

  private static Verdict awaitCommit(Worker worker) {
    return market
        .log()
        .awaitVerdict(
            "a commit of " + worker.name(),
            PATIENCE,
            v ->
                isOf(v, worker)
                    && is(v, VerdictKind.COMMIT)
                    && v.getReason().equals(Reason.ACCEPTED.name()));
  }

  private static Verdict awaitClosedWindow(Worker worker) {
    return market
        .log()
        .awaitVerdict(
            "the closed window", PATIENCE, v -> isOf(v, worker) && is(v, VerdictKind.WINDOW));
  }

  /** The entry under whose time a deadline passed. */
  private static JournalEntry entryThatPassed(long deadline) {
    List<JournalEntry> passed = new ArrayList<>();
    Awaitility.await()
        .atMost(PATIENCE)
        .until(() -> {
          passed.clear();
          records(Topics.JOURNAL).forEach(r -> passed(r, deadline).ifPresent(passed::add));
          return !passed.isEmpty();
        });
    return passed.getFirst();
  }

  private static java.util.Optional<JournalEntry> passed(
      ConsumerRecord<byte[], byte[]> record, long deadline) {
    return market.local().broker().serdes().decoder(Topics.JOURNAL).decode(record.value())
                instanceof Decoded.Value<JournalEntry>(JournalEntry entry)
            && entry.getClocks().getOrDefault(Applied.DEADLINES, 0L) >= deadline
        ? java.util.Optional.of(entry)
        : java.util.Optional.empty();
  }

  /** Waits until somebody has appended to the topic at that time or later. */
  private static void awaitLogTime(Topic<?> topic, long time) {
    Awaitility.await()
        .atMost(PATIENCE)
        .until(() -> records(topic).stream().anyMatch(r -> r.timestamp() >= time));
  }

  private static List<ConsumerRecord<byte[], byte[]>> records(Topic<?> topic) {
    Map<String, Object> settings = new HashMap<>(market.local().broker().clientSettings());
    settings.put("isolation.level", "read_committed");
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      Set<TopicPartition> all =
          consumer.partitionsFor(topic.name()).stream()
              .map(p -> new TopicPartition(p.topic(), p.partition()))
              .collect(Collectors.toSet());
      Map<TopicPartition, Long> ends = consumer.endOffsets(all);
      consumer.assign(all);
      consumer.seekToBeginning(all);
      while (all.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
        consumer.poll(Duration.ofMillis(100)).forEach(records::add);
      }
    }
    return records;
  }
}
