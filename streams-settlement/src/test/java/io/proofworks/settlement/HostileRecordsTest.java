package io.proofworks.settlement;

import static io.proofworks.settlement.Market.ANN;
import static io.proofworks.settlement.Market.BOB;
import static io.proofworks.settlement.Market.REQUESTER;
import static io.proofworks.settlement.Market.hash;
import static org.assertj.core.api.Assertions.assertThat;

import io.proofworks.avro.Commitment;
import io.proofworks.avro.Registration;
import io.proofworks.avro.Reveal;
import io.proofworks.avro.Stake;
import io.proofworks.avro.StandingOffer;
import io.proofworks.messages.SignedMessages;
import io.proofworks.protocol.Hash32;
import io.proofworks.runtime.testing.Hostile;
import io.proofworks.runtime.testing.Ordeal;
import io.proofworks.runtime.testing.TopologyFixture;
import io.proofworks.serde.MarketSerdes;
import io.proofworks.settlement.testing.RealProofs;
import io.proofworks.topics.Topics;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Whatever an outsider writes is answered once, and an honest prover behind it is paid. */
class HostileRecordsTest {

  private static final Hash32 TASK = hash("task");
  private static final RealProofs.Sp1Proof PROOF = RealProofs.sp1();

  @Test
  void shouldAnswerEveryRegistrationStakeCommitAndRevealOnceAndSettleTheHonestOne() {
    endure(Hostile.Source::all);
  }

  @Test
  @Tag("nightly")
  void shouldAnswerManyMixedOnes() {
    endure(source -> source.mixed(20_261_129L, 10_000));
  }

  private static void endure(Function<Hostile.Source<?>, List<Hostile>> records) {
    try (TopologyFixture market = TopologyFixture.of(new SettlementApplication())) {
      open(market);
      Ordeal ordeal = new Ordeal(market);
      MarketSerdes serdes = market.serdes();

      long time = ordeal.endure(records.apply(registrations(serdes)), 200, true);
      time = ordeal.endure(records.apply(stakes(serdes)), time, true);
      time = ordeal.endure(records.apply(commitments(serdes)), time, true);
      ordeal.settle(time++);
      time = ordeal.endure(records.apply(reveals(serdes)), time, true);
      ordeal.settle(time++);

      ordeal.requireOneAnswerEach();
      market.pipe(
          Topics.COMMITMENTS, TASK.hex(), Market.commitment(TASK, 1, ANN, PROOF.proof()), time);
      market.tickAll(time + 1);
      market.pipe(Topics.REVEALS, TASK.hex(), Market.reveal(TASK, 1, ANN, PROOF.proof()), time + 2);
      market.tickAll(time + 3);
      assertThat(market.read(Topics.CHILD_PROOFS))
          .singleElement()
          .satisfies(child -> assertThat(child.getProverId()).isEqualTo(ANN.hex()));
    }
  }

  private static void open(TopologyFixture market) {
    market.pipe(Topics.POLICIES, Market.DOMAIN.hex(), Market.policy(1), 1);
    market.pipe(Topics.REGISTRATIONS, ANN.hex(), Market.registration(ANN, 1), 2);
    market.pipe(Topics.STAKES, ANN.hex(), Market.deposit(ANN, 5_000, "a"), 3);
    market.pipe(Topics.STAKES, REQUESTER.hex(), Market.deposit(REQUESTER, 100_000, "r"), 4);
    market.pipe(Topics.TASKS, TASK.hex(), Market.task(TASK, PROOF), 100);
    market.tickAll(105);
    market.pipe(Topics.ASSIGNMENTS, TASK.hex(), Market.assignment(TASK, 1, 50_000, ANN), 110);
    market.tickAll(150);
  }

  private static Hostile.Source<Registration> registrations(MarketSerdes serdes) {
    Registration good =
        Registration.newBuilder(Market.registration(BOB, 1))
            .setOffers(List.of(new StandingOffer("STANDARD", "sp1-groth16", 1L)))
            .build();
    return new Hostile.Source<>(
        Topics.REGISTRATIONS,
        BOB.hex(),
        good,
        serdes,
        changed -> SignedMessages.sign(changed, BOB.owner()));
  }

  private static Hostile.Source<Stake> stakes(MarketSerdes serdes) {
    return new Hostile.Source<>(
        Topics.STAKES, BOB.hex(), Market.deposit(BOB, 1, "b"), serdes, changed -> changed);
  }

  private static Hostile.Source<Commitment> commitments(MarketSerdes serdes) {
    return new Hostile.Source<>(
        Topics.COMMITMENTS,
        TASK.hex(),
        Market.commitment(TASK, 1, BOB, PROOF.proof()),
        serdes,
        changed -> SignedMessages.sign(changed, BOB.session()));
  }

  private static Hostile.Source<Reveal> reveals(MarketSerdes serdes) {
    return new Hostile.Source<>(
        Topics.REVEALS,
        TASK.hex(),
        Market.reveal(TASK, 1, BOB, PROOF.proof()),
        serdes,
        changed -> SignedMessages.sign(changed, BOB.session()));
  }
}
