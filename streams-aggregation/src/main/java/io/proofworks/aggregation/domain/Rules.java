package io.proofworks.aggregation.domain;

import io.proofworks.proofs.AggregationScheme;
import io.proofworks.proofs.Program;
import io.proofworks.proofs.Statement;
import io.proofworks.proofs.registry.VerifierRegistry;
import io.proofworks.protocol.Address;
import io.proofworks.protocol.Digests;
import io.proofworks.protocol.Hash32;
import java.util.List;

/**
 * Everything a batch is judged by: the policy of its tasks, the scheme that policy names, and the
 * proof systems under the newest statuses.
 */
public record Rules(
    AggregationPolicy policy, AggregationScheme scheme, VerifierRegistry systems, Digests digests) {

  /**
   * Most children of a node: what policy wants and the scheme can, and never under two. A scheme
   * that needs whole batches takes all that it can.
   */
  int fanIn() {
    int wanted = scheme.needsWholeBatch() ? scheme.maxFanIn() : policy.fanIn();
    return Math.max(2, Math.min(wanted, scheme.maxFanIn()));
  }

  /**
   * How long a job over so many leaves is its holder's: what policy says, and longer when making
   * such an aggregate is expected to take more than half of it.
   */
  long leaseMs(int leaves) {
    return Math.max(policy.leaseMs(), Math.multiplyExact(2L, scheme.mergeCostMillis(leaves)));
  }

  long mergeCostMillis() {
    return scheme.mergeCostMillis(fanIn());
  }

  Hash32 jobId(String batchId, int nodeId) {
    return digests.jobId(Hash32.parse(batchId), nodeId);
  }

  /** What an aggregate of that epoch must carry, 32 bytes. */
  byte[] binding(String batchId, int nodeId, int epoch, String aggregatorId) {
    return digests
        .aggregateBinding(jobId(batchId, nodeId), epoch, Address.parse(aggregatorId))
        .bytes();
  }

  /** What the leaves prove, in their order. */
  List<Statement> statements(BatchFacts facts, List<Integer> leaves) {
    return leaves.stream().map(leaf -> statement(facts.shardAt(leaf).proof())).toList();
  }

  /** NullAway does not see the nullable array of a record that was compiled elsewhere. */
  @SuppressWarnings("NullAway")
  private Statement statement(Child child) {
    return new Statement(program(child), child.publicInputs(), child.binding());
  }

  /** What a child's proof is about. */
  Program program(Child child) {
    byte[] data = policy.programs().getOrDefault(child.programHash(), new byte[0]);
    return new Program(Hash32.parse(child.programHash()).bytes(), child.proofSystem(), data);
  }
}
