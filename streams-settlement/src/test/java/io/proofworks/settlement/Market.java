package io.proofworks.settlement;

import io.proofworks.avro.AggregationGrant;
import io.proofworks.avro.AggregationJob;
import io.proofworks.avro.Assignee;
import io.proofworks.avro.Assignment;
import io.proofworks.avro.Commitment;
import io.proofworks.avro.JobChild;
import io.proofworks.avro.Policy;
import io.proofworks.avro.Receipt;
import io.proofworks.avro.Registration;
import io.proofworks.avro.Reveal;
import io.proofworks.avro.ScoreBreakdown;
import io.proofworks.avro.Stake;
import io.proofworks.avro.Task;
import io.proofworks.avro.TaskRecord;
import io.proofworks.messages.SignedMessages;
import io.proofworks.protocol.Address;
import io.proofworks.protocol.BatchOutcome;
import io.proofworks.protocol.Digests;
import io.proofworks.protocol.Hash32;
import io.proofworks.runtime.testing.TopologyFixture;
import io.proofworks.settlement.testing.Identity;
import io.proofworks.settlement.testing.RealProofs;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Records of a small market with fixed keys: a requester, provers Ann and Bob. */
final class Market {

  static final Hash32 DOMAIN = Hash32.parse(TopologyFixture.DOMAIN);
  static final Digests DIGESTS = new Digests(DOMAIN);
  static final Identity REQUESTER = Identity.of("requester");
  static final Identity ANN = Identity.of("ann");
  static final Identity BOB = Identity.of("bob");
  static final Hash32 BATCH = hash("batch");
  static final Hash32 NONCE = hash("nonce");
  static final long BOND = 1_000;
  static final long REWARD = 10_000;
  static final long WINDOW = 1_000;
  static final long GRACE = 500;

  private Market() {}

  static Hash32 hash(String text) {
    return Identity.hash(text);
  }

  static Policy policy(int version) {
    return Policy.newBuilder()
        .setDomain(DOMAIN.hex())
        .setVersion(version)
        .setClasses(List.of())
        .setPrograms(List.of())
        .setVerifierStatus(Map.of())
        .setTargetShardWeight(1)
        .setMaxProofBytes(10_000)
        .setBondBps(1_000)
        .setSlashUnrevealedBps(5_000)
        .setSlashInvalidBps(8_000)
        .setSlashPlagiarismBps(10_000)
        .setSlashDelayBps(1_000)
        .setSlashCensorshipBps(3_000)
        .setLateRewardBps(4_000)
        .setBurnBps(2_500)
        .setStaleCompensationBps(1_000)
        .setUrgencyCapBps(0)
        .setDiversityCapBps(0)
        .setBreakerFailures(3)
        .setBreakerPauseMs(60_000)
        .setReputationHalfLifeMs(3_600_000)
        .setHeartbeatTimeoutMs(5_000)
        .setParkedPerTask(16)
        .setParkedPerProver(2)
        .setAggregationScheme("BATCH")
        .setAggregationFanIn(2)
        .setAggregationLeaseMs(5_000)
        .setAggregationMaxEpochs(3)
        .setAggregatorBond(100)
        .setAggregatorFee(50)
        .build();
  }

  static Registration registration(Identity party, long nonce) {
    return SignedMessages.sign(
        Registration.newBuilder()
            .setDomain(DOMAIN.hex())
            .setProverId(party.hex())
            .setSessionKey(ByteBuffer.wrap(party.session().publicKey()))
            .setSessionExpiry(1_000_000_000)
            .setRoles(List.of("PROVER"))
            .setCapacity(4)
            .setHardwareClass("cpu")
            .setVendor("v")
            .setRegion("eu")
            .setClientBuild("c")
            .setOffers(List.of())
            .setRegistrationNonce(nonce)
            .setSignature(ByteBuffer.allocate(0))
            .build(),
        party.owner());
  }

  static Stake deposit(Identity party, long amount, String reference) {
    return new Stake(DOMAIN.hex(), party.hex(), "DEPOSIT", amount, reference);
  }

  static Stake withdrawal(Identity party, long amount, String reference) {
    return new Stake(DOMAIN.hex(), party.hex(), "WITHDRAWAL", amount, reference);
  }

