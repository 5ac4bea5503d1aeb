package io.proofworks.aggregation;

import static io.proofworks.aggregation.AggregationMarket.DOMAIN;
import static io.proofworks.aggregation.AggregationMarket.REQUESTER;
import static io.proofworks.aggregation.AggregationMarket.aggregator;
import static io.proofworks.aggregation.AggregationMarket.batch;
import static io.proofworks.aggregation.AggregationMarket.heartbeat;
import static io.proofworks.aggregation.AggregationMarket.work;
import static org.assertj.core.api.Assertions.assertThat;

import io.proofworks.aggregation.AggregationMarket.Batch;
import io.proofworks.avro.Aggregate;
import io.proofworks.avro.AggregationJob;
import io.proofworks.avro.Heartbeat;
import io.proofworks.avro.ProofRequest;
import io.proofworks.avro.Receipt;
import io.proofworks.avro.Verdict;
import io.proofworks.messages.SignedMessages;
import io.proofworks.protocol.Address;
import io.proofworks.protocol.OwnerKey;
import io.proofworks.protocol.SessionKey;
import io.proofworks.topics.Topics;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What anybody may write to the topics that aggregation reads: forged, unsigned, copied, replayed,
 * out of order. A test per cell of docs/authorship.md.
 */
final class HostileRecordsTest {

  private static final String ALICE = aggregator(1);
  private static final String BOB = aggregator(2);
  private static final OwnerKey OUTSIDER = OwnerKey.parse("0x" + "0f".repeat(32));

  private AggregationMarket market;

  @BeforeEach
  void openTheMarket() {
    market = AggregationMarket.of(List.of(ALICE, BOB), 1, 1_000);
  }

  @AfterEach
  void closeTheMarket() {
    market.close();
  }

  private AggregationJob leased(Batch batch) {
    return leased(batch, 2_000);
  }

  private AggregationJob leased(Batch batch, long time) {
    market.prove(batch, time);
    return market.jobs().getLast();
  }

  @Test
  void shouldNotMoveALeaseByAForgedAggregate() {
    AggregationJob job = leased(market.submit(1, 1_100));
    Aggregate honest = work(job);
    List<UnaryOperator<Aggregate.Builder>> lies =
        List.of(
            lie -> lie.setSignature(ByteBuffer.allocate(0)),
            lie -> lie.setSignature(ByteBuffer.allocate(64)),
            lie -> lie.setAggregate(ByteBuffer.allocate(32)),
            lie -> lie.setChildren(List.of()),
            lie -> lie.setChildren(List.of("not in form")),
            lie -> lie.setEpoch(0),
            lie -> lie.setEpoch(2),
            lie -> lie.setNodeId(-1),
            lie -> lie.setDomain("\u001b[2J"),
            lie -> lie.setAggregatorId(BOB.equals(job.getAggregatorId()) ? ALICE : BOB));
    for (UnaryOperator<Aggregate.Builder> lie : lies) {
      Verdict verdict = market.answer(lie.apply(Aggregate.newBuilder(honest)).build(), 3_000);

      assertThat(verdict.getReason()).isNotEqualTo("ACCEPTED");
      assertThat(verdict.getAuthor()).as(verdict.getReason()).isEmpty();
      assertThat(verdict.getSigned()).isFalse();
      assertThat(verdict.getSlashed()).isZero();
      assertThat(verdict.getInputDigest()).isNotNull();
    }
    assertThat(market.jobs()).isEmpty();

    Verdict verdict = market.answer(honest, 3_001);

    assertThat(verdict.getReason()).isEqualTo("ACCEPTED");
    assertThat(verdict.getAuthor()).isEqualTo(job.getAggregatorId());
    assertThat(verdict.getSigned()).isTrue();
  }

  /** Its key was changed, or its registration ended, while aggregation was away. */
  @ParameterizedTest
  @CsvSource({"7, REGISTERED", "7, EXPIRED", "1, EXPIRED"})
  void shouldJudgeAnAggregateByTheKeyThatItsAuthorHadWhenItWasAppended(int key, String standing) {
    AggregationJob job = leased(market.submit(1, 1_100));
    assertThat(job.getAggregatorId()).isEqualTo(ALICE);
    market.stands(
        AggregationMarket.standing(
            ALICE, AggregationMarket.key(aggregator(key)), 1_000_000, standing, 2_500),
        2_600);

    assertThat(market.answer(work(job), 2_500).getSigned()).as("by then").isFalse();
    Verdict verdict = market.answer(work(job), 2_499);

    assertThat(verdict.getReason()).isEqualTo("ACCEPTED");
    assertThat(verdict.getAuthor()).isEqualTo(ALICE);
  }

