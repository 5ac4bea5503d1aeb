package io.proofworks.worker.aggregator;

import static org.assertj.core.api.Assertions.assertThat;

import io.proofworks.avro.Aggregate;
import io.proofworks.avro.AggregationGrant;
import io.proofworks.avro.AggregationJob;
import io.proofworks.avro.ChildProof;
import io.proofworks.avro.Coordinates;
import io.proofworks.avro.JobChild;
import io.proofworks.avro.Policy;
import io.proofworks.avro.Receipt;
import io.proofworks.avro.Verdict;
import io.proofworks.messages.SignedMessages;
import io.proofworks.proofs.AggregationScheme;
import io.proofworks.proofs.Program;
import io.proofworks.proofs.ProofVerdict;
import io.proofworks.proofs.Statement;
import io.proofworks.protocol.Address;
import io.proofworks.protocol.Digests;
import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.Role;
import io.proofworks.topics.TrustedRecords;
import io.proofworks.worker.ManualClock;
import io.proofworks.worker.domain.Economics;
import io.proofworks.worker.domain.Stake;
import io.proofworks.worker.domain.WorkerSettings;
import io.proofworks.worker.keys.WorkerKeys;
import io.proofworks.worker.log.AvroBytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class AggregatorLoopTest {

  private static final Hash32 DOMAIN = Hash32.parse("0x" + "d0".repeat(32));
  private static final Digests DIGESTS = new Digests(DOMAIN);
  private static final String PROGRAM = "0x" + "77".repeat(32);
  private static final long LEASE_END = 60_000;
  private static final long LEASE_BOND = 500;

  static {
    TrustedRecords.trust();
  }

  /** Begins only when as many are at work at once as it was told. */
  private static class Together implements AggregationScheme {
    private final CyclicBarrier barrier;
    final List<String> begun = Collections.synchronizedList(new ArrayList<>());

    Together(int many) {
      this.barrier = new CyclicBarrier(many);
    }

    @Override
    public String id() {
      return "TOGETHER";
    }

    @Override
    public int maxFanIn() {
      return 8;
    }

    @Override
    public long mergeCostMillis(int fanIn) {
      return 1;
    }

    @Override
    public Optional<String> obstacle(List<Program> programs) {
      return Optional.empty();
    }

    @Override
    public long mostBytes(int children, long proofBytes) {
      return 32;
    }

    @Override
    public byte[] aggregate(List<Statement> statements, List<byte[]> proofs, byte[] binding) {
      begun.add(new String(proofs.getFirst(), StandardCharsets.US_ASCII));
      try {
        barrier.await(20, TimeUnit.SECONDS);
      } catch (BrokenBarrierException | TimeoutException alone) {
        throw new IllegalStateException("nobody else is at work", alone);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      return binding;
    }

    @Override
    public ProofVerdict verify(byte[] aggregate, List<Statement> statements, byte[] binding) {
      return Arrays.equals(aggregate, binding)
          ? ProofVerdict.VALID
          : new ProofVerdict.Invalid("bound to another aggregator");
    }
  }

  /** What it makes first is nothing that it would take itself. */
  private static final class Faulty extends Together {
    private int made;

    Faulty() {
      super(1);
    }

    @Override
    public byte[] aggregate(List<Statement> statements, List<byte[]> proofs, byte[] binding) {
      byte[] aggregate = super.aggregate(statements, proofs, binding);
      return made++ == 0 ? new byte[aggregate.length] : aggregate;
    }
  }

  /** Of an older release, or without the policy by which the market knows a version. */
  private static final class Unknowing extends Together {
    private final ProofVerdict verdict;

    Unknowing(ProofVerdict verdict) {
      super(1);
      this.verdict = verdict;
    }

    @Override
    public ProofVerdict verify(byte[] aggregate, List<Statement> statements, byte[] binding) {
      return verdict;
    }
  }

  @TempDir private Path directory;
  private final ManualClock clock = new ManualClock(1_000);
  private final List<Aggregate> sent = new ArrayList<>();
  private WorkerKeys keys;

  @SuppressWarnings("NullAway.Init") // opened by each test
  private AggregatorLoop loop;

  @BeforeEach
  void makeKeys() throws IOException {
    keys = WorkerKeys.loadOrCreate(directory.resolve("keys"));
  }

  @AfterEach
  void close() {
    loop.close();
  }

  private void open(int slots, AggregationScheme scheme) {
    read(slots, scheme);
    loop.goLive();
  }

  /** One that has not read the log to its end. */
  private void read(int slots, AggregationScheme scheme) {
    WorkerSettings settings =
        new WorkerSettings(
            "a",
            DOMAIN,
            directory,
            Set.of(Role.AGGREGATOR),
            slots,
            0,
            Economics.DEFAULT,
            new WorkerSettings.Hardware("cpu", "v", "r", "b"),
            Map.of(),
            Duration.ofDays(1),
            Duration.ofSeconds(1),
            Duration.ofSeconds(1));
    loop =
        new AggregatorLoop(
            settings,
            keys,
            Map.of(scheme.id(), scheme),
            AggregatorConduct.HONEST,
            (batchId, aggregate) -> sent.add(aggregate),
            clock);
  }

  @Test
  void shouldMakeAsManyAtOnceAsItHasSlots() {
    open(2, new Together(2));
    lease(1, LEASE_END);
    lease(2, LEASE_END);

    awaitSent(2);

    assertThat(sent)
        .extracting(Aggregate::getBatchId)
        .containsExactlyInAnyOrder(batch(1), batch(2));
    assertThat(sent)
        .allSatisfy(
            made -> assertThat(SignedMessages.verify(made, keys.session().publicKey())).isTrue());
  }

  static Stream<ProofVerdict> unjudged() {
    return Stream.of(
        new ProofVerdict.Stopped("a version that the policy of the market starts"),
        new ProofVerdict.Unsupported("a selector of a newer release"));
  }

  /** Whether the market knows it is the market's to say, and costs nothing of the bond. */
  @ParameterizedTest
  @MethodSource("unjudged")
  void shouldSendWhatOnlyItselfCannotJudge(ProofVerdict verdict) {
    open(1, new Unknowing(verdict));
    lease(1, LEASE_END);

    awaitSent(1);
  }

  /** It would cost more of the bond than to send nothing. */
  @Test
  void shouldSendNoAggregateThatTheMarketWouldRefuseAndMakeItAgain() {
    Faulty scheme = new Faulty();
    open(1, scheme);
    lease(1, LEASE_END);

    Awaitility.await()
        .until(() -> {
          loop.onTime();
          clock.now += scheme.begun.isEmpty() ? 0 : 500;
          return !sent.isEmpty();
        });

    assertThat(scheme.begun).hasSizeGreaterThan(1);
    assertThat(AvroBytes.copy(sent.getFirst().getAggregate()))
        .isEqualTo(
            DIGESTS
                .aggregateBinding(DIGESTS.jobId(Hash32.parse(batch(1)), 0), 1, keys.id())
                .bytes());
  }

  @Test
  void shouldBeginWithTheLeaseThatEndsFirst() {
    Together scheme = new Together(1);
    open(1, scheme);
    lease(1, LEASE_END + 2);
    lease(2, LEASE_END + 1);
    lease(3, LEASE_END);

    awaitSent(3);

    assertThat(scheme.begun).containsExactly("proof3", "proof2", "proof1");
  }

  @Test
  void shouldGoOnWhateverTheLogSays() {
    open(1, new Together(1));
    lease(1, LEASE_END);
    for (String id : List.of("", "0x", "0x" + "zz".repeat(32), "\u001b[2J")) {
      loop.onJob(AggregationJob.newBuilder(job(2, LEASE_END)).setJobId(id).build());
      loop.onJob(AggregationJob.newBuilder(job(2, LEASE_END)).setBatchId(id).build());
      loop.onJob(AggregationJob.newBuilder(job(3, LEASE_END)).setScheme(id).build());
      loop.onJob(AggregationJob.newBuilder(job(4, LEASE_END)).setLeaves(List.of(id)).build());
      loop.onVerdict(Verdict.newBuilder(verdict(1)).setKind(id).build());
      loop.onVerdict(Verdict.newBuilder(verdict(1)).setBatchId(id).build());
      loop.onVerdict(Verdict.newBuilder(verdict(1)).setBatchId(null).build());
      loop.onVerdict(Verdict.newBuilder(verdict(1)).setNodeId(null).build());
      loop.onChildProof(ChildProof.newBuilder(child(5)).setProgramHash(id).build());
      loop.onJob(job(5, LEASE_END));
      loop.onChildProof(
          ChildProof.newBuilder(child(6)).setTaskId("leaf").setProgramHash(PROGRAM).build());
      loop.onJob(AggregationJob.newBuilder(job(6, LEASE_END)).setLeaves(List.of("leaf")).build());
    }

    Awaitility.await()
        .until(() -> {
          clock.now += 5_000 / 50;
          loop.onTime();
          return sent.stream().anyMatch(made -> made.getBatchId().equals(batch(1)));
        });
  }

  @Test
  void shouldNotTakeForItsOwnWhatIsSaidOfNobody() {
    open(1, new Together(1));
    lease(1, LEASE_END);
    loop.onVerdict(Verdict.newBuilder(verdict(1)).setAuthor("").setSigned(false).build());
    assertThat(loop.inFlight()).isEqualTo(1);

    loop.onVerdict(verdict(1));

    assertThat(loop.inFlight()).isZero();
  }

  /** The market extends leases by the time in which nobody could append. */
  @Test
  void shouldSendItsAggregateUntilTheLogSaysThatTheLeaseIsOver() {
    open(1, new Together(1));
    lease(1, LEASE_END);
    awaitSent(1);

    clock.now = LEASE_END + 180_000;
    loop.onTime();

    assertThat(sent).hasSize(2);
    assertThat(loop.hasOpenJobs()).isTrue();
    loop.onVerdict(lost(1));
    assertThat(loop.hasOpenJobs()).isFalse();
  }

  @Test
  void shouldMakeWhatIsOverByItsOwnClockAlone() {
    open(1, new Together(1));
    clock.now = LEASE_END + 20_000;

    lease(1, LEASE_END);

    awaitSent(1);
  }

  @Test
  void shouldGiveAJobUpWhenItIsSomebodyElses() {
    open(1, new Together(1));
    lease(1, LEASE_END);

    loop.onJob(
        AggregationJob.newBuilder(job(1, LEASE_END)).setEpoch(2).setAggregatorId("0x1").build());

    assertThat(loop.hasOpenJobs()).isFalse();
  }

  @Test
  void shouldGiveAJobUpWhenItsBatchIsOver() {
    open(1, new Together(1));
    lease(1, LEASE_END);
    lease(2, LEASE_END);

    loop.onReceipt(receipt(batch(1)));

    assertThat(loop.inFlight()).isOne();
    loop.onReceipt(receipt(batch(2)));
    assertThat(loop.hasOpenJobs()).isFalse();
    assertThat(loop.keptBatches()).isZero();
  }

  /** Topics are not ordered against each other. */
  @Test
  void shouldKeepNothingOfABatchWhoseReceiptWasReadBefore() {
    read(1, new Together(1));
    loop.onReceipt(receipt(batch(1)));

    lease(1, LEASE_END);

    assertThat(loop.hasOpenJobs()).isFalse();
    assertThat(loop.keptBatches()).isZero();
  }

  @Test
  void shouldTakeNoReceiptOfAnotherMarketForABatchsEnd() {
    open(1, new Together(1));
    lease(1, LEASE_END);
    Receipt receipt = receipt(batch(1));
    receipt.put("domain", batch(9));

    loop.onReceipt(receipt);

    assertThat(loop.hasOpenJobs()).isTrue();
  }

  @Test
  void shouldKeepSoMuchOfChildrenForJobsToCome() {
    open(1, new Together(1));
    ByteBuffer inputs = ByteBuffer.allocate(65_000);

    for (int i = 0; i < 20_000; i++) {
      loop.onChildProof(other(i, inputs));
    }

    assertThat(loop.keptBytes()).isLessThanOrEqualTo(AggregatorLoop.CHILD_ROOM);
    assertThat(loop.keptBatches() * 65_000L).isLessThanOrEqualTo(AggregatorLoop.CHILD_ROOM);
  }

  @Test
  void shouldKeepTheChildrenOfAJobWhateverElseComes() {
    open(1, new Together(1));
    lease(1, LEASE_END);
    ByteBuffer inputs = ByteBuffer.allocate(65_000);
    for (int i = 0; i < 20_000; i++) {
      loop.onChildProof(other(i, inputs));
    }

    awaitSent(1);
  }

  @Test
  void shouldKeepChildrenForTheNextJobOfTheirBatch() {
    open(1, new Together(1));
    lease(1, LEASE_END);
    awaitSent(1);
    loop.onVerdict(verdict(1));

    loop.onJob(AggregationJob.newBuilder(job(1, LEASE_END)).setEpoch(2).build());

    awaitSent(2);
  }

  /** A long history has more jobs than there are leases that can be out. */
  @Test
  void shouldKeepTheNewestLeasesOfAHistory() {
    read(1, new Together(1));
    lease(1, LEASE_END + 5_000);
    for (int i = 0; i < 5_000; i++) {
      String batchId = name(i);
      String jobId = DIGESTS.jobId(Hash32.parse(batchId), 0).hex();
      loop.onJob(
          AggregationJob.newBuilder(job(2, LEASE_END + i % 5_000))
              .setBatchId(batchId)
              .setJobId(jobId)
              .build());
    }
    assertThat(loop.inFlight()).isEqualTo(AggregatorLoop.MOST_OPEN);

    loop.goLive();

    awaitSent(1);
    assertThat(sent).extracting(Aggregate::getBatchId).containsExactly(batch(1));
  }

  @Test
  void shouldOfferNoMoreThanItHasWhileAJobTakesLong() {
    open(4, new Together(2));
    loop.onPolicy(leases(10_000));
    lease(1, LEASE_END);
    loop.onTime();
    clock.now += 5_000;
    assertThat(loop.slots()).isEqualTo(4);

    clock.now++;

    assertThat(loop.slots()).isOne();
  }

  /** The lease would take what the commit needs, and the proof would be for nothing. */
  @Test
  void shouldOfferNoSlotWhoseBondATaskOfTheSameWorkerNeeds() {
    open(4, new Together(1));
    loop.onPolicy(leases(10_000));
    Stake stake = new Stake(3 * LEASE_BOND, 0);

    assertThat(loop.slots(stake, Stake.Bonds.NONE)).isEqualTo(4);
    assertThat(loop.slots(stake, new Stake.Bonds(2 * LEASE_BOND, 0))).isOne();

    assertThat(loop.isCrowdedOut(stake, new Stake.Bonds(2 * LEASE_BOND, 0))).isFalse();
    assertThat(loop.isCrowdedOut(stake, new Stake.Bonds(3 * LEASE_BOND, 0))).isTrue();

    lease(1, LEASE_END);
    assertThat(loop.slots(stake, new Stake.Bonds(2 * LEASE_BOND, 0)))
        .as("the one that it has, whose bond is not shown as reserved yet")
        .isOne();
  }

  @Test
  void shouldOfferHalfAfterAJobThatTookLong() {
    open(4, new Together(1));
    loop.onPolicy(leases(10_000));
    lease(1, LEASE_END);
    loop.onTime();
    clock.now += 5_001;

    awaitSent(1);

    assertThat(loop.slots()).isEqualTo(2);
  }

  @Test
  void shouldTakeNoJobForAWhileAfterALeaseThatRanOut() {
    open(4, new Together(1));
    loop.onVerdict(lost(1));
    assertThat(loop.slots()).isZero();

    clock.now += 60_000;

    assertThat(loop.slots()).isOne();
  }

  @Test
  void shouldNotPauseForWhatIsHistoryOrSomebodyElses() {
    read(4, new Together(1));
    loop.onVerdict(lost(1));
    loop.goLive();
    loop.onVerdict(Verdict.newBuilder(lost(2)).setAuthor(batch(9)).build());
    assertThat(loop.slots()).isEqualTo(4);
  }

  /** A policy of which the loop reads nothing else. */
  private static Policy leases(long millis) {
    Policy policy = new Policy();
    policy.put("version", 1);
    policy.put("programs", List.of());
    policy.put("aggregationScheme", "TOGETHER");
    policy.put("aggregationLeaseMs", millis);
    policy.put("aggregatorBond", LEASE_BOND);
    return policy;
  }

  private Verdict lost(int number) {
    return Verdict.newBuilder(verdict(number)).setKind("LEASE").setReason("NO_REVEAL").build();
  }

  private void awaitSent(int many) {
    Awaitility.await()
        .until(() -> {
          loop.onTime();
          return sent.size() == many;
        });
  }

  private void lease(int number, long until) {
    loop.onChildProof(child(number));
    loop.onJob(job(number, until));
  }

  /** A receipt of which the loop reads nothing else. */
  private static Receipt receipt(String batchId) {
    Receipt receipt = new Receipt();
    receipt.put("domain", DOMAIN.hex());
    receipt.put("batchId", batchId);
    return receipt;
  }

  private static String name(int number) {
    return "0x" + "%064x".formatted(number);
  }

  private static ChildProof other(int number, ByteBuffer publicInputs) {
    ChildProof child = child(1);
    child.put("batchId", name(number));
    child.put("taskId", name(number));
    child.put("publicInputs", publicInputs);
    return child;
  }

  private static String batch(int number) {
    return "0x" + "%02x".formatted(number).repeat(32);
  }

  private AggregationJob job(int number, long until) {
    return new AggregationJob(
        DOMAIN.hex(),
        batch(number),
        DIGESTS.jobId(Hash32.parse(batch(number)), 0).hex(),
        0,
        true,
        1,
        keys.id().hex(),
        "TOGETHER",
        List.of(new JobChild(batch(number), null, batch(number))),
        List.of(batch(number)),
        until,
        0L,
        0L,
        "INITIAL");
  }

  private Verdict verdict(int number) {
    return Verdict.newBuilder()
        .setVerdictId(batch(number))
        .setKind("AGGREGATE")
        .setDomain(DOMAIN.hex())
        .setReason("ACCEPTED")
        .setDetail("")
        .setAuthor(keys.id().hex())
        .setBatchId(batch(number))
        .setNodeId(0)
        .setEpoch(1)
        .setShardWeight(0)
        .setDecidedAt(0)
        .setSlashed(0)
        .setRewarded(0)
        .setEvidence(List.of())
        .setSigned(true)
        .build();
  }

  private static ChildProof child(int number) {
    return new ChildProof(
        DOMAIN.hex(),
        batch(number),
        batch(number),
        0,
        1,
        1,
        1,
        Address.ZERO.hex(),
        batch(number),
        "risc0-groth16",
        PROGRAM,
        ByteBuffer.allocate(0),
        null,
        ByteBuffer.wrap(("proof" + number).getBytes(StandardCharsets.US_ASCII)),
        new AggregationGrant(batch(number), Address.ZERO.hex(), ByteBuffer.allocate(64)),
        "STANDARD",
        1L,
        false,
        0L,
        0L,
        new Coordinates("market.reveals", 0, 0L, 0L),
        0L,
        null);
  }
}
