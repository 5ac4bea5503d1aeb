package io.proofworks.market.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.proofworks.avro.ClassPolicy;
import io.proofworks.avro.Policy;
import io.proofworks.avro.Receipt;
import io.proofworks.market.local.LedgerWork;
import io.proofworks.market.local.ProvableWork;
import io.proofworks.market.local.ReceiptCheck;
import io.proofworks.market.local.ReceiptWork;
import io.proofworks.market.local.Requester;
import io.proofworks.proofs.Program;
import io.proofworks.proofs.external.ExternalProofSystem;
import io.proofworks.protocol.Binding;
import io.proofworks.protocol.TaskClass;
import io.proofworks.worker.log.AvroBytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Recursion by another program: a batch of transfers is cut, proved and merged by o1js, and the
 * root proof, of the size of one child, is verified by its own process. Minutes of proving.
 */
@Tag("nightly")
final class RecursionEndToEndTest {

  private static final Duration PATIENCE = Duration.ofMinutes(20);
  private static final long PROVING_MILLIS = 900_000;
  private static final Path PRESET =
      Path.of("..", "prover-worker", "presets", "pickles").toAbsolutePath().normalize();
  private static final String SYSTEM = "pickles-ledger";

  @TempDir private Path directory;

  @Test
  void shouldSettleABatchWithARootProofOfTheSizeOfOneChild() throws Exception {
    assumeInstalled();
    String service = "node " + PRESET.resolve("service.mjs");
    try (TestMarket market = TestMarket.on(directory.resolve("market"), service)) {
      market.amend(RecursionEndToEndTest::patient);
      market.honestAggregator("noether");
      Path config =
          Files.writeString(directory.resolve("worker"), "external.command=" + service + "\n");
      try (ChildWorker prover =
          ChildWorker.registered(
              market,
              directory.resolve("prover"),
              "pickles",
              "--config",
              config.toString(),
              "--command",
              "node " + PRESET.resolve("prove.mjs"),
              "--command-system",
              SYSTEM)) {

        Receipt receipt = market.log().awaitReceipt(submit(market), PATIENCE);

        assertThat(receipt.getOutcome()).as(receipt.getCause()).isEqualTo("SETTLED");
        assertThat(receipt.getScheme()).isEqualTo("PICKLES");
        assertThat(receipt.getChildren()).hasSize(3);
        assertThat(receipt.getRootProof().remaining()).isBetween(20_000, 32_768);
        requireOnlyTheRootItIs(market, receipt);
        market.requireSound();
        prover.drain();
      }
    }
  }

  /** Children that do not chain, another's aggregate, other amounts: see {@code test.mjs}. */
  @Test
  void shouldProveNothingThatIsNotSo() throws Exception {
    assumeInstalled();
    Path said = directory.resolve("said.txt");
    Process process =
        new ProcessBuilder("node", PRESET.resolve("test.mjs").toString())
            .redirectErrorStream(true)
            .redirectOutput(said.toFile())
            .start();
    assertThat(process.waitFor(PATIENCE.toMinutes(), TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).as("it said: %s", Files.readString(said)).isZero();
  }

  private static void assumeInstalled() {
    assumeThat(Files.isDirectory(PRESET.resolve("node_modules")))
        .as("o1js is not installed: npm ci in " + PRESET)
        .isTrue();
  }

  /** Minutes for a proof, and for a merge. */
  private static Policy.Builder patient(Policy.Builder next) {
    return next.setClasses(
            next.getClasses().stream()
                .map(terms ->
                    ClassPolicy.newBuilder(terms).setCommitTimeoutMs(PROVING_MILLIS).build())
                .toList())
        .setAggregationScheme("PICKLES")
        .setAggregationLeaseMs(PROVING_MILLIS);
  }

  /** The check of whoever has the receipt only; an altered root does not pass it. */
  private static void requireOnlyTheRootItIs(TestMarket market, Receipt receipt) {
    ReceiptCheck check = new ReceiptCheck(market.local().verifiers());
    check.learn(market.local().policy());
    assertThat(check.check(receipt).valid()).isTrue();
    byte[] root = AvroBytes.copy(receipt.getRootProof());
    root[root.length / 2] ^= 1;
    Receipt forged = Receipt.newBuilder(receipt).setRootProof(ByteBuffer.wrap(root)).build();
    assertThat(check.check(forged).valid()).isFalse();
  }

  private static String submit(TestMarket market) throws IOException {
    ExternalProofSystem system =
        (ExternalProofSystem) market.local().verifiers().system(SYSTEM).orElseThrow();
    Program program = system.program();
    ProvableWork work =
        ReceiptWork.of(system, program, LedgerWork.block(20).encode(), market.local().policy());
    return market
        .local()
        .requester()
        .submit(
            new Requester.Order(
                work,
                TaskClass.LONG_DEADLINE,
                Binding.COMMIT_REVEAL,
                Duration.ofHours(2),
                Requester.ceiling(
                    market.local().policy(), TaskClass.LONG_DEADLINE, work.weight(), work.shards()),
                "usdt:ethereum->mina"))
        .getBatchId();
  }
}