  /** The key that it has now, as before: its aggregate came after, whatever was told when. */
  @Test
  void shouldTakeAnAggregateThatIsSignedWithTheKeyOfNow() {
    AggregationJob job = leased(market.submit(1, 1_100));
    SessionKey key = AggregationMarket.key(aggregator(7));
    market.stands(AggregationMarket.standing(ALICE, key, 1_000_000, "REGISTERED", 2_500), 2_600);

    assertThat(market.answer(SignedMessages.sign(work(job), key), 2_500).getReason())
        .isEqualTo("ACCEPTED");
  }

  /** A copy of it earns nothing, and neither does one of an earlier epoch. */
  @Test
  void shouldTakeAnAggregateOnceWhoeverWroteIt() {
    AggregationJob job = leased(market.submit(1, 1_100));

    assertThat(market.answer(work(job), 3_000).getReason()).isEqualTo("ACCEPTED");
    Verdict copy = market.answer(work(job), 3_001);

    assertThat(copy.getReason()).isEqualTo("DUPLICATE");
    assertThat(copy.getRewarded()).isZero();
    assertThat(market.receipts()).hasSize(1);
  }

  @Test
  void shouldBelieveOfABatchOnlyWhatItsRequesterSignedAndItsTasksName() {
    Batch batch = batch(1);
    ProofRequest honest = batch.request();
    List<ProofRequest> copies =
        List.of(
            ProofRequest.newBuilder(honest).setRouteId("other").build(),
            ProofRequest.newBuilder(honest).setProofSystem("other").build(),
            ProofRequest.newBuilder(honest).setSignature(ByteBuffer.allocate(0)).build(),
            SignedMessages.sign(
                ProofRequest.newBuilder(honest).setRouteId("stranger's").build(), OUTSIDER),
            SignedMessages.sign(
                ProofRequest.newBuilder(honest).setProofSystem("own").build(), REQUESTER),
            SignedMessages.sign(
                ProofRequest.newBuilder(honest).setRouteId("own").build(), REQUESTER));
    copies.forEach(copy -> write(copy, 1_050));
    write(honest, 1_100);
    copies.forEach(copy -> write(copy, 1_150));
    market.publish(batch, 1_200);
    copies.forEach(copy -> write(copy, 1_250));
    write(honest, 1_260);

    AggregationJob job = leased(batch);
    copies.forEach(copy -> write(copy, 2_500));
    market.answer(work(job), 3_000);

    assertThat(market.receipts())
        .singleElement()
        .satisfies(receipt -> {
          assertThat(receipt.getOutcome()).isEqualTo("SETTLED");
          assertThat(receipt.getRouteId()).isEqualTo("route");
          assertThat(receipt.getProofSystem()).isEqualTo("risc0-groth16");
          assertThat(receipt.getSubmittedAt()).isEqualTo(1_100);
        });
  }

  @Test
  void shouldTakeARequestThatComesAfterItsTasksAndProofs() {
    Batch batch = batch(1);
    market.publish(batch, 1_200);
    market.prove(batch, 2_000);
    write(ProofRequest.newBuilder(batch.request()).setRouteId("other").build(), 2_100);
    assertThat(market.jobs()).isEmpty();

    write(batch.request(), 2_200);

    assertThat(market.jobs()).hasSize(1);
  }

  /** Nobody makes tasks of it; who writes it again once there are some was not late with it. */
  @Test
  void shouldTakeARequestBehindItsDeadlineForABatchWithTasksOnly() {
    Batch batch = batch(1);
    write(batch.request(), AggregationMarket.DEADLINE);
    market.publish(batch, AggregationMarket.DEADLINE + 10);
    market.prove(batch, AggregationMarket.DEADLINE + 20);
    assertThat(market.jobs()).isEmpty();

    write(batch.request(), AggregationMarket.DEADLINE + 30);

    assertThat(market.jobs()).hasSize(1);
  }

  private void write(ProofRequest request, long time) {
    market.pipes().pipe(Topics.BATCHES, request.getBatchId(), request, time);
  }

