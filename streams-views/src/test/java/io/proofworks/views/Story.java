package io.proofworks.views;

import io.proofworks.avro.AggregationGrant;
import io.proofworks.avro.AggregationJob;
import io.proofworks.avro.Assignee;
import io.proofworks.avro.Assignment;
import io.proofworks.avro.ChildProof;
import io.proofworks.avro.Concentration;
import io.proofworks.avro.Coordinates;
import io.proofworks.avro.Cosignature;
import io.proofworks.avro.Execution;
import io.proofworks.avro.Heartbeat;
import io.proofworks.avro.JobChild;
import io.proofworks.avro.JournalCheckpoint;
import io.proofworks.avro.JournalEntry;
import io.proofworks.avro.LedgerMovement;
import io.proofworks.avro.MetricWindow;
import io.proofworks.avro.Penalty;
import io.proofworks.avro.Policy;
import io.proofworks.avro.ProofRequest;
import io.proofworks.avro.ProverStanding;
import io.proofworks.avro.Quantiles;
import io.proofworks.avro.Receipt;
import io.proofworks.avro.Registration;
import io.proofworks.avro.RouteSignal;
import io.proofworks.avro.ScoreBreakdown;
import io.proofworks.avro.Task;
import io.proofworks.avro.TaskClosed;
import io.proofworks.avro.TaskRecord;
import io.proofworks.avro.Verdict;
import io.proofworks.messages.SignedMessages;
import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.Keccak;
import io.proofworks.protocol.SessionKey;
import io.proofworks.runtime.AppSettings;
import io.proofworks.runtime.testing.TopologyFixture;
import io.proofworks.tlog.Checkpoint;
import io.proofworks.tlog.MerkleTree;
import io.proofworks.tlog.WitnessKey;
import io.proofworks.topics.Journals;
import io.proofworks.topics.Topic;
import io.proofworks.topics.Topics;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.apache.avro.specific.SpecificRecord;

/** What a market publishes. */
public final class Story {

  public static final String BATCH = "0x" + "66".repeat(32);
  public static final String PROVER = "0x" + "01".repeat(20);
  public static final String HASH = "0x" + "77".repeat(32);

  private static final String DOMAIN = TopologyFixture.DOMAIN;
  private static final ByteBuffer NONE = ByteBuffer.allocate(0);

  /** The journal of this story. */
  public static final String JOURNAL = "task-0";

  private static final String WITNESS = "a";
  private static final byte[] SEED = new byte[32];
  private static final SessionKey SESSION = SessionKey.fromSeed(SEED);

  private Story() {}

  /** A record and when it was appended. */
  public record Told<V extends SpecificRecord>(Topic<V> topic, V value, long time) {
    public void to(TopologyFixture market) {
      var unused = market.pipe(topic, "key", value, time);
    }
  }

  public static String task(int index) {
    return "0x" + "0%d".formatted(index).repeat(32);
  }

  public static List<Told<?>> ofABatch() {
    List<Told<?>> story = new ArrayList<>();
    story.add(new Told<>(Topics.BATCHES, request(), 1_000));
    Verdict forged =
        Verdict.newBuilder(verdict("BATCH", null, null, null)).setReason("BAD_SIGNATURE").build();
    story.add(new Told<>(Topics.VERDICTS, forged, 1_050));
    story.add(new Told<>(Topics.VERDICTS, verdict("BATCH", null, null, null), 1_100));
    for (int shard = 0; shard < 2; shard++) {
      String id = task(shard);
      long later = 10L * shard;
      story.add(new Told<>(Topics.TASKS, published(shard), 2_000 + later));
      story.add(new Told<>(Topics.ASSIGNMENTS, assigned(id), 2_100 + later));
      story.add(
          new Told<>(Topics.VERDICTS, verdict("COMMIT", id, "COMMITTED", null), 3_000 + later));
      story.add(
          new Told<>(Topics.VERDICTS, verdict("REVEAL", id, "VERIFIED", null), 4_000 + later));
      story.add(new Told<>(Topics.CHILD_PROOFS, child(shard), 4_100 + later));
      story.add(new Told<>(Topics.TASKS, closed(id), 6_000 + later));
    }
    story.add(new Told<>(Topics.AGGREGATION_JOBS, job(), 5_000));
    story.add(new Told<>(Topics.VERDICTS, verdict("AGGREGATE", null, null, 0), 5_500));
    story.add(new Told<>(Topics.RECEIPTS, receipt(), 5_600));
    return story;
  }

