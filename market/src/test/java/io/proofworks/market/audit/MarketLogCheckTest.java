package io.proofworks.market.audit;

import io.proofworks.market.scenario.TestMarket;
import io.proofworks.protocol.TaskClass;
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
      Exports.write(market, file, directory);
      return market.journalKey().orElseThrow();
    }
  }
}
