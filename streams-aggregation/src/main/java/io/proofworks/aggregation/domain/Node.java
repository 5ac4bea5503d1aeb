package io.proofworks.aggregation.domain;

import java.util.ArrayList;
import java.util.List;

/**
 * A node of the tree whose children exist.
 *
 * @param id unique in the batch and never reused
 * @param leaves indices of the shards below, ascending
 * @param epoch of the last job issued for it; 0 before the first
 * @param holders the aggregators of the epochs so far, the first one's first
 */
public record Node(
    int id,
    boolean root,
    List<ChildRef> children,
    List<Integer> leaves,
    int epoch,
    List<String> holders,
    NodeState state) {

  public Node {
    children = List.copyOf(children);
    leaves = List.copyOf(leaves);
    holders = List.copyOf(holders);
  }

  Node leased(NodeState.Leased lease) {
    List<String> all = new ArrayList<>(holders);
    all.add(lease.aggregatorId());
    return new Node(id, root, children, leaves, epoch + 1, all, lease);
  }

  /** Whether that aggregator may be given this node at that time, as far as the node goes. */
  boolean mayGoTo(String aggregatorId, NodeState.Waiting waiting, long now) {
    return now >= waiting.holdersFrom() || !holders.contains(aggregatorId);
  }

  Node in(NodeState next) {
    return new Node(id, root, children, leaves, epoch, holders, next);
  }

  /** Whether this epoch's job can still be answered. */
  boolean isLive(int answeredEpoch) {
    return answeredEpoch == epoch && !(state instanceof NodeState.Waiting);
  }
}
