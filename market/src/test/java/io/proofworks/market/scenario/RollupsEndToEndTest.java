package io.proofworks.market.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.proofworks.avro.ProofRequest;
import io.proofworks.avro.Receipt;
import io.proofworks.avro.Verdict;
import io.proofworks.market.audit.Audit;
import io.proofworks.market.local.LocalMarket;
import io.proofworks.market.local.Operator;
import io.proofworks.market.local.Rollup;
import io.proofworks.market.local.WorkerFleet;
import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.Role;
import io.proofworks.protocol.TaskClass;
import io.proofworks.worker.Worker;
import io.proofworks.worker.domain.WorkerSettings.Hardware;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
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

  /** It makes one proof at a time, for whichever of them; what is too much is given back. */
  @Test
  void shouldServeBothRollupsWithOneProver() throws Exception {
    try (TestMarket market = TestMarket.on(directory.resolve("market"))) {
      Rollup first = first(market.local());
      Rollup second = market.local().open(SECOND);
      started(market, first, "noether", Role.AGGREGATOR);
      started(market, second, "emmy", Role.AGGREGATOR);
      try (ChildWorker both =
          ChildWorker.serving(
              market,
              List.of(first, second),
              directory.resolve("both"),
              "--keys-dir=" + TestMarket.KEYS,
              "--ledger=8x1")) {
        ProofRequest here = first.requester().submit(market.order(3, TaskClass.STANDARD));
        ProofRequest there = second.requester().submit(market.order(3, TaskClass.STANDARD));

        assertThat(settled(market, here).getDomain()).isEqualTo(first.domain().hex());
        assertThat(settled(market, there).getDomain()).isEqualTo(SECOND.hex());
        market.log().awaitRest(PATIENCE);
        both.drain();
        assertThat(market.log().slashed(both.id())).isZero();
      }
      requireClean(market, first.domain());
      requireClean(market, SECOND);
    }
  }

  /** Its prover has the batch in hand when the policy is withdrawn. */
  @Test
  void shouldEndARollupAndNotTheOneBesideIt() throws Exception {
    try (TestMarket market = TestMarket.on(directory)) {
      market.honestProver("ada");
      market.honestAggregator("noether");
      Rollup second = market.local().open(SECOND);
      Worker prover = started(market, second, "bob", Role.PROVER);
      started(market, second, "emmy", Role.AGGREGATOR);
      ProofRequest inFlight = second.requester().submit(market.order(2, TaskClass.STANDARD));
      assertThat(answered(market, inFlight)).isEqualTo("ACCEPTED");

      second.operator().publish(Operator.closed(second.policy()));
      List<ProofRequest> taken = askUntilRefused(market, second);
      settled(market, inFlight);
      for (ProofRequest request : taken) {
        settled(market, request);
      }
      Worker late =
          second.fleet().start(WorkerFleet.Member.honest("late", Set.of(Role.PROVER), HARDWARE));

      assertThat(answer(market, "REGISTRATION", v -> v.getAuthor().equals(late.id())))
          .isEqualTo("MARKET_CLOSED");
      market.log().awaitRest(PATIENCE);
      String payout = second.operator().withdraw(prover.id(), 1_000, "payout").hex();
      assertThat(answer(market, "STAKE", v -> payout.equals(v.getInputDigest())))
          .isEqualTo("ACCEPTED");
      settled(market, market.submit(2, TaskClass.STANDARD));
      market.log().awaitRest(PATIENCE);
      requireClean(market, market.local().broker().domain());
      requireClean(market, SECOND);
    }
  }

  private static Rollup first(LocalMarket market) {
    return new Rollup(
        market.broker().domain(),
        market.operator(),
        market.policy(),
        market.requester(),
        market.fleet());
  }

  private static Worker started(TestMarket market, Rollup rollup, String name, Role role)
      throws Exception {
    Worker worker = rollup.fleet().start(WorkerFleet.Member.honest(name, Set.of(role), HARDWARE));
    market.log().await(name + " registered", PATIENCE, seen -> worker.isRegistered());
    return worker;
  }

  /** What comes before the policy has been read is taken, and goes on to its end. */
  private static List<ProofRequest> askUntilRefused(TestMarket market, Rollup rollup)
      throws Exception {
    List<ProofRequest> taken = new ArrayList<>();
    while (true) {
      ProofRequest request = rollup.requester().submit(market.order(2, TaskClass.STANDARD));
      String answer = answered(market, request);
      if (answer.equals("MARKET_CLOSED")) {
        return taken;
      }
      assertThat(answer).isEqualTo("ACCEPTED");
      assertThat(taken).as("taken by a market that is closed").hasSizeLessThan(20);
      taken.add(request);
    }
  }

  private static String answered(TestMarket market, ProofRequest request) {
    return answer(market, "BATCH", v -> request.getBatchId().equals(v.getBatchId()));
  }

  private static String answer(TestMarket market, String kind, Predicate<Verdict> of) {
    return market
        .log()
        .awaitVerdict(kind, PATIENCE, v -> v.getKind().equals(kind) && of.test(v))
        .getReason();
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
