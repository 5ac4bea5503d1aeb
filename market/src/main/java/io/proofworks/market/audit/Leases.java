package io.proofworks.market.audit;

import io.proofworks.avro.Aggregate;
import io.proofworks.avro.AggregationJob;
import io.proofworks.avro.Policy;
import io.proofworks.avro.Task;
import io.proofworks.avro.TaskRecord;
import io.proofworks.avro.Verdict;
import io.proofworks.protocol.Amounts;
import io.proofworks.protocol.Digests;
import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.Reason;
import io.proofworks.protocol.VerdictKind;
import io.proofworks.runtime.journal.BrokerClocks;
import io.proofworks.topics.Topics;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Jobs and what became of their leases: bond and fee are the policy's, a lease ends once, by a
 * verdict on its holder that takes what the policy says, and none runs out before its time. It
 * needs no journal of aggregation, so that what is found here stands however that one is written.
 */
final class Leases {

  private record Lease(String batchId, int nodeId, int epoch) {}

  /** What a policy says of aggregation: a policy itself may be as large as its programs' keys. */
  private record Terms(
      long fee,
      long bond,
      String scheme,
      long leaseMs,
      int delayBps,
      int censorshipBps,
      int invalidBps,
      int plagiarismBps) {

    static Terms of(Policy policy) {
      return new Terms(
          policy.getAggregatorFee(),
          policy.getAggregatorBond(),
          policy.getAggregationScheme(),
          policy.getAggregationLeaseMs(),
          policy.getSlashDelayBps(),
          policy.getSlashCensorshipBps(),
          policy.getSlashInvalidBps(),
          policy.getSlashPlagiarismBps());
    }
  }

  private final Run run;
  private final Requests requests;
  private final Digests digests;
  private final Map<Integer, Terms> policies = new HashMap<>();

  /** Batch to the version of its policy. */
  private final ScratchMap<Integer> versions;

  private final ScratchMap<Position> jobs;
  private final ScratchMap<String> ended;
  private long compared;

  Leases(Run run, Requests requests) {
    this.run = run;
    this.requests = requests;
    this.digests = new Digests(run.scope().domain());
    this.versions = run.scratch().map(Codec.of(Integer.class));
    this.jobs = run.scratch().map(Position.CODEC);
    this.ended = run.scratch().map(Codec.TEXT);
    Decoding log = run.log();
    log.all(Topics.POLICIES)
        .sorted(Comparator.comparingLong(Decoding.Found::time))
        .forEach(
            policy -> policies.putIfAbsent(policy.value().getVersion(), Terms.of(policy.value())));
    log.all(Topics.TASKS).forEach(this::note);
    log.all(Topics.AGGREGATION_JOBS).forEach(this::issued);
    log.all(Topics.VERDICTS).forEach(this::check);
  }

  private void note(Decoding.Found<TaskRecord> found) {
    if (found.value().getEvent() instanceof Task task) {
      versions.putIfAbsent(task.getBatchId(), task.getPolicyVersion());
    }
  }

  private void issued(Decoding.Found<AggregationJob> found) {
    compared++;
    AggregationJob job = found.value();
    Lease lease = new Lease(job.getBatchId(), job.getNodeId(), job.getEpoch());
    if (jobs.putIfAbsent(lease.toString(), Position.of(found.record().coordinates())) != null) {
      found(found.place(), "given out before: " + lease);
    }
    Terms terms = terms(job.getBatchId());
    if (terms == null || requests.accepted(job.getBatchId()).isEmpty()) {
      found(found.place(), "no batch of that id was taken: " + job.getBatchId());
      return;
    }
    long fee = Amounts.multiply(terms.fee(), job.getChildren().size());
    if (job.getBond() != terms.bond() || job.getFee() != fee) {
      found(
          found.place(),
          "bond %d and fee %d, by the policy %d and %d"
              .formatted(job.getBond(), job.getFee(), terms.bond(), fee));
    }
    if (!jobId(job).equals(job.getJobId()) || !job.getScheme().equals(terms.scheme())) {
      found(found.place(), "not the job of node " + job.getNodeId());
    }
  }

  private String jobId(AggregationJob job) {
    return Hash32.tryParse(job.getBatchId())
        .map(batch -> digests.jobId(batch, job.getNodeId()).hex())
        .orElse("none");
  }

  private @Nullable Terms terms(String batchId) {
    return policies.get(versions.getOrDefault(batchId, -1));
  }

  private void check(Decoding.Found<Verdict> found) {
    Verdict verdict = found.value();
    if (verdict.getKind().equals(VerdictKind.LEASE.name())) {
      ranOut(found);
    } else if (verdict.getKind().equals(VerdictKind.AGGREGATE.name())) {
      judged(found);
    }
  }