  public static ProofRequest request() {
    return ProofRequest.newBuilder()
        .setDomain(DOMAIN)
        .setBatchId(BATCH)
        .setRequesterId(PROVER)
        .setRequesterNonce(1)
        .setProofSystem("risc0-groth16")
        .setProgramHash(HASH)
        .setInputCommitment(HASH)
        .setPublicInputs(NONE)
        .setTrace(ByteBuffer.allocate(4_000))
        .setTaskClass("STANDARD")
        .setBinding("COMMIT_REVEAL")
        .setDeadline(900_000)
        .setMaxReward(77)
        .setRouteId("a->b")
        .setSignature(NONE)
        .build();
  }

  public static Verdict verdict(String kind, String taskId, String taskState, Integer nodeId) {
    return Verdict.newBuilder()
        .setVerdictId(kind + taskId)
        .setDomain(DOMAIN)
        .setKind(kind)
        .setReason("ACCEPTED")
        .setDetail("")
        .setAuthor(PROVER)
        .setTaskId(taskId)
        .setBatchId(BATCH)
        .setNodeId(nodeId)
        .setEpoch(1)
        .setShardWeight(0)
        .setTaskState(taskState)
        .setInput(new Coordinates("market.batches", 0, 0L, 1_000L))
        .setDecidedAt(5_500)
        .setSlashed(0)
        .setRewarded(kind.equals("REVEAL") ? 5 : 0)
        .setEvidence(List.of())
        .build();
  }

  static TaskRecord published(int shard) {
    Task task =
        Task.newBuilder()
            .setBatchId(BATCH)
            .setRequesterId(PROVER)
            .setStatementId(HASH)
            .setShardIndex(shard)
            .setShardCount(2)
            .setShardWeight(7)
            .setProofSystem("risc0-groth16")
            .setProgramHash(HASH)
            .setInputCommitment(HASH)
            .setPublicInputs(NONE)
            .setTraceShard(NONE)
            .setTaskClass("STANDARD")
            .setBinding("COMMIT_REVEAL")
            .setDeadline(900_000)
            .setCommitBy(50_000)
            .setRevealWindowMs(10_000)
            .setLateGraceMs(1_000)
            .setMaxProofBytes(1_000)
            .setPolicyVersion(1)
            .setRedundancy(1)
            .setReward(5)
            .setMinReward(5)
            .setMaxReward(5)
            .setBond(10)
            .setRouteId("a->b")
            .build();
    return new TaskRecord(DOMAIN, task(shard), task);
  }

  static Assignment assigned(String id) {
    Assignee assignee = new Assignee(PROVER, new ScoreBreakdown(1, 2, 3, 4, 5, 6, 21, 9_000L));
    return new Assignment(
        DOMAIN,
        id,
        BATCH,
        1,
        List.of(assignee),
        false,
        50_000L,
        5L,
        "INITIAL",
        0L,
        null,
        List.of());
  }

  static ChildProof child(int shard) {
    return ChildProof.newBuilder()
        .setDomain(DOMAIN)
        .setBatchId(BATCH)
        .setTaskId(task(shard))
        .setShardIndex(shard)
        .setShardCount(2)
        .setShardWeight(7)
        .setEpoch(1)
        .setProverId(PROVER)
        .setStatementId(HASH)
        .setProofSystem("risc0-groth16")
        .setProgramHash(HASH)
        .setPublicInputs(NONE)
        .setProof(NONE)
        .setGrant(new AggregationGrant(BATCH, PROVER, NONE))
        .setTaskClass("STANDARD")
        .setReward(5)
        .setLate(false)
        .setTaskPublishedAt(2_000)
        .setVerifiedAt(4_000L + shard)
        .setReveal(new Coordinates("market.reveals", 0, 0L, 3_900L))
        .build();
  }

  static TaskRecord closed(String id) {
    return new TaskRecord(DOMAIN, id, new TaskClosed(BATCH, "SETTLED", "", false));
  }

  static AggregationJob job() {
    return AggregationJob.newBuilder()
        .setDomain(DOMAIN)
        .setBatchId(BATCH)
        .setJobId(HASH)
        .setNodeId(0)
        .setRoot(true)
        .setEpoch(1)
        .setAggregatorId(PROVER)
        .setScheme("BATCH")
        .setChildren(List.of(new JobChild(task(0), null, HASH), new JobChild(task(1), null, HASH)))
        .setLeaves(List.of(task(0), task(1)))
        .setLeaseUntil(15_000)
        .setBond(1)
        .setFee(2)
        .setCause("INITIAL")
        .build();
  }

  static Receipt receipt() {
    return Receipt.newBuilder()
        .setDomain(DOMAIN)
        .setBatchId(BATCH)
        .setRequesterId(PROVER)
        .setRouteId("a->b")
        .setTaskClass("STANDARD")
        .setOutcome("SETTLED")
        .setCause("")
        .setProofSystem("risc0-groth16")
        .setProgramHash(HASH)
        .setPublicInputs(NONE)
        .setScheme("BATCH")
        .setRootAggregatorId(PROVER)
        .setRootBinding(NONE)
        .setRootProof(ByteBuffer.allocate(900))
        .setChildren(List.of())
        .setAggregators(List.of())
        .setSlashes(List.of())
        .setSubmittedAt(1_000)
        .setLastChildVerifiedAt(4_001)
        .setRootVerifiedAt(5_500)
        .build();
  }

