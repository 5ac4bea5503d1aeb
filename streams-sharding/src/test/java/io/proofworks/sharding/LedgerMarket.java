package io.proofworks.sharding;

import io.proofworks.avro.ClassPolicy;
import io.proofworks.avro.Decline;
import io.proofworks.avro.Heartbeat;
import io.proofworks.avro.Policy;
import io.proofworks.avro.ProgramEntry;
import io.proofworks.avro.ProofRequest;
import io.proofworks.avro.ProverStanding;
import io.proofworks.avro.Registration;
import io.proofworks.avro.StandingOffer;
import io.proofworks.avro.Supersession;
import io.proofworks.avro.Verdict;
import io.proofworks.messages.SignedMessages;
import io.proofworks.proofs.Program;
import io.proofworks.proofs.ShardPlan;
import io.proofworks.proofs.circuit.CircuitBuilder;
import io.proofworks.proofs.groth16.DevelopmentSetup;
import io.proofworks.proofs.groth16.VerifyingKey;
import io.proofworks.proofs.ledgercircuit.LedgerProgram;
import io.proofworks.proofs.ledgercircuit.LedgerSplitter;
import io.proofworks.proofs.ledgercircuit.LedgerTrace;
import io.proofworks.protocol.Address;
import io.proofworks.protocol.Digests;
import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.Keccak;
import io.proofworks.protocol.MarketRules;
import io.proofworks.protocol.OwnerKey;
import io.proofworks.protocol.Reason;
import io.proofworks.protocol.Role;
import io.proofworks.protocol.SessionKey;
import io.proofworks.protocol.Standing;
import io.proofworks.protocol.TaskClass;
import io.proofworks.protocol.TaskState;
import io.proofworks.protocol.VerdictKind;
import io.proofworks.runtime.testing.TopologyFixture;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Signed messages of a market for ledger batches, depth 8, two transfers per shard. */
final class LedgerMarket {

  static final Hash32 DOMAIN = Hash32.parse(TopologyFixture.DOMAIN);
  static final int DEPTH = 8;
  static final LedgerProgram PROGRAM = new LedgerProgram(DEPTH, 2, anyKey());
  static final OwnerKey REQUESTER = OwnerKey.parse("0x" + "11".repeat(32));
  static final long DEADLINE = 100_000;
  private static final LedgerTrace WIDE = wideTrace();
  private static final byte[] WIDE_INPUTS = publicInputs(WIDE);

  private LedgerMarket() {}

  /** A prover with its keys. */
  record Prover(OwnerKey owner, SessionKey session) {
    static Prover of(int seed) {
      byte[] bytes = new byte[32];
      Arrays.fill(bytes, (byte) seed);
      return new Prover(OwnerKey.parse(Hash32.of(bytes).hex()), SessionKey.fromSeed(bytes));
    }

    String id() {
      return owner.address().hex();
    }
  }

  /** Verifies nothing of the ledger; only its form matters to whoever splits. */
  private static VerifyingKey anyKey() {
    CircuitBuilder circuit = new CircuitBuilder(4);
    for (int i = 0; i < 4; i++) {
      circuit.product(circuit.publicInput(i), circuit.input());
    }
    return DevelopmentSetup.generate(circuit.build().constraints(), new SecureRandom(), 1)
        .verifyingKey();
  }

  static Policy policy() {
    Program program = PROGRAM.program();
    return Policy.newBuilder()
        .setDomain(DOMAIN.hex())
        .setVersion(1)
        .setClasses(Arrays.stream(TaskClass.values()).map(LedgerMarket::terms).toList())
        .setPrograms(
            List.of(
                new ProgramEntry(
                    Hash32.of(program.hash()).hex(),
                    program.proofSystem(),
                    ByteBuffer.wrap(program.data()))))
        .setVerifierStatus(Map.of())
        .setTargetShardWeight(PROGRAM.weight())
        .setMaxProofBytes(16_384)
        .setBondBps(20_000)
        .setSlashUnrevealedBps(5_000)
        .setSlashInvalidBps(5_000)
        .setSlashPlagiarismBps(10_000)
        .setSlashDelayBps(2_000)
        .setSlashCensorshipBps(5_000)
        .setLateRewardBps(5_000)
        .setBurnBps(5_000)
        .setStaleCompensationBps(1_000)
        .setUrgencyCapBps(5_000)
        .setDiversityCapBps(500)
        .setBreakerFailures(3)
        .setBreakerPauseMs(60_000)
        .setReputationHalfLifeMs(3_600_000L)
        .setHeartbeatTimeoutMs(10_000)
        .setParkedPerTask(16)
        .setParkedPerProver(64)
        .setAggregationScheme("BATCH")
        .setAggregationFanIn(4)
        .setAggregationLeaseMs(10_000)
        .setAggregationMaxEpochs(6)
        .setAggregatorBond(2_000_000)
        .setAggregatorFee(50)
        .setRules(MarketRules.NEWEST)
        .build();
  }

  private static ClassPolicy terms(TaskClass taskClass) {
    return new ClassPolicy(
        taskClass.name(), 1_000L, 1, 10_000L, 5_000L, 2_000L, 8_000, 15_000, 3, 1_000L, 8_000L, 10);
  }