  private static Lease lease(Verdict verdict) {
    Integer node = verdict.getNodeId();
    return new Lease(
        String.valueOf(verdict.getBatchId()), node == null ? -1 : node, verdict.getEpoch());
  }

  private Decoding.@Nullable Found<AggregationJob> job(Lease lease) {
    return Optional.ofNullable(jobs.get(lease.toString()))
        .flatMap(at -> run.log().decoded(Topics.AGGREGATION_JOBS, at))
        .orElse(null);
  }

  private void ranOut(Decoding.Found<Verdict> found) {
    compared++;
    Verdict verdict = found.value();
    Decoding.Found<AggregationJob> job = job(lease(verdict));
    Terms terms = terms(String.valueOf(verdict.getBatchId()));
    if (job == null || terms == null) {
      found(found.place(), "no such lease: " + lease(verdict));
      return;
    }
    ends(found, lease(verdict));
    if (!verdict.getAuthor().equals(job.value().getAggregatorId())) {
      found(found.place(), "its holder was " + job.value().getAggregatorId());
    }
    long slashed = Amounts.share(job.value().getBond(), terms.delayBps());
    if (verdict.getSlashed() != slashed || !verdict.getReason().equals(Reason.NO_REVEAL.name())) {
      found(found.place(), "a lease that ran out costs " + slashed + " for NO_REVEAL");
    }
    long end = Math.max(job.value().getLeaseUntil(), job.time() + terms.leaseMs());
    if (verdict.getDecidedAt() < end || found.time() + BrokerClocks.APART_MS < end) {
      found(found.place(), "it had not run out: that was at " + end + " at the earliest");
    }
  }

  private void ends(Decoding.Found<Verdict> found, Lease lease) {
    String before = ended.get(lease.toString());
    ended.put(lease.toString(), found.place());
    if (before != null) {
      found(found.place(), "the lease ended before, at " + before);
    }
  }

  private void judged(Decoding.Found<Verdict> found) {
    Verdict verdict = found.value();
    boolean accepted = verdict.getReason().equals(Reason.ACCEPTED.name());
    if (!accepted && verdict.getSlashed() == 0 && verdict.getRewarded() == 0) {
      return;
    }
    compared++;
    Decoding.Found<AggregationJob> job = job(lease(verdict));
    Terms terms = terms(String.valueOf(verdict.getBatchId()));
    if (job == null || terms == null) {
      found(found.place(), "no such lease: " + lease(verdict));
      return;
    }
    ends(found, lease(verdict));
    if (!verdict.getAuthor().equals(job.value().getAggregatorId())) {
      found(found.place(), "its holder was " + job.value().getAggregatorId());
    }
    long rewarded = accepted ? job.value().getFee() : 0;
    long slashed = accepted ? 0 : slash(verdict, job.value(), terms);
    if (verdict.getRewarded() != rewarded || verdict.getSlashed() != slashed) {
      found(found.place(), "rewarded " + rewarded + " and slashed " + slashed + " by the policy");
    }
    aggregate(found, job.value(), accepted);
  }

  private static long slash(Verdict verdict, AggregationJob job, Terms terms) {
    int bps =
        switch (Reason.find(verdict.getReason()).orElse(Reason.STALE)) {
          case INCOMPLETE_AGGREGATE -> terms.censorshipBps();
          case INVALID_PROOF, NON_CANONICAL -> terms.invalidBps();
          case PLAGIARISED -> terms.plagiarismBps();
          default -> 0;
        };
    return Amounts.share(job.getBond(), bps);
  }

  /** What can be told without verifying it: whose job it is, and which leaves it covers. */
  private void aggregate(Decoding.Found<Verdict> found, AggregationJob job, boolean accepted) {
    Decoding.Found<Aggregate> work =
        run.log().decoded(Topics.AGGREGATES, found.value().getInput()).orElse(null);
    if (work == null
        || work.value().getNodeId() != job.getNodeId()
        || work.value().getEpoch() != job.getEpoch()
        || !work.value().getBatchId().equals(job.getBatchId())
        || !work.value().getAggregatorId().equals(job.getAggregatorId())) {
      found(found.place(), "the aggregate is of another job");
      return;
    }
    boolean covers = work.value().getChildren().equals(job.getLeaves());
    boolean incomplete = found.value().getReason().equals(Reason.INCOMPLETE_AGGREGATE.name());
    if (accepted && !covers || incomplete && covers) {
      found(found.place(), "the aggregate covers " + (covers ? "all" : "other") + " leaves");
    }
  }

  private void found(String where, String detail) {
    run.findings().add("WRONG_LEASE", where, detail);
  }

  long compared() {
    return compared;
  }
}
