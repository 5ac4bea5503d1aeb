package io.proofworks.market.audit;

import io.proofworks.avro.Aggregate;
import io.proofworks.avro.AggregationJob;
import io.proofworks.avro.ChildProof;
import io.proofworks.avro.ProofRequest;
import io.proofworks.avro.Receipt;
import io.proofworks.avro.ReceiptChild;
import io.proofworks.avro.Verdict;
import io.proofworks.market.local.ReceiptCheck;
import io.proofworks.proofs.external.ExternalServiceException;
import io.proofworks.protocol.Digests;
import io.proofworks.protocol.Reason;
import io.proofworks.protocol.VerdictKind;
import io.proofworks.topics.Topics;
import io.proofworks.worker.log.AvroBytes;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Receipts: one for each batch at most, of a request that was taken; what is settled is proved by
 * its root once more, over child proofs that settlement published, by an aggregate that was
 * accepted; and a root that was accepted has its receipt.
 */
final class ReceiptAudit {

  private final Run run;
  private final Requests requests;
  private final ReceiptCheck roots;

  /** Task to its child proof. */
  private final ScratchMap<Position> children;

  private final ScratchMap<String> acceptedAggregates;

  /** Batch to the place of its receipt. */
  private final ScratchMap<String> places;

  private final ScratchMap<Boolean> rootJobs;
  private long compared;

  ReceiptAudit(Run run, Requests requests) {
    this.run = run;
    this.requests = requests;
    this.roots = new ReceiptCheck(run.scope().verifiers());
    this.children = run.scratch().map(Position.CODEC);
    this.acceptedAggregates = run.scratch().set();
    this.places = run.scratch().map(Codec.TEXT);
    this.rootJobs = run.scratch().map(Codec.of(Boolean.class));
    Decoding log = run.log();
    log.all(Topics.POLICIES).forEach(policy -> roots.learn(policy.value()));
    log.all(Topics.CHILD_PROOFS)
        .forEach(c -> children.put(c.value().getTaskId(), Position.of(c.record().coordinates())));
    log.all(Topics.VERDICTS).forEach(this::note);
    log.all(Topics.RECEIPTS).forEach(this::check);
    log.all(Topics.AGGREGATION_JOBS)
        .forEach(job -> rootJobs.put(key(job.value()), job.value().getRoot()));
    log.all(Topics.VERDICTS)
        .filter(found -> run.times().of(found.record()) < run.overdue())
        .filter(found -> endsBatch(found.value()))
        .forEach(found -> found(found.place(), "the root was accepted, and there is no receipt"));
  }

  private static String key(AggregationJob job) {
    return job.getBatchId() + " " + job.getNodeId() + " " + job.getEpoch();
  }

  private boolean endsBatch(Verdict verdict) {
    String key = verdict.getBatchId() + " " + verdict.getNodeId() + " " + verdict.getEpoch();
    return isAccepted(verdict)
        && rootJobs.getOrDefault(key, false)
        && !places.contains(String.valueOf(verdict.getBatchId()));
  }

  private static boolean isAccepted(Verdict verdict) {
    return verdict.getKind().equals(VerdictKind.AGGREGATE.name())
        && verdict.getReason().equals(Reason.ACCEPTED.name());
  }

  private void note(Decoding.Found<Verdict> found) {
    if (isAccepted(found.value())) {
      acceptedAggregates.put(Decoding.place(found.value().getInput()), "");
    }
  }

  private void check(Decoding.Found<Receipt> found) {
    Receipt receipt = found.value();
    String before = places.get(receipt.getBatchId());
    places.put(receipt.getBatchId(), found.place());
    if (before == null) {
      compared++;
    } else {
      found(found.place(), "the batch has a receipt at " + before);
    }
    ProofRequest request = requests.accepted(receipt.getBatchId()).orElse(null);
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
    ChildProof proof =
        Optional.ofNullable(children.get(child.getTaskId()))
            .flatMap(at -> run.log().decoded(Topics.CHILD_PROOFS, at))
            .map(Decoding.Found::value)
            .orElse(null);
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
    } catch (ExternalServiceException silence) {
      throw silence.about(found.place());
    }
    Aggregate aggregate =
        run.log()
            .decoded(Topics.AGGREGATES, receipt.getRootInput())
            .map(Decoding.Found::value)
            .orElse(null);
    if (aggregate == null
        || !acceptedAggregates.contains(Decoding.place(receipt.getRootInput()))
        || !aggregate.getAggregate().equals(receipt.getRootProof())
        || !aggregate.getAggregatorId().equals(receipt.getRootAggregatorId())) {
      found(found.place(), "its root is no aggregate that was accepted");
    }
  }

  private void found(String where, String detail) {
    run.findings().add("WRONG_RECEIPT", where, detail);
  }

  long compared() {
    return compared;
  }
}
