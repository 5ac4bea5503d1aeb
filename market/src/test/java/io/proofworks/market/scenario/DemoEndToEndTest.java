package io.proofworks.market.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.proofworks.avro.LedgerMovement;
import io.proofworks.avro.Verdict;
import io.proofworks.market.cli.Console;
import io.proofworks.market.local.LedgerWork;
import io.proofworks.market.local.LocalMarket;
import io.proofworks.market.local.LocalMarketSettings;
import io.proofworks.market.local.Progress;
import io.proofworks.protocol.StakeKind;
import io.proofworks.topics.Topics;
import io.proofworks.worker.log.LogReader;
import io.proofworks.worker.proving.LedgerBackend;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole loop on a real broker: honest workers and all five adversaries. */
final class DemoEndToEndTest {

  private static final Set<String> HONEST = Set.of("ada", "grace", "emmy", "noether", "hopper");

  @TempDir Path directory;

  @Test
  void shouldSettleTheBatchAndCatchEverybodyWhoCheats() throws Exception {
    LocalMarketSettings settings =
        new LocalMarketSettings(
            directory,
            Path.of("target", "keys"),
            0,
            0,
            0,
            List.of(new LedgerBackend.Size(8, 1)),
            10);
    try (LocalMarket market = LocalMarket.start(settings, Progress.SILENT)) {
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
      requireSoundMoney(market);
    }
  }

  /** Reads the log as an auditor would, from its beginning. */
  private static void requireSoundMoney(LocalMarket market) throws Exception {
    AtomicLong deposited = new AtomicLong();
    Map<String, LedgerMovement> last = new HashMap<>();
    List<Verdict> verdicts = new ArrayList<>();
    try (LogReader log =
        LogReader.of(market.broker().clientSettings(), market.broker().serdes())
            .on(
                Topics.STAKES,
                stake ->
                    deposited.addAndGet(
                        stake.getKind().equals(StakeKind.DEPOSIT.name())
                            ? stake.getAmount()
                            : -stake.getAmount()))
            .on(Topics.LEDGER, movement -> last.put(movement.getAccount(), movement))
            .on(Topics.VERDICTS, verdicts::add)
            .fromBeginning()) {
      while (!log.caughtUp()) {
        log.poll(Duration.ofMillis(100));
      }
    }
    long held = last.values().stream().mapToLong(DemoEndToEndTest::balance).sum();
    assertThat(held).as("money in the market").isEqualTo(deposited.get());
    List<String> honest = new ArrayList<>();
    for (String name : HONEST) {
      honest.add(market.fleet().idOf(name));
    }
    assertThat(verdicts)
        .filteredOn(verdict -> verdict.getSlashed() > 0)
        .isNotEmpty()
        .noneMatch(verdict -> honest.contains(verdict.getAuthor()));
  }

  private static long balance(LedgerMovement last) {
    return last.getFree()
        + last.getReserved()
        + last.getEscrow()
        + last.getPaid()
        + last.getBurned();
  }
}
