package io.proofworks.aggregation.domain;

import java.util.ArrayList;
import java.util.List;

/**
 * A node of the tree whose children exist.
 *
 * @param id unique in the batch and never reused
 * @param leaves indices of the shards below, ascending
 * @param dispatchedAt when its children were there, epoch milliseconds
 * @param epoch of the last job issued for it; 0 before the first
 * @param holders the aggregators of the epochs so far, the first one's first
 * @param shunned those of them that answered in a form that the market does not know
 */
public record Node(
    int id,
    boolean root,
    List<ChildRef> children,
    List<Integer> leaves,
    long dispatchedAt,
    int epoch,
    List<String> holders,
    List<String> shunned,
    NodeState state) {

  public Node {
    children = List.copyOf(children);
    leaves = List.copyOf(leaves);
    holders = List.copyOf(holders);
    shunned = List.copyOf(shunned);
  }

  Node leased(NodeState.Leased lease) {
    List<String> all = new ArrayList<>(holders);
    all.add(lease.aggregatorId());
    return new Node(id, root, children, leaves, dispatchedAt, epoch + 1, all, shunned, lease);
  }

  Node in(NodeState next) {
    return new Node(id, root, children, leaves, dispatchedAt, epoch, holders, shunned, next);
  }

  /** Without its last holder, as long as others are there. */
  Node shunning(String aggregatorId) {
    List<String> all = new ArrayList<>(shunned);
    all.add(aggregatorId);
    return new Node(id, root, children, leaves, dispatchedAt, epoch, holders, all, state);
  }

  /** Whether it waits for a lease of that epoch. */
  boolean waitsFor(int leaseEpoch) {
    return state instanceof NodeState.Waiting && leaseEpoch == epoch + 1;
  }

  /** Whether a lease of that epoch is out. */
  boolean isLeased(int leaseEpoch) {
    return state instanceof NodeState.Leased && leaseEpoch == epoch;
  }

  /** Whether this epoch's job can still be answered. */
  boolean isLive(int answeredEpoch) {
    return answeredEpoch == epoch && !(state instanceof NodeState.Waiting);
  }
}