  /** Five transfers in a circle of three accounts. */
  static LedgerTrace trace() {
    List<LedgerTrace.Account> accounts = new ArrayList<>();
    List<LedgerTrace.Transfer> transfers = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      byte[] address = new byte[20];
      address[0] = (byte) (i + 1);
      accounts.add(new LedgerTrace.Account(address, BigInteger.valueOf(100)));
    }
    for (int i = 0; i < 5; i++) {
      transfers.add(new LedgerTrace.Transfer(i % 3, (i + 1) % 3, BigInteger.valueOf(10 + i)));
    }
    return new LedgerTrace(accounts, transfers);
  }

  static byte[] publicInputs(LedgerTrace trace) {
    return ((ShardPlan.Shards) LedgerSplitter.split(trace, List.of(PROGRAM), PROGRAM.weight()))
        .publicInputs();
  }

  static ProofRequest request(byte[] trace, byte[] publicInputs, OwnerKey signer) {
    return request(trace, publicInputs, REQUESTER, 1, signer);
  }

  /** One transfer among so many accounts that it takes thirty milliseconds of a core. */
  static ProofRequest wide(OwnerKey requester, long nonce) {
    return request(WIDE.encode(), WIDE_INPUTS, requester, nonce, requester);
  }

  private static LedgerTrace wideTrace() {
    List<LedgerTrace.Account> accounts = new ArrayList<>();
    for (int i = 0; i < 1 << DEPTH; i++) {
      byte[] address = new byte[20];
      address[0] = (byte) i;
      accounts.add(new LedgerTrace.Account(address, BigInteger.TEN));
    }
    return new LedgerTrace(accounts, List.of(new LedgerTrace.Transfer(0, 1, BigInteger.ONE)));
  }

  private static ProofRequest request(
      byte[] trace, byte[] publicInputs, OwnerKey owner, long nonce, OwnerKey signer) {
    Hash32 family = Hash32.of(LedgerProgram.familyHash(DEPTH));
    Hash32 commitment = Keccak.hash(trace);
    Address requester = owner.address();
    Hash32 batchId =
        new Digests(DOMAIN).batchId(family, commitment, publicInputs, requester, nonce);
    return SignedMessages.sign(
        ProofRequest.newBuilder()
            .setDomain(DOMAIN.hex())
            .setBatchId(batchId.hex())
            .setRequesterId(requester.hex())
            .setRequesterNonce(nonce)
            .setProofSystem(LedgerProgram.PROOF_SYSTEM)
            .setProgramHash(family.hex())
            .setInputCommitment(commitment.hex())
            .setPublicInputs(ByteBuffer.wrap(publicInputs))
            .setTrace(ByteBuffer.wrap(trace))
            .setTaskClass("STANDARD")
            .setBinding("IN_PROOF")
            .setDeadline(DEADLINE)
            .setMaxReward(10_000_000)
            .setRouteId("route")
            .setSignature(ByteBuffer.allocate(0))
            .build(),
        signer);
  }

  static ProofRequest request() {
    return request(trace().encode(), publicInputs(trace()), REQUESTER);
  }

  /** Another one for the same work. */
  static ProofRequest request(long nonce) {
    return request(trace().encode(), publicInputs(trace()), REQUESTER, nonce, REQUESTER);
  }

  static Supersession supersession(String batchId, OwnerKey signer) {
    return SignedMessages.sign(
        Supersession.newBuilder()
            .setDomain(DOMAIN.hex())
            .setBatchId(batchId)
            .setRequesterId(signer.address().hex())
            .setCause("STATE_ROOT")
            .setSignature(ByteBuffer.allocate(0))
            .build(),
        signer);
  }

  static ProverStanding standing(Prover prover, int capacity) {
    Registration registration =
        Registration.newBuilder()
            .setDomain(DOMAIN.hex())
            .setProverId(prover.id())
            .setSessionKey(ByteBuffer.wrap(prover.session().publicKey()))
            .setSessionExpiry(1_000_000)
            .setRoles(List.of(Role.PROVER.name()))
            .setCapacity(capacity)
            .setHardwareClass("cpu")
            .setVendor("v")
            .setRegion("eu")
            .setClientBuild("1")
            .setOffers(List.of(new StandingOffer("STANDARD", LedgerProgram.PROOF_SYSTEM, 10L)))
            .setRegistrationNonce(1)
            .setSignature(ByteBuffer.allocate(0))
            .build();
    return ProverStanding.newBuilder()
        .setDomain(DOMAIN.hex())
        .setProverId(prover.id())
        .setRegistration(registration)
        .setStanding(Standing.REGISTERED.name())
        .setReliability(List.of())
        .setFailuresInARow(0)
        .setPausedUntil(0)
        .setFree(1_000_000_000)
        .setReserved(0)
        .setPaid(0)
        .setAsOf(1)
        .build();
  }

  /** Of who only asks. */
  static ProverStanding standing(OwnerKey requester, long free) {
    return ProverStanding.newBuilder(standing(Prover.of(1), 1))
        .setProverId(requester.address().hex())
        .setRegistration(null)
        .setStanding(Standing.UNREGISTERED.name())
        .setFree(free)
        .build();
  }

  static Heartbeat heartbeat(Prover prover, long sequence, Decline... declines) {
    return SignedMessages.sign(
        Heartbeat.newBuilder()
            .setDomain(DOMAIN.hex())
            .setProverId(prover.id())
            .setSequence(sequence)
            .setCapacity(8)
            .setInFlight(0)
            .setDraining(false)
            .setDeclines(List.of(declines))
            .setSignature(ByteBuffer.allocate(0))
            .build(),
        prover.session());
  }

  static Verdict verdict(
      VerdictKind kind, Reason reason, String taskId, int epoch, String author, TaskState state) {
    return Verdict.newBuilder()
        .setVerdictId(Hash32.ZERO.hex())
        .setDomain(DOMAIN.hex())
        .setKind(kind.name())
        .setReason(reason.name())
        .setDetail("")
        .setAuthor(author)
        .setTaskId(taskId)
        .setEpoch(epoch)
        .setShardWeight(1)
        .setTaskState(state.name())
        .setDecidedAt(1)
        .setSlashed(0)
        .setRewarded(0)
        .setEvidence(List.of())
        .build();
  }
}