  /** All else: a policy, a prover, its account and heartbeat, measures, a route, a journal. */
  public static List<Told<?>> ofTheRest() {
    List<Told<?>> rest = new ArrayList<>();
    rest.add(new Told<>(Topics.POLICIES, policy(), 900));
    rest.add(new Told<>(Topics.PROVERS, standing(), 910));
    rest.add(new Told<>(Topics.HEARTBEATS, heartbeat(), 950));
    rest.add(new Told<>(Topics.LEDGER, movement(), 960));
    rest.add(new Told<>(Topics.EXECUTIONS, execution(), 7_000));
    rest.add(new Told<>(Topics.METRICS, window(), 7_100));
    rest.add(new Told<>(Topics.ROUTE_SIGNALS, signal(), 7_200));
    for (int i = 0; i < 3; i++) {
      rest.add(new Told<>(Topics.JOURNAL, entry(i), 7_300 + i));
    }
    rest.add(
        new Told<>(
            Topics.CHECKPOINTS, new JournalCheckpoint(DOMAIN, JOURNAL, 3L, "as signed"), 7_400));
    rest.add(new Told<>(Topics.COSIGNATURES, cosignature(2, root(2)), 7_500));
    rest.add(new Told<>(Topics.COSIGNATURES, cosignature(3, Hash32.ZERO), 7_600));
    rest.add(new Told<>(Topics.COSIGNATURES, cosignature(9, root(3)), 7_700));
    return rest;
  }

  /** All of it; what the market is made of comes first. */
  public static List<Told<?>> whole() {
    List<Told<?>> whole = new ArrayList<>();
    ofTheRest().stream().filter(told -> told.time() < 1_000).forEach(whole::add);
    whole.addAll(ofABatch());
    ofTheRest().stream().filter(told -> told.time() >= 1_000).forEach(whole::add);
    return whole;
  }

  /** Of views that name the witness of this story. */
  public static AppSettings settings() {
    return AppSettings.of(
        Map.of(
            "domain",
            DOMAIN,
            "partitions",
            "1",
            "witnesses",
            WitnessKey.of(WITNESS, SEED).text(),
            "witnesses.needed",
            "1"));
  }

  public static Policy policy() {
    return Policy.newBuilder()
        .setDomain(DOMAIN)
        .setVersion(3)
        .setClasses(List.of())
        .setPrograms(List.of())
        .setVerifierStatus(Map.of("risc0-groth16", "ACTIVE"))
        .setTargetShardWeight(1)
        .setMaxProofBytes(1_000)
        .setBondBps(1)
        .setSlashUnrevealedBps(1)
        .setSlashInvalidBps(1)
        .setSlashPlagiarismBps(1)
        .setSlashDelayBps(1)
        .setSlashCensorshipBps(1)
        .setLateRewardBps(1)
        .setBurnBps(1)
        .setStaleCompensationBps(1)
        .setUrgencyCapBps(1)
        .setDiversityCapBps(1)
        .setBreakerFailures(3)
        .setBreakerPauseMs(1)
        .setReputationHalfLifeMs(1)
        .setHeartbeatTimeoutMs(20_000)
        .setParkedPerTask(1)
        .setParkedPerProver(1)
        .setAggregationScheme("BATCH")
        .setAggregationFanIn(2)
        .setAggregationLeaseMs(10_000)
        .setAggregationMaxEpochs(3)
        .setAggregatorBond(Long.MAX_VALUE)
        .setAggregatorFee(2)
        .build();
  }

  private static ProverStanding standing() {
    Registration registration =
        Registration.newBuilder()
            .setDomain(DOMAIN)
            .setProverId(PROVER)
            .setSessionKey(ByteBuffer.wrap(SESSION.publicKey()))
            .setSessionExpiry(9_000_000)
            .setRoles(List.of("PROVER"))
            .setCapacity(4)
            .setHardwareClass("GPU")
            .setVendor("vendor")
            .setRegion("eu")
            .setClientBuild("1")
            .setOffers(List.of())
            .setRegistrationNonce(1)
            .setSignature(NONE)
            .build();
    return ProverStanding.newBuilder()
        .setDomain(DOMAIN)
        .setProverId(PROVER)
        .setRegistration(registration)
        .setStanding("REGISTERED")
        .setReliability(List.of())
        .setFailuresInARow(0)
        .setPausedUntil(0)
        .setFree(100)
        .setReserved(10)
        .setPaid(5)
        .setAsOf(910)
        .build();
  }

