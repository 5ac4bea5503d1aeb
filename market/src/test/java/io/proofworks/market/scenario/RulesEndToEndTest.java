package io.proofworks.market.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.proofworks.avro.Policy;
import io.proofworks.avro.Reveal;
import io.proofworks.avro.Verdict;
import io.proofworks.market.local.LocalMarket;
import io.proofworks.protocol.MarketRules;
import io.proofworks.protocol.Reason;
import io.proofworks.protocol.TaskClass;
import io.proofworks.protocol.VerdictKind;
import io.proofworks.topics.Topics;
import io.proofworks.worker.log.LogReader;
import io.proofworks.worker.log.MarketWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A market whose rules change while a batch is in flight, and the audit of its log. */
class RulesEndToEndTest {

  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final int MOST_TRIES = 5;

  @TempDir private Path directory;
  private TestMarket market;
  private final Map<String, Reveal> reveals = new HashMap<>();

  @BeforeEach
  void open() throws IOException {
    market = TestMarket.on(directory);
    market.honestProver("ada");
    market.honestAggregator("noether");
  }

  @AfterEach
  void close() {
    market.close();
  }

  @Test
  void shouldJudgeEachTaskByTheRulesOfItsPolicyAndAuditWithoutAFinding() throws IOException {
    // given: a task under rules 1 is in flight when the next policy brings rules 2
    publish(2, MarketRules.FIRST);
    String before = publishedUnder(2);
    publish(3, MarketRules.REPEATS_ARE_NEVER_LATE);
    String after = publishedUnder(3);

    // when: both reveals come again until their time is over
    Verdict late = repeated(before, Reason.REVEAL_LATE);
    Verdict repeat = repeated(after, Reason.DUPLICATE);

    // then
    assertThat(late.getAuthor()).isEmpty();
    assertThat(repeat.getAuthor()).isEmpty();
    assertThat(market.log().verdicts())
        .filteredOn(v -> v.getReason().equals(Reason.REVEAL_LATE.name()))
        .extracting(Verdict::getInputDigest)
        .doesNotContain(repeat.getInputDigest());
    market.requireSound();
  }

  private void publish(int version, int rules) {
    market
        .local()
        .operator()
        .publish(
            Policy.newBuilder(market.local().policy()).setVersion(version).setRules(rules).build());
  }

  /** A task of that policy; one more is asked for while sharding has not read of it. */
  private String publishedUnder(int policy) throws IOException {
    for (int i = 0; i < MOST_TRIES; i++) {
      String batch = market.submit(1, TaskClass.STANDARD).getBatchId();
      market.log().await("a task", PATIENCE, log -> log.taskOf(batch).isPresent());
      String task = market.log().taskOf(batch).orElseThrow();
      if (market.log().task(task).getPolicyVersion() == policy) {
        return task;
      }
    }
    throw new AssertionError("no task was published under policy " + policy);
  }

  /** What was answered to a copy of an accepted reveal once window and grace were over. */
  private Verdict repeated(String task, Reason reason) {
    market
        .log()
        .awaitVerdict(
            "accepted",
            PATIENCE,
            v -> isReveal(v) && task.equals(v.getTaskId()) && v.getReason().equals("ACCEPTED"));
    LocalMarket.Broker broker = market.local().broker();
    try (LogReader reader =
            LogReader.of(broker.clientSettings(), broker.serdes())
                .on(Topics.REVEALS, reveal -> reveals.put(reveal.getTaskId(), reveal))
                .fromBeginning();
        MarketWriter writer = new MarketWriter(broker.clientSettings(), broker.serdes())) {
      while (!reader.caughtUp() || !reveals.containsKey(task)) {
        reader.poll(Duration.ofMillis(100));
      }
      Reveal own = reveals.get(task);
      long[] sent = {0};
      return market
          .log()
          .awaitVerdict(
              "too late",
              PATIENCE,
              v -> {
                if (System.nanoTime() - sent[0] > Duration.ofSeconds(1).toNanos()) {
                  writer.send(Topics.REVEALS, task, own);
                  sent[0] = System.nanoTime();
                }
                return isReveal(v)
                    && v.getReason().equals(reason.name())
                    && v.getDetail().contains("window and grace ended");
              });
    }
  }

  private static boolean isReveal(Verdict verdict) {
    return verdict.getKind().equals(VerdictKind.REVEAL.name());
  }
}
