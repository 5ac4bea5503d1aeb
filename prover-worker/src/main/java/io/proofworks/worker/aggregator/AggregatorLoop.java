package io.proofworks.worker.aggregator;

import io.proofworks.avro.Aggregate;
import io.proofworks.avro.AggregationJob;
import io.proofworks.avro.ChildProof;
import io.proofworks.avro.Policy;
import io.proofworks.avro.Receipt;
import io.proofworks.avro.Verdict;
import io.proofworks.messages.SignedMessages;
import io.proofworks.operations.LogCode;
import io.proofworks.proofs.AggregationScheme;
import io.proofworks.proofs.Program;
import io.proofworks.proofs.Statement;
import io.proofworks.protocol.Digests;
import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.Reason;
import io.proofworks.protocol.SigningException;
import io.proofworks.protocol.VerdictKind;
import io.proofworks.worker.domain.OfferedSlots;
import io.proofworks.worker.domain.Stake;
import io.proofworks.worker.domain.WorkerSettings;
import io.proofworks.worker.keys.WorkerKeys;
import io.proofworks.worker.log.AvroBytes;
import io.proofworks.worker.proving.ProgramBook;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The aggregator: takes the jobs leased to it, combines their leaf proofs under its own binding and
 * sends the aggregate. A job waits until all of its leaves have been read; as many aggregates are
 * made at once as there are slots, on threads of their own, because one can take minutes, and first
 * those whose lease ends first; an unanswered one is sent again, unchanged. A job is over when the
 * log says so, by a verdict, a newer epoch or the batch's receipt: its lease is as long as the
 * market lets it be, whatever the clock here says. One that sees that it is slow offers less
 * ({@link OfferedSlots}).
 *
 * <p>Whatever the log says, the loop goes on: a record that is not in form is no job and no answer.
 */
