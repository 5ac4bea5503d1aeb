package io.proofworks.market.audit;

import io.proofworks.avro.Aggregate;
import io.proofworks.avro.AggregationJob;
import io.proofworks.avro.ChildProof;
import io.proofworks.avro.Coordinates;
import io.proofworks.avro.ProofRequest;
import io.proofworks.avro.Receipt;
import io.proofworks.avro.ReceiptChild;
import io.proofworks.avro.Verdict;
import io.proofworks.market.audit.Audit.Finding;
import io.proofworks.market.local.ReceiptCheck;
import io.proofworks.proofs.registry.VerifierRegistry;
import io.proofworks.protocol.Digests;
import io.proofworks.protocol.Reason;
import io.proofworks.protocol.VerdictKind;
import io.proofworks.topics.Topics;
import io.proofworks.worker.log.AvroBytes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Receipts: one for each batch at most, of a request that was taken; what is settled is proved by
 * its root once more, over child proofs that settlement published, by an aggregate that was
 * accepted; and a root that was accepted has its receipt.
 */
final class ReceiptAudit {

  private final Map<String, ProofRequest> requests;
  private final ReceiptCheck roots;
  private final Map<String, ChildProof> children = new HashMap<>();
  private final Map<String, Aggregate> aggregates = new HashMap<>();
  private final Set<String> acceptedAggregates = new HashSet<>();
  private final Map<String, String> places = new HashMap<>();
  private final List<Finding> findings = new ArrayList<>();

  /**
   * @param requests that were taken, by batch
   * @param overdue a root accepted before that, epoch milliseconds, has its receipt by now
   */
  ReceiptAudit(
      Decoding log,
      List<Decoding.Found<Verdict>> verdicts,
      Map<String, ProofRequest> requests,
      VerifierRegistry verifiers,
      long overdue) {
    this.requests = requests;
    this.roots = new ReceiptCheck(verifiers);
    log.all(Topics.POLICIES).forEach(policy -> roots.learn(policy.value()));
    log.all(Topics.CHILD_PROOFS).forEach(c -> children.put(c.value().getTaskId(), c.value()));
    log.all(Topics.AGGREGATES).forEach(a -> aggregates.put(a.place(), a.value()));
    verdicts.forEach(this::note);
    log.all(Topics.RECEIPTS).forEach(this::check);
    Map<String, Boolean> rootJobs = new HashMap<>();
    log.all(Topics.AGGREGATION_JOBS)
        .forEach(job -> rootJobs.put(key(job.value()), job.value().getRoot()));
    for (Decoding.Found<Verdict> found : verdicts) {
      if (found.time() < overdue && endsBatch(found.value(), rootJobs)) {
        found(found.place(), "the root was accepted, and there is no receipt");
      }
    }
  }

  private static String key(AggregationJob job) {
    return job.getBatchId() + " " + job.getNodeId() + " " + job.getEpoch();
  }

  private boolean endsBatch(Verdict verdict, Map<String, Boolean> rootJobs) {
    String key = verdict.getBatchId() + " " + verdict.getNodeId() + " " + verdict.getEpoch();
    return isAccepted(verdict)
        && rootJobs.getOrDefault(key, false)
        && !places.containsKey(String.valueOf(verdict.getBatchId()));
  }

  private static boolean isAccepted(Verdict verdict) {
    return verdict.getKind().equals(VerdictKind.AGGREGATE.name())
        && verdict.getReason().equals(Reason.ACCEPTED.name());
  }

  private void note(Decoding.Found<Verdict> found) {
    if (isAccepted(found.value())) {
      acceptedAggregates.add(place(found.value().getInput()));
    }
  }

  private static String place(@Nullable Coordinates at) {
    return at == null ? "" : at.getTopic() + "-" + at.getPartition() + "@" + at.getOffset();
  }

  private void check(Decoding.Found<Receipt> found) {
    Receipt receipt = found.value();
    String before = places.put(receipt.getBatchId(), found.place());
    if (before != null) {
      found(found.place(), "the batch has a receipt at " + before);
    }
    ProofRequest request = requests.get(receipt.getBatchId());
    if (request == null) {
      found(found.place(), "no batch of that id was taken: " + receipt.getBatchId());
    } else if (!receipt.getRequesterId().equals(request.getRequesterId())
        || !receipt.getRouteId().equals(request.getRouteId())
        || !receipt.getTaskClass().equals(request.getTaskClass())) {
      found(found.place(), "the request says something else");
    }
    receipt.getChildren().forEach(child -> check(found, child));
    if (receipt.getOutcome().equals("SETTLED")) {
      settled(found, receipt, request);
    }
  }

  private void check(Decoding.Found<Receipt> found, ReceiptChild child) {
    ChildProof proof = children.get(child.getTaskId());
    boolean same =
        proof != null
            && proof.getBatchId().equals(found.value().getBatchId())
            && proof.getShardIndex() == child.getShardIndex()
            && proof.getEpoch() == child.getEpoch()
            && proof.getProverId().equals(child.getProverId())
            && proof.getStatementId().equals(child.getStatementId())
            && proof.getPublicInputs().equals(child.getPublicInputs())
            && proof.getReward() == child.getReward()
            && proof.getLate() == child.getLate()
            && proof.getReveal().equals(child.getReveal())
            && Digests.proofDigest(AvroBytes.copy(proof.getProof()))
                .hex()
                .equals(child.getProofDigest());
    if (!same) {
      found(found.place(), "shard " + child.getShardIndex() + " is not the child proof's");
    }
  }

  private void settled(
      Decoding.Found<Receipt> found, Receipt receipt, @Nullable ProofRequest request) {
    if (request != null && !receipt.getPublicInputs().equals(request.getPublicInputs())) {
      found(found.place(), "other public inputs than the request's");
    }
    try {
      ReceiptCheck.Result root = roots.check(receipt);
      if (!root.valid()) {
        found(found.place(), root.detail());
      }
    } catch (IllegalArgumentException outOfForm) {
      found(found.place(), String.valueOf(outOfForm.getMessage()));
    }
    Aggregate aggregate = aggregates.get(place(receipt.getRootInput()));
    if (aggregate == null
        || !acceptedAggregates.contains(place(receipt.getRootInput()))
        || !aggregate.getAggregate().equals(receipt.getRootProof())
        || !aggregate.getAggregatorId().equals(receipt.getRootAggregatorId())) {
      found(found.place(), "its root is no aggregate that was accepted");
    }
  }

  private void found(String where, String detail) {
    findings.add(new Finding("WRONG_RECEIPT", where, detail));
  }

  int compared() {
    return places.size();
  }

  List<Finding> findings() {
    return findings;
  }
}
