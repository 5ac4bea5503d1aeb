package io.proofworks.market.audit;

import io.proofworks.market.scenario.TestMarket;
import io.proofworks.protocol.TaskClass;
import io.proofworks.serde.RegistryClient;
import io.proofworks.serde.RegistrySettings;
import io.proofworks.topics.Topics;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;

/** The log of a market that settled a batch, read from its broker. */
class MarketLogCheckTest extends ExportChecks {

  private static final Duration PATIENCE = Duration.ofMinutes(5);

  @Override
  byte[] export(Path file) throws Exception {
    try (TestMarket market = TestMarket.on(directory.resolve("market"))) {
      market.honestProver("ada");
      market.honestAggregator("noether");
      String batch = market.submit(2, TaskClass.STANDARD).getBatchId();
      market.log().awaitReceipt(batch, PATIENCE);
      market.requireSound();
      LogFile.write(
          file,
          new LogFile.Origin(
              market.local().broker().domain(), Topics.PARTITIONS, market.journalKey()),
          market.local().broker().clientSettings(),
          new RegistryClient(
              RegistrySettings.of(URI.create(market.local().broker().registryUrl()))),
          directory,
          AuditProgress.SILENT);
      return market.journalKey().orElseThrow();
    }
  }
}