  private static Heartbeat heartbeat() {
    return SignedMessages.sign(
        Heartbeat.newBuilder()
            .setDomain(DOMAIN)
            .setProverId(PROVER)
            .setSequence(1)
            .setCapacity(3)
            .setInFlight(1)
            .setDraining(false)
            .setDeclines(List.of())
            .setSignature(NONE)
            .build(),
        SESSION);
  }

  private static LedgerMovement movement() {
    return LedgerMovement.newBuilder()
        .setMovementId("m")
        .setDomain(DOMAIN)
        .setAccount(PROVER)
        .setKind("DEPOSIT")
        .setFromBucket("external")
        .setToBucket("free")
        .setAmount(Long.MAX_VALUE)
        .setCounterparty("")
        .setReason("")
        .setCause("")
        .setTime(960)
        .setFree(Long.MAX_VALUE)
        .setReserved(1)
        .setEscrow(2)
        .setPaid(3)
        .setBurned(4)
        .build();
  }

  private static Execution execution() {
    return Execution.newBuilder()
        .setDomain(DOMAIN)
        .setBatchId(BATCH)
        .setRouteId("a->b")
        .setOutcome("EXECUTED")
        .setReference("")
        .setExecutedAt(6_900)
        .build();
  }

  private static MetricWindow window() {
    Quantiles some = new Quantiles(1L, 1.0, 2.0, 3.0, 4.5);
    Concentration all = new Concentration(1.0, 1.0, 1.0, 1);
    return MetricWindow.newBuilder()
        .setDomain(DOMAIN)
        .setTaskClass("STANDARD")
        .setWindowStart(0)
        .setWindowMs(10_000)
        .setAsOf(7_100)
        .setClosed(false)
        .setSampleSize(1)
        .setQueueDepth(1)
        .setQueueWeight(7)
        .setCommitNoRevealRate(0)
        .setInvalidProofRate(0)
        .setReassignmentCount(0)
        .setAggregationDelay(some)
        .setVerifiedToExecutedLag(some)
        .setProofLatency(some)
        .setCommitToReveal(some)
        .setCensored(0)
        .setRetryRate(0.25)
        .setShardWeight(some)
        .setWinners(all)
        .setVendors(all)
        .setRegions(all)
        .setClients(all)
        .setStaleWaste(0)
        .setPlagiarismRate(0)
        .setCensorshipScore(0)
        .setSlashed(0)
        .setVerified(2)
        .setSettledBatches(1)
        .setActiveAggregators(1)
        .setCapacity(3)
        .build();
  }

  private static RouteSignal signal() {
    Penalty penalty = new Penalty(0.5, "s", 0.75, 3L, 7_200L, 17_200L, List.of("NO_DATA"));
    return RouteSignal.newBuilder()
        .setRouteId("a->b")
        .setDomain(DOMAIN)
        .setTaskClass("STANDARD")
        .setProofLagPenalty(penalty)
        .setProverMarketRisk(penalty)
        .setRefundUncertainty(penalty)
        .setRegime("NORMAL")
        .setState("EXECUTED")
        .setStateCause("")
        .setBatchId(BATCH)
        .setConfidence(0.5)
        .setAsOf(7_200)
        .setValidUntil(17_200)
        .build();
  }

  private static Hash32 hash(long sequence) {
    return Keccak.hash(new byte[] {(byte) sequence});
  }

  private static JournalEntry entry(long sequence) {
    return JournalEntry.newBuilder()
        .setJournal(JOURNAL)
        .setSequence(sequence)
        .setInput(new Coordinates(Topics.VERDICTS.name(), 0, sequence, sequence))
        .setInputDigest(HASH)
        .setClocks(Map.of())
        .setOutcomeDigest(HASH)
        .setPreviousHash(HASH)
        .setEntryHash(hash(sequence).hex())
        .build();
  }

  private static Hash32 root(long size) {
    MerkleTree tree = new MerkleTree();
    LongStream.range(0, size).forEach(sequence -> tree.append(hash(sequence).bytes()));
    return tree.root(size);
  }

  private static Cosignature cosignature(long size, Hash32 root) {
    Hash32 domain = Hash32.parse(DOMAIN);
    Checkpoint checkpoint = new Checkpoint(Journals.origin(domain, JOURNAL), size, root);
    String line = WitnessKey.cosign(checkpoint.text(), WITNESS, SEED, 1);
    WitnessKey.Stamp stamp =
        WitnessKey.of(WITNESS, SEED).stamp(checkpoint.text() + "\n" + line).orElseThrow();
    return Cosignature.newBuilder()
        .setDomain(DOMAIN)
        .setJournal(JOURNAL)
        .setWitness(WITNESS)
        .setTreeSize(size)
        .setRoot(root.hex())
        .setTime(stamp.time())
        .setSignature(ByteBuffer.wrap(stamp.signature()))
        .build();
  }
}
