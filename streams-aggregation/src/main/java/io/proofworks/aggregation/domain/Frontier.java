package io.proofworks.aggregation.domain;

import io.proofworks.aggregation.domain.NodeState.Leased;
import io.proofworks.aggregation.domain.NodeState.Verified;
import io.proofworks.aggregation.domain.NodeState.Waiting;
import java.util.ArrayList;
import java.util.List;

/**
 * The parts of a batch that nothing was dispatched above yet: what is left to plan. What should
 * have been there by now is expected now, so it sorts behind all that is.
 */
final class Frontier {

  private Frontier() {}

  /** Empty when the root was dispatched. */
  static List<TreePlan.Item> of(BatchFacts facts, Tree tree, long now, Rules rules) {
    List<TreePlan.Item> items = new ArrayList<>();
    for (Shard shard : facts.shards()) {
      if (!tree.isUsed(new ChildRef.Leaf(shard.index()))) {
        items.add(leaf(shard, now));
      }
    }
    for (Node node : tree.nodes()) {
      if (!node.root() && !tree.isUsed(new ChildRef.Inner(node.id()))) {
        items.add(inner(node, facts.shards().size(), now, rules.mergeCostMillis()));
      }
    }
    return items;
  }

  private static TreePlan.Item leaf(Shard shard, long now) {
    Child child = shard.child();
    boolean ready = child != null;
    long finish = child != null ? child.verifiedAt() : Math.max(shard.expectedFinish(), now);
    return new TreePlan.Item(new ChildRef.Leaf(shard.index()), ready, finish, shard.index());
  }

  private static TreePlan.Item inner(Node node, int shards, long now, long mergeCost) {
    long finish =
        switch (node.state()) {
          case Waiting ignored -> now + mergeCost;
          case Leased lease -> Math.max(now, lease.grantedAt() + mergeCost);
          case Verified verified -> verified.verifiedAt();
        };
    boolean ready = node.state() instanceof Verified;
    return new TreePlan.Item(
        new ChildRef.Inner(node.id()), ready, finish, (long) shards + node.id());
  }
}
