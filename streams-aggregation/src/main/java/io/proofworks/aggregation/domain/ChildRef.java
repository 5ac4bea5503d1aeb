package io.proofworks.aggregation.domain;

/** What a node of the tree stands on: a shard's proof, or the aggregate of a node below. */
public sealed interface ChildRef {

  /** The proof of the shard with that index, from 0. */
  record Leaf(int shardIndex) implements ChildRef {}

  /** The aggregate of that node. */
  record Inner(int nodeId) implements ChildRef {}
}
