package io.proofworks.settlement.simulation;

import io.proofworks.avro.AggregationGrant;
import io.proofworks.avro.Assignee;
import io.proofworks.avro.Assignment;
import io.proofworks.avro.Commitment;
import io.proofworks.avro.Registration;
import io.proofworks.avro.Reveal;
import io.proofworks.avro.RevealWindow;
import io.proofworks.avro.ScoreBreakdown;
import io.proofworks.avro.Stake;
import io.proofworks.avro.Task;
import io.proofworks.avro.TaskClosed;
import io.proofworks.avro.TaskRecord;
import io.proofworks.avro.TaskSuperseded;
import io.proofworks.messages.SignedMessages;
import io.proofworks.protocol.Address;
import io.proofworks.protocol.Hash32;
import io.proofworks.settlement.testing.Identity;
import java.nio.ByteBuffer;
import java.util.List;

/** The records that say what their authors mean, with real signatures. */
public final class AuthoredRecords {

  /**
   * What a task asks a proof of.
   *
   * @param publicInputs as the proof system has them
   */
  public record Statement(String proofSystem, Hash32 programHash, byte[] publicInputs) {}

  private final Hash32 domain;
  private final Statement statement;

  /** Of one market, whose tasks all ask a proof of the same. */
  public AuthoredRecords(Hash32 domain, Statement statement) {
    this.domain = domain;
    this.statement = statement;
  }

  public Stake deposit(String account, long amount, String reference) {
    return new Stake(domain.hex(), account, "DEPOSIT", amount, reference);
  }

  public Stake withdrawal(String account, long amount, String reference) {
    return new Stake(domain.hex(), account, "WITHDRAWAL", amount, reference);
  }

  public Registration registration(Identity prover) {
    return SignedMessages.sign(
        Registration.newBuilder()
            .setDomain(domain.hex())
            .setProverId(prover.hex())
            .setSessionKey(ByteBuffer.wrap(prover.session().publicKey()))
            .setSessionExpiry(Long.MAX_VALUE)
            .setRoles(List.of("PROVER"))
            .setCapacity(4)
            .setHardwareClass("cpu")
            .setVendor("v")
            .setRegion("eu")
            .setClientBuild("c")
            .setOffers(List.of())
            .setRegistrationNonce(1)
            .setSignature(ByteBuffer.allocate(0))
            .build(),
        prover.owner());
  }

  public TaskRecord task(Sent.Published meaning) {
    Task task =
        Task.newBuilder()
            .setBatchId(batch(meaning.task()).hex())
            .setRequesterId(meaning.requester())
            .setStatementId(meaning.statement())
            .setShardIndex(0)
            .setShardCount(1)
            .setShardWeight(7)
            .setProofSystem(statement.proofSystem())
            .setProgramHash(statement.programHash().hex())
            .setInputCommitment(Identity.hash("input").hex())
            .setPublicInputs(ByteBuffer.wrap(statement.publicInputs()))
            .setTraceShard(ByteBuffer.allocate(0))
            .setTaskClass("STANDARD")
            .setBinding(meaning.bound() ? "IN_PROOF" : "COMMIT_REVEAL")
            .setDeadline(0)
            .setCommitBy(0)
            .setRevealWindowMs(meaning.window())
            .setLateGraceMs(meaning.grace())
            .setMaxProofBytes(meaning.maxProof())
            .setPolicyVersion(meaning.policy())
            .setRedundancy(1)
            .setReward(meaning.maxReward() / 2)
            .setMinReward(meaning.maxReward() / 2)
            .setMaxReward(meaning.maxReward())
            .setBond(meaning.bond())
            .setRouteId("route")
            .build();
    return new TaskRecord(domain.hex(), meaning.task(), task);
  }

  private static Hash32 batch(String task) {
    return Identity.hash("batch of " + task);
  }

  public TaskRecord superseded(Sent.Superseded meaning) {
    String task = meaning.task();
    return new TaskRecord(
        domain.hex(), task, new TaskSuperseded(task, "STATE_ROOT", null, meaning.since()));
  }

  public TaskRecord closed(Sent.Closed meaning) {
    String task = meaning.task();
    return new TaskRecord(domain.hex(), task, new TaskClosed(task, meaning.outcome(), "", false));
  }

  public Assignment assignment(Sent.Assigned meaning) {
    List<Assignee> assignees =
        meaning.to().stream()
            .map(p -> new Assignee(p, new ScoreBreakdown(0, 0, 0, 0, 0, 0, 0, 0L)))
            .toList();
    return new Assignment(
        domain.hex(),
        meaning.task(),
        meaning.task(),
        meaning.epoch(),
        assignees,
        meaning.open(),
        meaning.commitBy(),
        meaning.reward(),
        "INITIAL",
        0L,
        null,
        List.of());
  }

  /** To nobody: the epoch goes on without one. */
  public Assignment givenBack(Sent.GivenBack meaning, long now) {
    return new Assignment(
        domain.hex(),
        meaning.task(),
        meaning.task(),
        meaning.epoch(),
        List.of(),
        false,
        now,
        0L,
        "DECLINED",
        0L,
        null,
        List.of(meaning.by()));
  }

  /** To nobody, as a proof is there. */
  public Assignment adoption(Sent.Adopted meaning, long now) {
    return new Assignment(
        domain.hex(),
        meaning.task(),
        meaning.task(),
        meaning.epoch(),
        List.of(),
        false,
        now,
        meaning.reward(),
        "ADOPTED",
        0L,
        meaning.from(),
        List.of());
  }

  /** As settlement writes it for an acceptance. */
  public RevealWindow window(Sent.Opened meaning, int epoch, String prover) {
    return new RevealWindow(domain.hex(), meaning.task(), epoch, prover, meaning.bondId());
  }

  /**
   * @param signer who signs, which is not the prover if it means to lie
   * @param other the market that a commitment for another domain names
   */
  public Commitment commitment(Sent.Commit meaning, Identity signer, Hash32 other) {
    return SignedMessages.sign(
        new Commitment(
            (meaning.domainOk() ? domain : other).hex(),
            meaning.task(),
            meaning.epoch(),
            meaning.prover(),
            meaning.commitment(),
            ByteBuffer.allocate(0)),
        signer.session());
  }

  /** A reveal of that proof and nonce; of whoever signs it. */
  public Reveal reveal(Sent.Reveal meaning, Identity signer, byte[] proof, Hash32 nonce) {
    AggregationGrant grant =
        SignedMessages.signGrant(
            domain,
            Hash32.parse(meaning.task()),
            Address.parse(meaning.prover()),
            batch(meaning.grantOk() ? meaning.task() : "another task"),
            Address.ZERO,
            signer.session());
    return SignedMessages.sign(
        new Reveal(
            domain.hex(),
            meaning.task(),
            meaning.epoch(),
            meaning.prover(),
            ByteBuffer.wrap(proof),
            nonce.hex(),
            grant,
            ByteBuffer.allocate(0)),
        signer.session());
  }
}
