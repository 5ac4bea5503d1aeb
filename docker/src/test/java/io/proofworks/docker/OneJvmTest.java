package io.proofworks.docker;

import io.proofworks.market.local.LocalMarket;
import io.proofworks.market.local.LocalMarketSettings;
import io.proofworks.market.local.Progress;
import io.proofworks.market.local.WorkerFleet.Member;
import io.proofworks.protocol.Role;
import io.proofworks.settlement.SettlementApplication;
import io.proofworks.worker.domain.WorkerSettings.Hardware;
import io.proofworks.worker.proving.LedgerBackend;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** Everything in this JVM. */
final class OneJvmTest extends Scenario {

  private static final Hardware HARDWARE = new Hardware("cpu", "local", "local", "worker/0.1");

  private LocalMarket market;

  @BeforeAll
  void start() throws IOException {
    LocalMarketSettings settings =
        LocalMarketSettings.at(
            Files.createDirectories(directory.resolve("data")),
            Path.of("target", "keys"),
            List.of(new LedgerBackend.Size(8, 2)),
            20);
    market =
        LocalMarket.start(
            settings,
            List.of(
                Member.honest("prover-1", Set.of(Role.PROVER), HARDWARE),
                Member.honest("prover-2", Set.of(Role.PROVER), HARDWARE),
                Member.honest("aggregator", Set.of(Role.AGGREGATOR), HARDWARE)),
            Progress.SILENT);
  }

  @AfterAll
  void stop() {
    market.close();
  }

  @Override
  List<String> where() {
    return List.of(
        "--bootstrap-servers=" + market.broker().bootstrapServers(),
        "--registry-url=" + market.broker().registryUrl());
  }

  @Override
  String apiUrl() {
    return market.apiUrl();
  }

  @Override
  void endSettlement() throws Exception {
    String settlement = new SettlementApplication().name();
    market.stop(settlement);
    market.start(settlement);
  }
}
