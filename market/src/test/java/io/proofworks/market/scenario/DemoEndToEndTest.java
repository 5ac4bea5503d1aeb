package io.proofworks.market.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.proofworks.market.local.LedgerWork;
import io.proofworks.market.local.LocalMarket;
import io.proofworks.market.local.LocalMarketSettings;
import io.proofworks.market.local.Progress;
import io.proofworks.market.terminal.Console;
import io.proofworks.worker.proving.LedgerBackend;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole loop on a real broker: honest workers and all five adversaries. */
final class DemoEndToEndTest {

  private static final Set<String> HONEST = Set.of("ada", "grace", "emmy", "noether", "hopper");

  @TempDir Path directory;

  @Test
  void shouldSettleTheBatchAndCatchEverybodyWhoCheats() throws Exception {
    LocalMarketSettings settings =
        LocalMarketSettings.at(
            directory, Path.of("target", "keys"), List.of(new LedgerBackend.Size(8, 1)), 10);
    try (LocalMarket market = LocalMarket.start(settings, List.of(), Progress.SILENT)) {
      Console console =
          new Console(
              new PrintStream(System.out, true, StandardCharsets.UTF_8),
              new PrintStream(System.err, true, StandardCharsets.UTF_8),
              Map.of(),
              false);

      Demo.Outcome outcome =
          new Demo(market, console, Duration.ofMinutes(4)).play(LedgerWork.block(6));

      assertThat(outcome.settled()).isTrue();
      assertThat(outcome.notCaught()).isEmpty();
      Set<String> honest = new HashSet<>();
      for (String name : HONEST) {
        honest.add(market.fleet().idOf(name));
      }
      try (MarketLog log =
          new MarketLog(market.broker().clientSettings(), market.broker().serdes())) {
        log.awaitRest(Duration.ofMinutes(1));
        log.requireSound(market.broker().domain(), market.verifiers(), honest);
      }
    }
  }
}
