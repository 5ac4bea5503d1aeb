package io.proofworks.market.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.proofworks.market.local.LedgerWork;
import io.proofworks.market.local.LocalMarket;
import io.proofworks.market.local.LocalMarketSettings;
import io.proofworks.market.local.Progress;
import io.proofworks.market.local.Rollup;
import io.proofworks.market.local.WorkerFleet.Member;
import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.Role;
import io.proofworks.worker.domain.WorkerSettings.Hardware;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two rollups from the beginning, as {@code dev --rollups 2} and {@code demo --rollups 2} have. */
final class NeighboursEndToEndTest {

  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final Hardware HARDWARE = new Hardware("cpu", "test", "test", "worker/0.1");
  private static final List<Member> CREW =
      List.of(
          Member.honest("prover-1", Set.of(Role.PROVER), HARDWARE),
          Member.honest("aggregator-1", Set.of(Role.AGGREGATOR), HARDWARE));

  @TempDir private Path directory;

  @Test
  void shouldSettleABatchInEachRollupAndFindNothingInEither() throws Exception {
    LocalMarketSettings settings =
        LocalMarketSettings.at(directory, TestMarket.KEYS, TestMarket.SIZES, 10).with(2);
    try (LocalMarket market = LocalMarket.start(settings, CREW, Progress.SILENT);
        Neighbours neighbours = new Neighbours(market);
        MarketLog log = new MarketLog(market.broker().clientSettings(), market.broker().serdes())) {
      assertThat(market.rollups()).allMatch(rollup -> rollup.fleet().workers().size() == 2);
      String first =
          market
              .requester()
              .submit(Demo.order(market.programs(), market.policy(), LedgerWork.block(2)))
              .getBatchId();

      neighbours.begin(LedgerWork.block(2));

      assertThat(log.awaitReceipt(first, PATIENCE).getOutcome()).isEqualTo("SETTLED");
      await().atMost(PATIENCE).until(neighbours::areSettled);
      log.awaitRest(PATIENCE);
      List<RollupEnd> ends = neighbours.end(first);
      assertThat(ends).hasSize(2).allMatch(RollupEnd::isWell);
      assertThat(ends)
          .extracting(RollupEnd::domain)
          .containsExactlyElementsOf(market.rollups().stream().map(Rollup::domain).toList());
      assertThat(neighbours.end("0x" + "00".repeat(32)).getFirst().isWell())
          .as("of a batch that nobody asked for")
          .isFalse();
      assertThat(Neighbours.audit(market, Hash32.ZERO).clean()).as("a market without").isFalse();
    }
  }
}
