package io.proofworks.market.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.proofworks.aggregation.AggregationApplication;
import io.proofworks.aggregation.processor.Schemes;
import io.proofworks.market.local.DefaultPolicy;
import io.proofworks.protocol.Digests;
import io.proofworks.protocol.Hash32;
import io.proofworks.runtime.testing.TopologyFixture;
import io.proofworks.settlement.SettlementApplication;
import io.proofworks.settlement.simulation.AuthoredRecords;
import io.proofworks.settlement.simulation.Proofs;
import io.proofworks.settlement.simulation.Sent;
import io.proofworks.settlement.testing.Identity;
import io.proofworks.settlement.testing.RealProofs;
import io.proofworks.sharding.ShardingApplication;
import io.proofworks.topics.Topic;
import io.proofworks.topics.Topics;
import java.util.List;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

/**
 * What each application publishes was written when the entry was from which it follows, or an audit
 * of the log says so.
 */
final class PublishedWithItsEntryTest {

  private static final long TOGETHER_MS = 120_000;
  private static final int AFTER_SECONDS = 200;
  private static final long BEGIN = MadeLog.BEGIN;
  private static final String TASK = Identity.hash("task").hex();
  private static final Hash32 NONCE = Identity.hash("nonce");
  private static final Identity REQUESTER = Identity.of("requester");
  private static final Identity PROVER = Identity.of("prover");
  private static final RealProofs.Sp1Proof PROOF = RealProofs.sp1();
  private static final AuthoredRecords RECORDS =
      new AuthoredRecords(
          SignedLog.DOMAIN,
          new AuthoredRecords.Statement("sp1-groth16", PROOF.programHash(), PROOF.publicInputs()));

  /** Somebody deposits. */
  private static void deposit(Identity who, TopologyFixture market) {
    market.pipe(Topics.STAKES, who.hex(), RECORDS.deposit(who.hex(), 1_000_000, "first"), BEGIN);
  }

  /** A task is published, assigned, committed to and revealed. */
  private static void prove(TopologyFixture market) {
    String domain = SignedLog.DOMAIN.hex();
    market.pipe(Topics.POLICIES, domain, DefaultPolicy.of(SignedLog.DOMAIN, List.of(), 1), BEGIN);
    deposit(REQUESTER, market);
    deposit(PROVER, market);
    market.pipe(Topics.REGISTRATIONS, PROVER.hex(), RECORDS.registration(PROVER), BEGIN + 1);
    market.pipe(Topics.TASKS, TASK, RECORDS.task(published()), BEGIN + 2);
    market.pipe(Topics.ASSIGNMENTS, TASK, RECORDS.assignment(assigned()), BEGIN + 3);
    MadeLog.tick(market, BEGIN + 4);
    market.pipe(
        Topics.COMMITMENTS,
        TASK,
        RECORDS.commitment(committed(), PROVER, SignedLog.DOMAIN),
        BEGIN + 5);
    MadeLog.tick(market, BEGIN + 6);
    market.pipe(
        Topics.REVEALS, TASK, RECORDS.reveal(revealed(), PROVER, PROOF.proof(), NONCE), BEGIN + 7);
    MadeLog.tick(market, BEGIN + 8);
  }

  private static Sent.Published published() {
    String statement = Identity.hash("statement").hex();
    return new Sent.Published(
        TASK, REQUESTER.hex(), statement, false, 6_000, 2_000, 1_000, 20_000, 4_000, 1);
  }

  private static Sent.Assigned assigned() {
    return new Sent.Assigned(TASK, 1, Set.of(PROVER.hex()), false, BEGIN + 5_000, 10_000);
  }

  private static Sent.Commit committed() {
    return new Sent.Commit(TASK, 1, PROVER.hex(), commitment(), true, true);
  }

  private static Sent.Reveal revealed() {
    int bytes = PROOF.proof().length;
    String prover = PROVER.hex();
    return new Sent.Reveal(
        TASK, 1, prover, commitment(), bytes, Proofs.Kind.VALID, prover, true, true, true);
  }

  private static String commitment() {
    Hash32 digest = Digests.proofDigest(PROOF.proof());
    return new Digests(SignedLog.DOMAIN)
        .commitment(Hash32.parse(TASK), PROVER.id(), digest, NONCE)
        .hex();
  }

  /** What is no aggregate is answered. */
  private static void writeAnyAggregate(TopologyFixture market) {
    market.pipeBytes(Topics.AGGREGATES, new byte[] {1}, new byte[] {2}, BEGIN);
  }

  /** What takes back a batch that there is not, and for which no request can come any more. */
  private static void supersede(TopologyFixture market) {
    MadeLog.tick(market, BEGIN + 1);
    market.pipe(Topics.SUPERSESSIONS, Hash32.ZERO.hex(), UnsignedRecordsTest.signed(), BEGIN);
  }

  @Test
  void shouldFindAMovementThatSettlementWroteLongAfterItsEntry() {
    ForgedLog log = MadeLog.of(new SettlementApplication(), market -> deposit(PROVER, market));
    requireTogether(log, Topics.LEDGER);
    requireTogether(log, Topics.VERDICTS);
    requireTogether(log, Topics.PROVERS);
  }

  @Test
  void shouldFindAChildProofThatSettlementWroteLongAfterItsEntry() {
    requireTogether(
        MadeLog.of(new SettlementApplication(), PublishedWithItsEntryTest::prove),
        Topics.CHILD_PROOFS);
  }

  @Test
  void shouldFindAnAnswerThatAggregationWroteLongAfterItsEntry() {
    requireTogether(
        MadeLog.of(
            new AggregationApplication(Schemes.standard()),
            PublishedWithItsEntryTest::writeAnyAggregate),
        Topics.VERDICTS);
  }

  @Test
  void shouldFindAnAnswerThatShardingWroteLongAfterItsEntry() {
    requireTogether(
        MadeLog.of(new ShardingApplication(), PublishedWithItsEntryTest::supersede),
        Topics.VERDICTS);
  }

  private static void requireTogether(ForgedLog log, Topic<?> topic) {
    ConsumerRecord<byte[], byte[]> last = log.of(topic).getLast();
    long onTime = last.timestamp() + TOGETHER_MS;

    ForgedLog asItWas = log.with(last, ForgedLog.dated(last, onTime));
    ForgedLog late = log.with(last, ForgedLog.dated(last, onTime + 1));

    assertThat(apart(ticked(asItWas))).as("%s on time", topic.name()).isEmpty();
    assertThat(apart(ticked(late)))
        .as("%s late", topic.name())
        .containsExactly(ForgedLog.place(last));
    assertThat(apart(ticked(standingStill(late))))
        .as("%s, while the log stood still", topic.name())
        .isEmpty();
  }

  /** Once a second from where its ticks end. */
  private static ForgedLog ticked(ForgedLog log) {
    return log.later(ForgedLog.TICKED, 1, AFTER_SECONDS);
  }

  /** Nothing but what is there was written up to its end. */
  private static ForgedLog standingStill(ForgedLog log) {
    ForgedLog next = log;
    for (Topic<?> topic : ForgedLog.TICKED) {
      next = next.ticked(topic, 0, log.newest());
    }
    return next;
  }

  private static List<String> apart(ForgedLog log) {
    return MadeLog.findings(log).stream()
        .filter(found -> found.kind().equals("WRONG_TIME"))
        .map(Audit.Finding::where)
        .toList();
  }
}
