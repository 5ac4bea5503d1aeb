package io.proofworks.aggregation.domain;

import io.proofworks.protocol.JobCause;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The nodes that were dispatched so far; a node's id is its place in the list. What is not
 * dispatched yet is only a {@link TreePlan}.
 */
public record Tree(List<Node> nodes) {

  /** Nothing dispatched. */
  public static final Tree EMPTY = new Tree(List.of());

  public Tree {
    nodes = List.copyOf(nodes);
  }

  Optional<Node> node(int id) {
    return id >= 0 && id < nodes.size() ? Optional.of(nodes.get(id)) : Optional.empty();
  }

  Tree with(Node node) {
    List<Node> all = new ArrayList<>(nodes);
    if (node.id() == all.size()) {
      all.add(node);
    } else {
      all.set(node.id(), node);
    }
    return new Tree(all);
  }

  /** A new node above these parts, with the next id; waiting, and not in the tree yet. */
  Node grow(List<ChildRef> children, boolean root, long now) {
    List<Integer> leaves = children.stream().flatMap(this::leavesOf).sorted().toList();
    NodeState fresh = NodeState.Waiting.from(JobCause.INITIAL, now, false);
    return new Node(nodes.size(), root, children, leaves, now, 0, List.of(), List.of(), fresh);
  }

  /** The accepted aggregate of a node that is known to have one. */
  public NodeState.Verified verified(int id) {
    if (nodes.get(id).state() instanceof NodeState.Verified verified) {
      return verified;
    }
    throw new IllegalStateException("node " + id + " is not verified");
  }

  /** Whether a node was dispatched above this part. */
  boolean isUsed(ChildRef part) {
    return nodes.stream().anyMatch(node -> node.children().contains(part));
  }

  private Stream<Integer> leavesOf(ChildRef part) {
    return switch (part) {
      case ChildRef.Leaf leaf -> Stream.of(leaf.shardIndex());
      case ChildRef.Inner inner -> nodes.get(inner.nodeId()).leaves().stream();
    };
  }
}
