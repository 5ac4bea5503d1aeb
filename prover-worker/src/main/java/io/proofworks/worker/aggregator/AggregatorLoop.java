package io.proofworks.worker.aggregator;

import io.proofworks.avro.Aggregate;
import io.proofworks.avro.AggregationJob;
import io.proofworks.avro.ChildProof;
import io.proofworks.avro.Policy;
import io.proofworks.avro.Verdict;
import io.proofworks.messages.SignedMessages;
import io.proofworks.proofs.AggregationScheme;
import io.proofworks.proofs.Program;
import io.proofworks.proofs.Statement;
import io.proofworks.protocol.Digests;
import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.VerdictKind;
import io.proofworks.topics.Topics;
import io.proofworks.worker.WorkerSettings;
import io.proofworks.worker.keys.WorkerKeys;
import io.proofworks.worker.log.AvroBytes;
import io.proofworks.worker.log.MarketWriter;
import io.proofworks.worker.proving.ProgramBook;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The aggregator: takes the jobs leased to it, combines their leaf proofs under its own binding and
 * sends the aggregate. A job waits until all of its leaves have been read; an unanswered aggregate
 * is sent again, unchanged.
 */
public final class AggregatorLoop {

  private static final Logger log = LoggerFactory.getLogger(AggregatorLoop.class);
  private static final long RESEND_MILLIS = 5_000;

  private final WorkerSettings settings;
  private final WorkerKeys keys;
  private final Digests digests;
  private final Map<String, AggregationScheme> schemes;
  private final AggregatorConduct conduct;
  private final MarketWriter writer;
  private final Clock clock;

  private final Map<String, ChildProof> children = new HashMap<>();
  private final ProgramBook programs = new ProgramBook();
  private final Map<String, AggregationJob> open = new HashMap<>();
  private final Set<String> answered = new HashSet<>();
  private final Map<String, Long> resendAt = new HashMap<>();
  private final Map<String, Aggregate> sent = new HashMap<>();
  private boolean live;

  /**
   * @param schemes by id
   */
  public AggregatorLoop(
      WorkerSettings settings,
      WorkerKeys keys,
      Map<String, AggregationScheme> schemes,
      AggregatorConduct conduct,
      MarketWriter writer,
      Clock clock) {
    this.settings = settings;
    this.keys = keys;
    this.digests = new Digests(settings.domain());
    this.schemes = Map.copyOf(schemes);
    this.conduct = conduct;
    this.writer = writer;
    this.clock = clock;
  }

  public void goLive() {
    live = true;
  }

  public boolean hasOpenJobs() {
    return !open.isEmpty();
  }

  public int inFlight() {
    return open.size();
  }

  public void onPolicy(Policy policy) {
    programs.add(policy);
  }

  public void onChildProof(ChildProof child) {
    children.put(child.getTaskId(), child);
  }

  public void onJob(AggregationJob job) {
    AggregationJob older = open.get(job.getJobId());
    if (older != null && older.getEpoch() < job.getEpoch()) {
      open.remove(job.getJobId());
    }
    if (job.getAggregatorId().equals(me()) && !answered.contains(key(job))) {
      open.put(job.getJobId(), job);
    }
  }

  public void onVerdict(Verdict verdict) {
    VerdictKind kind = VerdictKind.valueOf(verdict.getKind());
    boolean concerned = kind == VerdictKind.AGGREGATE || kind == VerdictKind.LEASE;
    if (!concerned || verdict.getNodeId() == null || verdict.getBatchId() == null) {
      return;
    }
    Hash32 jobId = digests.jobId(Hash32.parse(verdict.getBatchId()), verdict.getNodeId());
    if (verdict.getAuthor().equals(me())) {
      answered.add(jobId.hex() + "/" + verdict.getEpoch());
      AggregationJob job = open.get(jobId.hex());
      if (job != null && job.getEpoch() <= verdict.getEpoch()) {
        open.remove(jobId.hex());
      }
    }
  }

  private static String key(AggregationJob job) {
    return job.getJobId() + "/" + job.getEpoch();
  }

  /** To be called often: works on the jobs whose leaves are there. */
  public void onTime() {
    if (live) {
      List.copyOf(open.values()).forEach(this::work);
    }
  }

  private void work(AggregationJob job) {
    long now = clock.millis();
    if (now >= job.getLeaseUntil()) {
      open.remove(job.getJobId());
    } else if (now >= resendAt.getOrDefault(key(job), 0L)) {
      aggregate(job)
          .ifPresent(aggregate -> {
            resendAt.put(key(job), clock.millis() + RESEND_MILLIS);
            writer.send(Topics.AGGREGATES, job.getBatchId(), aggregate);
          });
    }
  }

  private Optional<Aggregate> aggregate(AggregationJob job) {
    Aggregate known = sent.get(key(job));
    if (known != null) {
      return Optional.of(known);
    }
    List<ChildProof> leaves =
        job.getLeaves().stream().map(children::get).filter(Objects::nonNull).toList();
    AggregationScheme scheme = schemes.get(job.getScheme());
    if (leaves.size() < job.getLeaves().size() || scheme == null) {
      return Optional.empty();
    }
    Aggregate made = make(job, scheme, conduct.cover(leaves));
    sent.put(key(job), made);
    return Optional.of(made);
  }

  private Aggregate make(AggregationJob job, AggregationScheme scheme, List<ChildProof> covered) {
    log.info(
        "aggregating worker={} batch={} node={} leaves={}",
        settings.name(),
        job.getBatchId(),
        job.getNodeId(),
        covered.size());
    Hash32 binding =
        digests.aggregateBinding(Hash32.parse(job.getJobId()), job.getEpoch(), keys.id());
    byte[] aggregate =
        scheme.aggregate(
            covered.stream().map(this::statement).toList(),
            covered.stream().map(c -> AvroBytes.copy(c.getProof())).toList(),
            binding.bytes());
    return SignedMessages.sign(
        Aggregate.newBuilder()
            .setDomain(settings.domain().hex())
            .setBatchId(job.getBatchId())
            .setJobId(job.getJobId())
            .setNodeId(job.getNodeId())
            .setEpoch(job.getEpoch())
            .setAggregatorId(me())
            .setChildren(covered.stream().map(ChildProof::getTaskId).toList())
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
}
