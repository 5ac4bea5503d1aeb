package io.proofworks.market.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.proofworks.avro.Receipt;
import io.proofworks.avro.Verdict;
import io.proofworks.market.local.LocalMarketSettings;
import io.proofworks.proofs.registry.VerifierRegistry;
import io.proofworks.protocol.Reason;
import io.proofworks.protocol.VerdictKind;
import io.proofworks.worker.keys.WorkerKeys;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The whole market, killed in the middle of a batch and started again on the same directory: the
 * batch settles, nothing is paid twice or lost, nobody honest is slashed.
 */
final class RestartEndToEndTest {

  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final Set<String> WORKERS = Set.of("prover-1", "prover-2", "aggregator-1");

  @TempDir private Path directory;

  @Test
  void shouldSettleTheBatchWhenTheMarketIsKilledAndStoppedInTheMiddle() throws Exception {
    String batch;
    try (ChildMarket market = ChildMarket.on(directory)) {
      batch = market.command("submit", "--transfers", "8").strip();
      awaitAccepted(market, VerdictKind.COMMIT, 1);
      market.kill();
    }
    try (ChildMarket market = ChildMarket.on(directory)) {
      awaitAccepted(market, VerdictKind.REVEAL, 1);
      assertThat(market.terminate()).as("exit code").isZero();
    }
    try (ChildMarket market = ChildMarket.on(directory);
        MarketLog log = market.log()) {
      market.command("deposit", "0x" + "ab".repeat(20), "12.5");
      Receipt receipt = log.awaitReceipt(batch, PATIENCE);
      log.awaitRest(PATIENCE);

      assertThat(receipt.getOutcome()).isEqualTo("SETTLED");
      assertThat(receipt.getChildren()).hasSize(4);
      log.requireSound(LocalMarketSettings.DOMAIN, VerifierRegistry.standard(), honest());
      assertThat(market.command("batch", batch))
          .as("with what names its tasks alone")
          .contains("ProofRequest", "Task ", "Commitment ", "Reveal ", "RevealWindow", "Receipt");
      assertThat(market.terminate()).as("exit code").isZero();
    }
  }

  private static void awaitAccepted(ChildMarket market, VerdictKind kind, int count)
      throws IOException {
    try (MarketLog log = market.log()) {
      log.await(
          count + " " + kind,
          PATIENCE,
          seen -> seen.verdicts().stream().filter(v -> isAccepted(v, kind)).count() >= count);
    }
  }

  private static boolean isAccepted(Verdict verdict, VerdictKind kind) {
    return verdict.getKind().equals(kind.name())
        && verdict.getReason().equals(Reason.ACCEPTED.name());
  }

  private Set<String> honest() throws IOException {
    Set<String> ids = new HashSet<>();
    for (String name : WORKERS) {
      Path keys = directory.resolve("workers").resolve(name).resolve("keys");
      ids.add(WorkerKeys.loadOrCreate(keys).id().hex());
    }
    return ids;
  }
}
