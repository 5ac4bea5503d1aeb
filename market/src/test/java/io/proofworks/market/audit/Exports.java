package io.proofworks.market.audit;

import io.proofworks.market.scenario.TestMarket;
import io.proofworks.serde.RegistryClient;
import io.proofworks.serde.RegistrySettings;
import io.proofworks.topics.Topics;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;

/** Writes the log of a market of tests into a file, as {@code audit export} does. */
final class Exports {

  private Exports() {}

  /**
   * @param scratch for what it needs meanwhile
   */
  static void write(TestMarket market, Path file, Path scratch) throws IOException {
    LogFile.write(
        file,
        new LogFile.Origin(
            market.local().broker().domain(), Topics.PARTITIONS, market.journalKey()),
        market.local().broker().clientSettings(),
        new RegistryClient(RegistrySettings.of(URI.create(market.local().broker().registryUrl()))),
        scratch,
        AuditProgress.SILENT);
  }
}
