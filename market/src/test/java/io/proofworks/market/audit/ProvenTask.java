package io.proofworks.market.audit;

import io.proofworks.avro.Policy;
import io.proofworks.market.local.DefaultPolicy;
import io.proofworks.protocol.Digests;
import io.proofworks.protocol.Hash32;
import io.proofworks.runtime.testing.TopologyFixture;
import io.proofworks.settlement.simulation.AuthoredRecords;
import io.proofworks.settlement.simulation.Proofs;
import io.proofworks.settlement.simulation.Sent;
import io.proofworks.settlement.testing.Identity;
import io.proofworks.settlement.testing.RealProofs;
import io.proofworks.topics.Topics;
import java.util.List;
import java.util.Set;

/** What others write for a task that settlement settles, in the market of a {@link MadeLog}. */
final class ProvenTask {

  private static final long BEGIN = MadeLog.BEGIN;
  private static final String TASK = Identity.hash("task").hex();
  private static final Hash32 NONCE = Identity.hash("nonce");
  private static final Identity REQUESTER = Identity.of("requester");
  private static final Identity PROVER = Identity.of("prover");

  private final Policy policy;
  private final AuthoredRecords records;
  private final byte[] proof;

  ProvenTask(Policy policy, AuthoredRecords.Statement statement, byte[] proof) {
    this.policy = policy;
    this.records = new AuthoredRecords(SignedLog.DOMAIN, statement);
    this.proof = proof.clone();
  }

  /** With a proof that SP1 made. */
  static ProvenTask bySp1() {
    RealProofs.Sp1Proof made = RealProofs.sp1();
    return new ProvenTask(
        DefaultPolicy.of(SignedLog.DOMAIN, List.of(), 1),
        new AuthoredRecords.Statement("sp1-groth16", made.programHash(), made.publicInputs()),
        made.proof());
  }

  /** Its prover deposits, and that is all. */
  void deposit(TopologyFixture market) {
    deposit(PROVER, market);
  }

  private void deposit(Identity who, TopologyFixture market) {
    market.pipe(Topics.STAKES, who.hex(), records.deposit(who.hex(), 1_000_000, "first"), BEGIN);
  }

  /** It is published, assigned, committed to and revealed. */
  void prove(TopologyFixture market) {
    market.pipe(Topics.POLICIES, SignedLog.DOMAIN.hex(), policy, BEGIN);
    deposit(REQUESTER, market);
    deposit(PROVER, market);
    market.pipe(Topics.REGISTRATIONS, PROVER.hex(), records.registration(PROVER), BEGIN + 1);
    market.pipe(Topics.TASKS, TASK, records.task(published()), BEGIN + 2);
    market.pipe(Topics.ASSIGNMENTS, TASK, records.assignment(assigned()), BEGIN + 3);
    MadeLog.tick(market, BEGIN + 4);
    market.pipe(
        Topics.COMMITMENTS,
        TASK,
        records.commitment(committed(), PROVER, SignedLog.DOMAIN),
        BEGIN + 5);
    MadeLog.tick(market, BEGIN + 6);
    market.pipe(Topics.REVEALS, TASK, records.reveal(revealed(), PROVER, proof, NONCE), BEGIN + 7);
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

  private Sent.Commit committed() {
    return new Sent.Commit(TASK, 1, PROVER.hex(), commitment(), true, true);
  }

  private Sent.Reveal revealed() {
    String prover = PROVER.hex();
    return new Sent.Reveal(
        TASK, 1, prover, commitment(), proof.length, Proofs.Kind.VALID, prover, true, true, true);
  }

  private String commitment() {
    return new Digests(SignedLog.DOMAIN)
        .commitment(Hash32.parse(TASK), PROVER.id(), Digests.proofDigest(proof), NONCE)
        .hex();
  }
}