public final class AggregatorLoop implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(AggregatorLoop.class);
  private static final long RESEND_MILLIS = 5_000;

  private static final Comparator<AggregationJob> FIRST_TO_END =
      Comparator.comparingLong(AggregationJob::getLeaseUntil)
          .thenComparing(AggregationJob::getJobId);

  /** For child proofs of jobs to come. */
  static final long CHILD_ROOM = 128L * 1024 * 1024;

  /** Own jobs that may be open, while it is not known of which the end is on the log as well. */
  static final int MOST_OPEN = 256;

  private static final int MOST_ANSWERED = 10_000;
  private static final int MOST_ENDED = 100_000;

  /** Where aggregates go; what became of one is learned from the log. */
  @FunctionalInterface
  public interface Outlet {
    void send(String batchId, Aggregate aggregate);
  }

  private final WorkerSettings settings;
  private final WorkerKeys keys;
  private final Digests digests;
  private final Map<String, AggregationScheme> schemes;
  private final AggregatorConduct conduct;
  private final Outlet outlet;
  private final Clock clock;
  private final OfferedSlots offered;

  private final ChildProofs children = new ChildProofs(CHILD_ROOM);
  private final ProgramBook programs = new ProgramBook();
  private final Map<String, AggregationJob> open = new HashMap<>();
  private final NewestNames answered = new NewestNames(MOST_ANSWERED);
  private final NewestNames endedBatches = new NewestNames(MOST_ENDED);
  private final Map<String, Work> works = new HashMap<>();
  private final ExecutorService maker;
  private String policyScheme = "";
  private int policyVersion;
  private long leaseMillis = Long.MAX_VALUE;
  private long leaseBond;
  private boolean live;

  /**
   * @param schemes by id
   */
  public AggregatorLoop(
      WorkerSettings settings,
      WorkerKeys keys,
      Map<String, AggregationScheme> schemes,
      AggregatorConduct conduct,
      Outlet outlet,
      Clock clock) {
    this.settings = settings;
    this.keys = keys;
    this.digests = new Digests(settings.domain());
    this.schemes = Map.copyOf(schemes);
    this.conduct = conduct;
    this.outlet = outlet;
    this.clock = clock;
    this.offered = new OfferedSlots(settings.capacity(), clock);
    this.maker =
        Executors.newFixedThreadPool(
            settings.capacity(),
            Thread.ofPlatform().daemon().name("aggregates-" + settings.name()).factory());
  }

  public void goLive() {
    live = true;
  }

  public boolean hasOpenJobs() {
    return !open.isEmpty();
  }

  /**
   * Jobs it offers to work on at once: what it has room for, and a bond that no task needs.
   *
   * @param tasks bonds of the tasks that the same worker has in hand
   */
  public int slots(Stake stake, Stake.Bonds tasks) {
    return Math.min(slots(), stake.leasesBeside(tasks, inFlight(), leaseBond));
  }

  /** Whether it offers no slot because tasks in hand need all of a stake that could bond a job. */
  public boolean isCrowdedOut(Stake stake, Stake.Bonds tasks) {
    return stake.isTakenByTasks(tasks, inFlight(), leaseBond);
  }

  /** Jobs it has room for at once; no more than it has while one of them takes long. */
  int slots() {
    long now = clock.millis();
    boolean slow = works.values().stream().anyMatch(work -> work.isLong(now, leaseMillis));
    return slow ? Math.min(offered.now(), inFlight()) : offered.now();
  }

  public int inFlight() {
    return open.size();
  }

  /**
   * When the oldest child proof was verified that a job may need, by the log: a job is appended
   * after its children.
   */
  public OptionalLong oldestOwed() {
    return children.oldest();
  }

  /** What it keeps for jobs to come, bytes. */
  long keptBytes() {
    return children.waitingBytes();
  }

  /** Batches of which it keeps anything. */
  int keptBatches() {
    return children.batches();
  }

  public void onPolicy(Policy policy) {
    programs.add(policy);
    if (policy.getVersion() >= policyVersion) {
      policyVersion = policy.getVersion();
      policyScheme = policy.getAggregationScheme();
      leaseMillis = policy.getAggregationLeaseMs();
      leaseBond = policy.getAggregatorBond();
    }
  }

  /** The scheme of the policy in force, when it is none of those that are here. */
  public Optional<String> missingScheme() {
    return policyVersion == 0 || schemes.containsKey(policyScheme)
        ? Optional.empty()
        : Optional.of(policyScheme);
  }

  public void onChildProof(ChildProof child) {
    if (!endedBatches.contains(child.getBatchId())) {
      children.add(child);
    }
  }

  /** The batch is over, with whatever was to be done for it. */
  public void onReceipt(Receipt receipt) {
    if (receipt.getDomain().equals(settings.domain().hex())) {
      String batchId = receipt.getBatchId();
      endedBatches.add(batchId);
      jobsOf(batchId).forEach(this::end);
      children.end(batchId);
    }
  }

  private List<AggregationJob> jobsOf(String batchId) {
    return open.values().stream().filter(job -> job.getBatchId().equals(batchId)).toList();
  }

  public void onJob(AggregationJob job) {
    if (!isInForm(job) || endedBatches.contains(job.getBatchId())) {
      return;
    }
    AggregationJob older = open.get(job.getJobId());
    if (older != null && older.getEpoch() < job.getEpoch()) {
      end(older);
    }
    if (job.getAggregatorId().equals(me()) && !answered.contains(key(job))) {
      open.put(job.getJobId(), job);
      children.hold(job.getBatchId());
      leaveOutTheOldest();
    }
  }

  /** Of a long history, read in any order: a lease that is out ends later than those that were. */
  private void leaveOutTheOldest() {
    if (!live && open.size() > MOST_OPEN) {
      end(Collections.min(open.values(), FIRST_TO_END));
    }
  }

  private boolean isInForm(AggregationJob job) {
    return job.getDomain().equals(settings.domain().hex())
        && jobId(job.getBatchId(), job.getNodeId()).filter(job.getJobId()::equals).isPresent();
  }

  private Optional<String> jobId(@Nullable String batchId, @Nullable Integer nodeId) {
    return batchId == null || nodeId == null
        ? Optional.empty()
        : Hash32.tryParse(batchId).map(batch -> digests.jobId(batch, nodeId).hex());
  }

  public void onVerdict(Verdict verdict) {
    VerdictKind kind = VerdictKind.find(verdict.getKind()).orElse(null);
    boolean concerned = kind == VerdictKind.AGGREGATE || kind == VerdictKind.LEASE;
    if (concerned && verdict.getAuthor().equals(me())) {
      jobId(verdict.getBatchId(), verdict.getNodeId())
          .ifPresent(jobId -> onAnswer(jobId, verdict.getEpoch()));
      Reason.find(verdict.getReason()).ifPresent(this::learn);
    }
  }

  /** What was before it was here says nothing of how fast it is now. */
  private void learn(Reason reason) {
    if (live && reason.isAcceptance()) {
      offered.accepted();
    } else if (live && reason == Reason.NO_REVEAL) {
      log.warn("{} worker={} pauseMs={}", LogCode.LEASE_LOST, settings.name(), offered.lost());
    }
  }

  private void onAnswer(String jobId, int epoch) {
    answered.add(jobId + "/" + epoch);
    AggregationJob job = open.get(jobId);
    if (job != null && job.getEpoch() <= epoch) {
      end(job);
    }
  }

  private static String key(AggregationJob job) {
    return job.getJobId() + "/" + job.getEpoch();
  }

  /** To be called often: works on the jobs whose leaves are there. */
  public void onTime() {
    if (live) {
      open.values().stream().sorted(FIRST_TO_END).toList().forEach(this::work);
    }
  }

  private void work(AggregationJob job) {
    long now = clock.millis();
    Work work = works.computeIfAbsent(key(job), key -> new Work(now));
    if (now >= work.nextAt) {
      advance(job, work, now);
    }
  }

  private void end(AggregationJob job) {
    open.remove(job.getJobId());
    if (jobsOf(job.getBatchId()).isEmpty()) {
      children.release(job.getBatchId());
    }
    Work work = works.remove(key(job));
    if (work != null && work.making != null) {
      work.making.cancel(true);
    }
  }

  private void advance(AggregationJob job, Work work, long now) {
    if (work.made == null && work.making == null) {
      tryToBegin(job, work);
    } else if (work.making != null && work.making.isDone()) {
      finish(job, work, work.making);
    }
    if (work.made != null) {
      work.nextAt = now + RESEND_MILLIS;
      outlet.send(job.getBatchId(), work.made);
    }
  }

  /** What is in a job or a child may be anything that decodes. */
  private void tryToBegin(AggregationJob job, Work work) {
    if (busy() < settings.capacity()) {
      try {
        begin(job, work);
      } catch (RuntimeException unusable) {
        failed(job, work, unusable.toString());
      }
    }
  }

  private long busy() {
    return works.values().stream().filter(work -> work.making != null).count();
  }

  private void begin(AggregationJob job, Work work) {
    List<ChildProof> leaves = children.of(job.getBatchId(), job.getLeaves());
    AggregationScheme scheme = schemes.get(job.getScheme());
    if (scheme == null) {
      failed(job, work, "no scheme " + job.getScheme());
    } else if (leaves.size() == job.getLeaves().size()) {
      begin(job, work, scheme, conduct.cover(leaves));
    } else if (!work.complained && clock.millis() - work.readAt > RESEND_MILLIS) {
      work.complained = true;
      failed(job, work, leaves.size() + " of " + job.getLeaves().size() + " child proofs are here");
    }
  }

  private void begin(
      AggregationJob job, Work work, AggregationScheme scheme, List<ChildProof> covered) {
    log.info(
        "aggregating worker={} batch={} node={} leaves={}",
        settings.name(),
        job.getBatchId(),
        job.getNodeId(),
        covered.size());
    List<Statement> statements = covered.stream().map(this::statement).toList();
    List<byte[]> proofs = covered.stream().map(c -> AvroBytes.copy(c.getProof())).toList();
    byte[] binding =
        digests.aggregateBinding(Hash32.parse(job.getJobId()), job.getEpoch(), keys.id()).bytes();
    work.covered = covered.stream().map(ChildProof::getTaskId).toList();
    work.making = maker.submit(() -> CheckedAggregates.make(scheme, statements, proofs, binding));
  }

  /** One that could not be made is begun again a little later, as long as the lease is out. */
  private void finish(AggregationJob job, Work work, Future<byte[]> ended) {
    work.making = null;
    try {
      work.made = signed(job, work.covered, ended.get());
      offered.made(clock.millis() - work.readAt, leaseMillis);
    } catch (ExecutionException e) {
      failed(job, work, String.valueOf(e.getCause()));
    } catch (IllegalArgumentException | SigningException unsigned) {
      failed(job, work, unsigned.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void failed(AggregationJob job, Work work, String cause) {
    work.nextAt = clock.millis() + RESEND_MILLIS;
    log.warn(
        "{} worker={} batch={} node={} cause={}",
        LogCode.AGGREGATE_FAILED,
        settings.name(),
        job.getBatchId(),
        job.getNodeId(),
        cause);
  }

  private Aggregate signed(AggregationJob job, List<String> covered, byte[] aggregate) {
    return SignedMessages.sign(
        Aggregate.newBuilder()
            .setDomain(settings.domain().hex())
            .setBatchId(job.getBatchId())
            .setJobId(job.getJobId())
            .setNodeId(job.getNodeId())
            .setEpoch(job.getEpoch())
            .setAggregatorId(me())
            .setChildren(covered)
            .setAggregate(ByteBuffer.wrap(aggregate))
            .setSignature(ByteBuffer.allocate(0))
            .build(),
        keys.session());
  }

  @SuppressWarnings("NullAway") // a statement's binding is nullable; NullAway misses it on arrays
  private Statement statement(ChildProof child) {
    Program program = programs.find(child.getProgramHash(), child.getProofSystem());
    return new Statement(
        program,
        AvroBytes.copy(child.getPublicInputs()),
        AvroBytes.copyNullable(child.getBinding()));
  }

  private String me() {
    return keys.id().hex();
  }

  /** Gives up what is being made. */
  @Override
  public void close() {
    maker.shutdownNow();
  }
}
