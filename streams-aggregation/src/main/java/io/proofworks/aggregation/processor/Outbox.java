package io.proofworks.aggregation.processor;

import io.proofworks.aggregation.domain.BatchFacts;
import io.proofworks.aggregation.domain.ChildRef;
import io.proofworks.aggregation.domain.Effect;
import io.proofworks.aggregation.domain.Node;
import io.proofworks.aggregation.domain.NodeState;
import io.proofworks.aggregation.domain.Tree;
import io.proofworks.avro.AggregationJob;
import io.proofworks.avro.Evidence;
import io.proofworks.avro.JobChild;
import io.proofworks.avro.Verdict;
import io.proofworks.protocol.Address;
import io.proofworks.protocol.Digests;
import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.VerdictKind;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** From what was decided to what travels. */
final class Outbox {

  private final Digests digests;

  Outbox(Digests digests) {
    this.digests = digests;
  }

  AggregationJob job(Effect.Issue issue) {
    Node node = issue.node();
    BatchFacts facts = issue.facts();
    return AggregationJob.newBuilder()
        .setDomain(facts.domain())
        .setBatchId(facts.batchId())
        .setJobId(jobId(facts, node).hex())
        .setNodeId(node.id())
        .setRoot(node.root())
        .setEpoch(node.epoch())
        .setAggregatorId(issue.lease().aggregatorId())
        .setScheme(issue.scheme())
        .setChildren(
            node.children().stream().map(part -> child(part, facts, issue.tree())).toList())
        .setLeaves(node.leaves().stream().map(leaf -> facts.shardAt(leaf).taskId()).toList())
        .setLeaseUntil(issue.lease().leaseUntil())
        .setBond(issue.lease().bond())
        .setFee(issue.lease().fee())
        .setCause(issue.cause().name())
        .build();
  }

  /** The answer to a lease that ended without one. */
  Verdict verdict(Effect.EndLease end, long now) {
    NodeState.Leased lease = end.lease();
    Hash32 id =
        digests.deadlineId(
            VerdictKind.LEASE,
            jobId(end.facts(), end.node()),
            end.node().epoch(),
            Address.parse(lease.aggregatorId()),
            lease.leaseUntil());
    return verdict(VerdictKind.LEASE, end.facts().domain(), end.facts().batchId(), now)
        .setVerdictId(id.hex())
        .setReason(end.reason().name())
        .setDetail(end.detail())
        .setAuthor(lease.aggregatorId())
        .setNodeId(end.node().id())
        .setEpoch(end.node().epoch())
        .setSlashed(end.slashed())
        .setEvidence(List.of())
        .build();
  }

  /** The answer to a submission, but for what only its record can say. */
  static Verdict.Builder verdict(Effect.Answer answer, String domain, String batchId, long now) {
    return verdict(VerdictKind.AGGREGATE, domain, batchId, now)
        .setReason(answer.reason().name())
        .setDetail(answer.detail())
        .setTaskClass(answer.taskClass())
        .setSlashed(answer.slashed())
        .setRewarded(answer.rewarded())
        .setVictim(answer.victim())
        .setEvidence(answer.evidence().stream().map(Outbox::evidence).toList());
  }

  static Verdict.Builder verdict(
      VerdictKind kind, String domain, @Nullable String batchId, long now) {
    return Verdict.newBuilder()
        .setKind(kind.name())
        .setDomain(domain)
        .setBatchId(batchId)
        .setDecidedAt(now)
        .setShardWeight(0)
        .setSlashed(0)
        .setRewarded(0);
  }

  private static Evidence evidence(Effect.Finding finding) {
    return new Evidence(finding.name(), finding.value());
  }

  private static JobChild child(ChildRef part, BatchFacts facts, Tree tree) {
    return switch (part) {
      case ChildRef.Leaf(int index) -> {
        var shard = facts.shardAt(index);
        yield new JobChild(shard.taskId(), null, shard.proof().proofDigest());
      }
      case ChildRef.Inner(int nodeId) -> new JobChild(null, nodeId, tree.verified(nodeId).digest());
    };
  }

  private Hash32 jobId(BatchFacts facts, Node node) {
    return digests.jobId(Hash32.parse(facts.batchId()), node.id());
  }
}
