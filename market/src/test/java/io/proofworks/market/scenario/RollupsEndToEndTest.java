package io.proofworks.market.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.proofworks.avro.ProofRequest;
import io.proofworks.avro.Receipt;
import io.proofworks.market.audit.Audit;
import io.proofworks.market.local.Rollup;
import io.proofworks.market.local.WorkerFleet;
import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.Role;
import io.proofworks.protocol.TaskClass;
import io.proofworks.worker.domain.WorkerSettings.Hardware;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two rollups on the same brokers and applications; the second one comes while the market runs, and
 * goes on when the applications were started again.
 */
final class RollupsEndToEndTest {

  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final Hash32 SECOND = Hash32.parse("0x" + "5e".repeat(32));
  private static final Hardware HARDWARE = new Hardware("cpu", "test", "test", "worker/0.1");

  @TempDir private Path directory;

  @Test
  void shouldSettleEachRollupsBatchesByItself() throws Exception {
    try (TestMarket market = TestMarket.on(directory)) {
      market.honestProver("ada");
      market.honestAggregator("noether");
      ProofRequest before = market.submit(2, TaskClass.STANDARD);
      settled(market, before);

      Rollup second = market.local().open(SECOND);
      second.fleet().start(WorkerFleet.Member.honest("bob", Set.of(Role.PROVER), HARDWARE));
      second.fleet().start(WorkerFleet.Member.honest("emmy", Set.of(Role.AGGREGATOR), HARDWARE));
      ProofRequest there = second.requester().submit(market.order(2, TaskClass.STANDARD));
      ProofRequest here = market.submit(2, TaskClass.STANDARD);

      assertThat(settled(market, there).getDomain()).isEqualTo(SECOND.hex());
      assertThat(settled(market, here).getDomain())
          .isEqualTo(market.local().broker().domain().hex());
      for (String part : List.of("sharding", "settlement", "aggregation")) {
        market.local().stop(part);
        market.local().start(part);
      }
      settled(market, second.requester().submit(market.order(2, TaskClass.STANDARD)));
      market.log().awaitRest(PATIENCE);
      requireClean(market, market.local().broker().domain());
      requireClean(market, SECOND);
      assertThat(answer(market, there, "?domain=" + SECOND.hex())).isEqualTo(200);
      assertThat(answer(market, there, "")).isEqualTo(404);
      assertThat(answer(market, here, "?domain=" + SECOND.hex())).isEqualTo(404);
    }
  }

  private static Receipt settled(TestMarket market, ProofRequest request) {
    Receipt receipt = market.log().awaitReceipt(request.getBatchId(), PATIENCE);
    assertThat(receipt.getOutcome()).as(receipt.getCause()).isEqualTo("SETTLED");
    return receipt;
  }

  private static void requireClean(TestMarket market, Hash32 domain) throws IOException {
    Audit.Result result = Neighbours.audit(market.local(), domain);
    assertThat(result.findings()).isEmpty();
    assertThat(result.clean()).isTrue();
    assertThat(result.compared().receipts()).isPositive();
  }

  private static int answer(TestMarket market, ProofRequest of, String query) throws Exception {
    URI uri = URI.create(market.local().apiUrl() + "/v1/batches/" + of.getBatchId() + query);
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client
          .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
          .statusCode();
    }
  }
}