  /** Settlement has judged the grants; what is left of a bad one is no name of an aggregator. */
  @Test
  void shouldSettleABatchWhateverTheGrantsOfItsChildrenSay() {
    List<String> grantees =
        List.of(
            Address.ZERO.hex(),
            aggregator(9),
            ALICE,
            BOB,
            "",
            "0x",
            "\u001b[2J",
            "x".repeat(100_000));
    int nonce = 0;
    for (String grantee : grantees) {
      Batch batch = market.submit(++nonce, 1_100 + nonce);
      market.prove(batch, grantee, 2_000 + nonce);
      AggregationJob job = market.jobs().getLast();

      Verdict verdict = market.answer(work(job), 3_000 + nonce);

      assertThat(verdict.getReason()).as("granted to %.20s", grantee).isEqualTo("ACCEPTED");
      if (List.of(ALICE, BOB).contains(grantee)) {
        assertThat(job.getAggregatorId()).isEqualTo(grantee);
      }
    }
    assertThat(market.receipts())
        .hasSize(nonce)
        .extracting(Receipt::getOutcome)
        .containsOnly("SETTLED");
  }

  /** Draining in another's name, by whom the market does not know, and once more what was true. */
  @Test
  void shouldNotBelieveAForgedOrOldHeartbeat() {
    Heartbeat draining = Heartbeat.newBuilder(heartbeat(ALICE, 100, 0)).setDraining(true).build();
    beat(draining, 1_010);
    beat(Heartbeat.newBuilder(draining).setSignature(ByteBuffer.allocate(0)).build(), 1_010);
    beat(Heartbeat.newBuilder(heartbeat(ALICE, 101, 5)).setAggregationSlots(0).build(), 1_010);
    beat(heartbeat(ALICE, 0, 0), 1_010);
    beat(heartbeat(aggregator(7), 200, 9), 1_010);

    List<String> holders =
        List.of(leased(market.submit(1, 1_100)), leased(market.submit(2, 1_100))).stream()
            .map(AggregationJob::getAggregatorId)
            .toList();

    assertThat(holders).containsExactlyInAnyOrder(ALICE, BOB);
  }

  /** One that is gone is not alive because somebody writes its last heartbeat again and again. */
  @Test
  void shouldNotKeepAnAggregatorAliveByOldHeartbeats() {
    Heartbeat last = heartbeat(ALICE, 100, 1);
    beat(last, 2_000);
    for (long now = 10_000; now <= 70_000; now += 10_000) {
      beat(last, now);
      market.beat(BOB, 1, now);
      market.tick(now);
    }
    AggregationJob first = leased(market.submit(1, 70_100), 70_200);
    market.prove(market.submit(2, 70_100), 70_200);

    assertThat(first.getAggregatorId()).isEqualTo(BOB);
    assertThat(market.jobs()).isEmpty();
  }

  /** Her clock was once years ahead, and none of her heartbeats is younger than that one. */
  @Test
  void shouldCountHeartbeatsFromAnewUnderAnotherSessionKey() {
    SessionKey key = AggregationMarket.key(aggregator(7));
    beat(heartbeat(ALICE, 1_000_000, 0), 1_010);
    market.stands(AggregationMarket.standing(ALICE, 2_000_000), 1_015);
    beat(heartbeat(ALICE, 200, 1), 1_020);
    assertThat(leased(market.submit(1, 1_100)).getAggregatorId())
        .as("with the same key")
        .isEqualTo(BOB);

    market.stands(AggregationMarket.standing(ALICE, key, 1_000_000, "REGISTERED", 2_500), 2_500);
    beat(AggregationMarket.heartbeat(ALICE, key, 200, 1), 2_600);

    assertThat(leased(market.submit(2, 2_700), 2_800).getAggregatorId()).isEqualTo(ALICE);
  }

  private void beat(Heartbeat heartbeat, long time) {
    market.pipes().pipe(Topics.HEARTBEATS, heartbeat.getProverId(), heartbeat, time);
  }

  @Test
  void shouldGoOnAfterBytesThatAreNoRecords() {
    for (var topic :
        List.of(
            Topics.BATCHES,
            Topics.CHILD_PROOFS,
            Topics.HEARTBEATS,
            Topics.PROVERS,
            Topics.TASKS,
            Topics.AGGREGATES,
            Topics.AGGREGATION_JOBS,
            Topics.VERDICTS,
            Topics.POLICIES)) {
      market.pipes().pipeBytes(topic, null, new byte[] {9, 9}, 1_050);
      market.pipes().pipeBytes(topic, DOMAIN.getBytes(StandardCharsets.UTF_8), null, 1_050);
    }

    AggregationJob job = leased(market.submit(1, 1_100));

    assertThat(market.answer(work(job), 3_000).getReason()).isEqualTo("ACCEPTED");
  }
}