  static TaskRecord task(Hash32 taskId, RealProofs.Sp1Proof proof) {
    Task task =
        Task.newBuilder()
            .setBatchId(BATCH.hex())
            .setRequesterId(REQUESTER.hex())
            .setStatementId(hash("statement").hex())
            .setShardIndex(0)
            .setShardCount(1)
            .setShardWeight(7)
            .setProofSystem("sp1-groth16")
            .setProgramHash(proof.programHash().hex())
            .setInputCommitment(hash("input").hex())
            .setPublicInputs(ByteBuffer.wrap(proof.publicInputs()))
            .setTraceShard(ByteBuffer.allocate(0))
            .setTaskClass("STANDARD")
            .setBinding("COMMIT_REVEAL")
            .setDeadline(100_000)
            .setCommitBy(50_000)
            .setRevealWindowMs(WINDOW)
            .setLateGraceMs(GRACE)
            .setMaxProofBytes(4_000)
            .setPolicyVersion(1)
            .setRedundancy(1)
            .setReward(REWARD)
            .setMinReward(REWARD)
            .setMaxReward(2 * REWARD)
            .setBond(BOND)
            .setRouteId("route")
            .build();
    return new TaskRecord(DOMAIN.hex(), taskId.hex(), task);
  }

  static Assignment assignment(Hash32 taskId, int epoch, long commitBy, Identity... parties) {
    List<Assignee> assignees =
        Stream.of(parties)
            .map(p -> new Assignee(p.hex(), new ScoreBreakdown(0, 0, 0, 0, 0, 0, 0, 0L)))
            .toList();
    return new Assignment(
        DOMAIN.hex(),
        taskId.hex(),
        BATCH.hex(),
        epoch,
        assignees,
        false,
        commitBy,
        REWARD,
        "INITIAL",
        0L,
        null,
        List.of());
  }

  static AggregationJob job(Identity aggregator) {
    return AggregationJob.newBuilder()
        .setDomain(DOMAIN.hex())
        .setBatchId(BATCH.hex())
        .setJobId(hash("job").hex())
        .setNodeId(0)
        .setRoot(true)
        .setEpoch(1)
        .setAggregatorId(aggregator.hex())
        .setScheme("BATCH")
        .setChildren(List.of(new JobChild(hash("task").hex(), null, hash("proof").hex())))
        .setLeaves(List.of(hash("task").hex()))
        .setLeaseUntil(10_000)
        .setBond(100)
        .setFee(50)
        .setCause("INITIAL")
        .build();
  }

  /** Of a batch that ended without a root. */
  static Receipt receipt(BatchOutcome outcome) {
    ByteBuffer nothing = ByteBuffer.allocate(0);
    return Receipt.newBuilder()
        .setDomain(DOMAIN.hex())
        .setBatchId(BATCH.hex())
        .setRequesterId(REQUESTER.hex())
        .setRouteId("route")
        .setTaskClass("STANDARD")
        .setOutcome(outcome.name())
        .setCause("")
        .setProofSystem("sp1-groth16")
        .setProgramHash("")
        .setPublicInputs(nothing)
        .setScheme("")
        .setRootAggregatorId("")
        .setRootBinding(nothing)
        .setRootProof(nothing)
        .setChildren(List.of())
        .setAggregators(List.of())
        .setSlashes(List.of())
        .setSubmittedAt(0)
        .setLastChildVerifiedAt(0)
        .setRootVerifiedAt(0)
        .build();
  }

  static Commitment commitment(Hash32 taskId, int epoch, Identity party, byte[] proof) {
    Hash32 c = DIGESTS.commitment(taskId, party.id(), Digests.proofDigest(proof), NONCE);
    return SignedMessages.sign(
        new Commitment(
            DOMAIN.hex(), taskId.hex(), epoch, party.hex(), c.hex(), ByteBuffer.allocate(0)),
        party.session());
  }

  static Reveal reveal(Hash32 taskId, int epoch, Identity party, byte[] proof) {
    AggregationGrant grant =
        SignedMessages.signGrant(DOMAIN, taskId, party.id(), BATCH, Address.ZERO, party.session());
    return SignedMessages.sign(
        new Reveal(
            DOMAIN.hex(),
            taskId.hex(),
            epoch,
            party.hex(),
            ByteBuffer.wrap(proof),
            NONCE.hex(),
            grant,
            ByteBuffer.allocate(0)),
        party.session());
  }
}
