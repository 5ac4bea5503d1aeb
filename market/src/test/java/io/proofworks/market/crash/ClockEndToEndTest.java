package io.proofworks.market.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.proofworks.embedded.EmbeddedKafkaSettings;
import io.proofworks.embedded.SkewedClock;
import io.proofworks.proofs.registry.VerifierRegistry;
import io.proofworks.runtime.AppContext;
import io.proofworks.runtime.StreamsRunner;
import io.proofworks.runtime.Ticker;
import io.proofworks.settlement.SettlementApplication;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real broker whose clock is wrong for a while: append times step back and forth, and one record
 * bears a time seventy years from now. Everything but that record is decided as by the oracle.
 */
final class ClockEndToEndTest {

  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final long BEHIND_MS = -1_500;
  private static final long SEVENTY_YEARS_MS = Duration.ofDays(70 * 365).toMillis();

  @TempDir private Path directory;

  @Test
  void shouldDecideAsTheOracleWhenAppendTimesStepBackAndOneIsFarInTheFuture() throws Exception {
    SkewedClock clock = new SkewedClock();
    EmbeddedKafkaSettings broker = EmbeddedKafkaSettings.at(directory.resolve("kafka"));
    try (Stage stage = new Stage(clock.startBroker(broker), directory.resolve("state"))) {
      AppContext context =
          new AppContext(stage.settings(), stage.serdes(), VerifierRegistry.standard());
      stage.keep(StreamsRunner.start(new SettlementApplication(), context));
      Ticker ticker = stage.tick(Ticker.Past.CLOSED);
      Author author = stage.author(3);
      Oracle oracle = stage.oracle(author);
      oracle.introduceEverybody(PATIENCE);
      author.start(250);

      author.awaitTasks(16);
      clock.skew(BEHIND_MS);
      author.awaitTasks(32);
      clock.skew(0);
      author.awaitTasks(40);
      ticker.close(); // so that this one record is the only one
      String fromTheFuture =
          author.commitAt(() -> clock.skew(SEVENTY_YEARS_MS), () -> clock.skew(0));
      stage.tick(Ticker.Past.UNKNOWN);
      author.awaitTasks(56);
      author.finish();

      Oracle.Judgement judgement =
          await()
              .atMost(PATIENCE)
              .pollInterval(Duration.ofSeconds(1))
              .until(
                  () -> oracle.judge(oracle.read()),
                  j -> j.waiting().equals(List.of(fromTheFuture)));
      assertThat(judgement.differences()).isEmpty();
      assertThat(oracle.read().inputs().values())
          .as("appended before what was appended before it")
          .anyMatch(a -> a.time() < a.highest() && a.highest() - a.time() <= -BEHIND_MS);
    }
  }
}
