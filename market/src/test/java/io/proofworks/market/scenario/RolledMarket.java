package io.proofworks.market.scenario;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.proofworks.avro.Verdict;
import io.proofworks.market.local.LocalMarketSettings;
import io.proofworks.proofs.registry.VerifierRegistry;
import io.proofworks.protocol.Reason;
import io.proofworks.protocol.VerdictKind;
import io.proofworks.worker.keys.WorkerKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A market on one directory that builds take over from each other, and what it was asked for. Each
 * build's own commands are used while it runs.
 */
final class RolledMarket implements AutoCloseable {

  /** For each step; a machine may have much else to do. */
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  private final Path dataDir;
  private final List<String> batches = new ArrayList<>();
  private @Nullable ChildMarket running;

  RolledMarket(Path dataDir) {
    this.dataDir = dataDir;
  }

  /** A build takes over. */
  void run(Build build) throws IOException, InterruptedException {
    running = ChildMarket.on(dataDir, build);
  }

  private ChildMarket running() {
    return requireNonNull(running, "no build runs");
  }

  /** Asks for a batch of so many transfers, of which it has not been asked for one before. */
  void submit(int transfers) throws IOException, InterruptedException {
    batches.add(running().run("submit", "--transfers", Integer.toString(transfers)).strip());
  }

  /** Waits until everything has settled that was asked for. */
  void awaitSettled() throws IOException {
    try (MarketLog log = running().log()) {
      for (String batch : batches) {
        assertThat(log.awaitReceipt(batch, PATIENCE).getOutcome()).as(batch).isEqualTo("SETTLED");
      }
    }
  }

  /** Waits until workers have promised so many proofs of the batch asked for last, or more. */
  void awaitCommitted(int shards) throws IOException {
    String batch = batches.getLast();
    try (MarketLog log = running().log()) {
      log.await(
          shards + " commitments for " + batch,
          PATIENCE,
          seen ->
              seen.verdicts().stream()
                      .filter(v -> batch.equals(v.getBatchId()) && isCommitment(v))
                      .count()
                  >= shards);
    }
  }

  private static boolean isCommitment(Verdict verdict) {
    return verdict.getKind().equals(VerdictKind.COMMIT.name())
        && verdict.getReason().equals(Reason.ACCEPTED.name());
  }

  /** As by a machine that loses its power. */
  void kill() throws InterruptedException {
    running().kill();
  }

  /** As its user stops it. */
  void stop() throws InterruptedException {
    assertThat(running().terminate()).as("exit code").isZero();
  }

  /** Starts a build that shall not go on here, and waits for its end. */
  Refusal awaitRefusal(Build build) throws Exception {
    Written written = Written.since(dataDir);
    try (ChildMarket market = ChildMarket.launch(dataDir, build)) {
      int exit = market.awaitEnd(PATIENCE);
      return new Refusal(exit, market.said(), written.byApplication());
    }
  }

  /**
   * How a build ended that did not go on.
   *
   * @param written topics by the application that has written there
   */
  record Refusal(int exitCode, String said, Map<String, Set<String>> written) {}

  /** What has been done, with nothing on its way any more. */
  Books books() throws IOException {
    try (MarketLog log = running().log()) {
      log.awaitOver(batches, PATIENCE);
      return Books.of(log, batches, running().kafka(), running().serdes());
    }
  }

  /** What holds of every market at rest, and that audit finds nothing, run as its user runs it. */
  void requireSound() throws IOException, InterruptedException {
    try (MarketLog log = running().log()) {
      log.awaitOver(batches, PATIENCE);
      log.requireSound(LocalMarketSettings.DOMAIN, VerifierRegistry.standard(), workers());
    }
    running().run("audit"); // ends with 1 on any difference
  }

  private Set<String> workers() throws IOException {
    Set<String> ids = new HashSet<>();
    try (Stream<Path> workers = Files.list(dataDir.resolve("workers"))) {
      for (Path worker : workers.toList()) {
        ids.add(WorkerKeys.loadOrCreate(worker.resolve("keys")).id().hex());
      }
    }
    return ids;
  }

  @Override
  public void close() {
    if (running != null) {
      running.close();
    }
  }
}
