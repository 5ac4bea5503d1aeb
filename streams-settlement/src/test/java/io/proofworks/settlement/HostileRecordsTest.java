package io.proofworks.settlement;

import static io.proofworks.settlement.Market.ANN;
import static io.proofworks.settlement.Market.BOB;
import static io.proofworks.settlement.Market.REQUESTER;
import static io.proofworks.settlement.Market.hash;
import static org.assertj.core.api.Assertions.assertThat;

import io.proofworks.avro.Commitment;
import io.proofworks.avro.Policy;
import io.proofworks.avro.ProgramEntry;
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
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.apache.kafka.common.header.internals.RecordHeaders;
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
  void shouldLiveWithWhateverPolicyIsPublished() {
    try (TopologyFixture market = TopologyFixture.of(new SettlementApplication())) {
      open(market);
      Ordeal ordeal = new Ordeal(market);
      MarketSerdes serdes = market.serdes();
      Hostile.Source<Policy> policies =
          new Hostile.Source<>(
              Topics.POLICIES,
              Market.DOMAIN.hex(),
              Market.policy(2),
              serdes,
              UnaryOperator.identity());

      long time = ordeal.endure(policies.all(), 200, false);
      time = ordeal.endure(largest(serdes), time, false);
      ordeal.settle(time);
    }
  }

  /** As large as is read, and one byte more. */
  private static List<Hostile> largest(MarketSerdes serdes) {
    Policy policy = Market.policy(3);
    int rest = serdes.encode(Topics.POLICIES, withData(policy, 0)).length + Integer.BYTES;
    int most = Topics.POLICIES.maxValueBytes() - rest;
    return Stream.of(most, most + 64, Topics.POLICIES.maxMessageBytes() - 2 * rest)
        .map(bytes ->
            new Hostile(
                "a policy with a program of " + bytes + " bytes",
                Topics.POLICIES,
                Market.DOMAIN.hex().getBytes(StandardCharsets.UTF_8),
                serdes.encode(Topics.POLICIES, withData(policy, bytes)),
                new RecordHeaders()))
        .toList();
  }

  private static Policy withData(Policy policy, int bytes) {
    ProgramEntry program =
        ProgramEntry.newBuilder()
            .setProgramHash(hash("program").hex())
            .setProofSystem("sp1-groth16")
            .setData(ByteBuffer.allocate(bytes))
            .build();
    return Policy.newBuilder(policy).setPrograms(List.of(program)).build();
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
    market.pipe(Topics.STAKES, ANN.hex(), Market.deposit(ANN, 5_000, "a"), 2);
    market.pipe(Topics.STAKES, BOB.hex(), Market.deposit(BOB, 5_000, "has money"), 2);
    market.pipe(Topics.REGISTRATIONS, ANN.hex(), Market.registration(ANN, 1), 3);
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
