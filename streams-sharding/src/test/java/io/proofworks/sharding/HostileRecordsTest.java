package io.proofworks.sharding;

import static io.proofworks.sharding.LedgerMarket.DOMAIN;
import static org.assertj.core.api.Assertions.assertThat;

import io.proofworks.avro.Decline;
import io.proofworks.avro.Heartbeat;
import io.proofworks.avro.ProofRequest;
import io.proofworks.avro.Supersession;
import io.proofworks.messages.SignedMessages;
import io.proofworks.protocol.Hash32;
import io.proofworks.runtime.testing.Hostile;
import io.proofworks.runtime.testing.Ordeal;
import io.proofworks.runtime.testing.TopologyFixture;
import io.proofworks.serde.MarketSerdes;
import io.proofworks.sharding.LedgerMarket.Prover;
import io.proofworks.topics.Topics;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Whatever an outsider writes is answered once, and stops nobody. */
class HostileRecordsTest {

  private static final Prover ANN = Prover.of(1);

  @Test
  void shouldAnswerEveryRequestSupersessionAndHeartbeatOnceAndGoOn() {
    endure(Hostile.Source::all);
  }

  @Test
  @Tag("nightly")
  void shouldAnswerManyMixedOnes() {
    endure(source -> source.mixed(20_261_129L, 20_000));
  }

  private static void endure(Function<Hostile.Source<?>, List<Hostile>> records) {
    try (TopologyFixture market = TopologyFixture.of(new ShardingApplication())) {
      market.pipe(Topics.POLICIES, DOMAIN.hex(), LedgerMarket.policy(), 1);
      market.pipe(Topics.PROVERS, ANN.id(), LedgerMarket.standing(ANN, 8), 2);
      Ordeal ordeal = new Ordeal(market);

      long time = ordeal.endure(records.apply(requests(market.serdes())), 1_000, true);
      time = ordeal.endure(records.apply(supersessions(market.serdes())), time, true);
      time = ordeal.endure(records.apply(heartbeats(market.serdes())), time, false);
      ordeal.settle(time + 1);

      ordeal.requireOneAnswerEach();
      ProofRequest honest = LedgerMarket.request();
      market.pipe(Topics.BATCHES, honest.getBatchId(), honest, time + 2);
      assertThat(market.read(Topics.VERDICTS).getLast().getBatchId())
          .isEqualTo(honest.getBatchId());
    }
  }

  private static Hostile.Source<ProofRequest> requests(MarketSerdes serdes) {
    ProofRequest good = LedgerMarket.request();
    return new Hostile.Source<>(
        Topics.BATCHES,
        good.getBatchId(),
        good,
        serdes,
        changed -> SignedMessages.sign(changed, LedgerMarket.REQUESTER));
  }

  private static Hostile.Source<Supersession> supersessions(MarketSerdes serdes) {
    String batchId = LedgerMarket.request().getBatchId();
    Supersession good =
        Supersession.newBuilder(LedgerMarket.supersession(batchId, LedgerMarket.REQUESTER))
            .setReplacementBatchId(Hash32.ZERO.hex())
            .build();
    return new Hostile.Source<>(
        Topics.SUPERSESSIONS,
        batchId,
        good,
        serdes,
        changed -> SignedMessages.sign(changed, LedgerMarket.REQUESTER));
  }

  private static Hostile.Source<Heartbeat> heartbeats(MarketSerdes serdes) {
    Heartbeat good = LedgerMarket.heartbeat(ANN, 1, new Decline(Hash32.ZERO.hex(), 1));
    return new Hostile.Source<>(
        Topics.HEARTBEATS,
        ANN.id(),
        good,
        serdes,
        changed -> SignedMessages.sign(changed, ANN.session()));
  }
}
