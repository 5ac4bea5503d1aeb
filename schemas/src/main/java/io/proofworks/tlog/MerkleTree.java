package io.proofworks.tlog;

import io.proofworks.protocol.Hash32;
import java.util.ArrayList;
import java.util.List;

/**
 * A Merkle tree of RFC 6962 that grows at its end and proves things of itself at any of its sizes.
 * Not thread-safe.
 */
public final class MerkleTree {

  private final MerkleNodes nodes;
  private long size;

  /** An empty one in memory. */
  public MerkleTree() {
    this(MerkleNodes.inMemory(), 0);
  }

  /**
   * One that has been written before.
   *
   * @param size leaves whose nodes are there
   */
  public MerkleTree(MerkleNodes nodes, long size) {
    this.nodes = nodes;
    this.size = size;
  }

  /** Leaves. */
  public long size() {
    return size;
  }

  /** Adds a leaf. */
  public void append(byte[] data) {
    Hash32 hash = Merkle.leaf(data);
    long index = size;
    int level = 0;
    nodes.put(level, index, hash);
    while (index % 2 == 1) {
      hash = Merkle.node(nodes.get(level, index - 1), hash);
      index >>= 1;
      level++;
      nodes.put(level, index, hash);
    }
    size++;
  }

  /** The root that the tree had at a size. */
  public Hash32 root(long size) {
    requireSize(size);
    return size == 0 ? Merkle.EMPTY : root(0, size);
  }

  private void requireSize(long size) {
    if (size < 0 || size > size()) {
      throw new IllegalArgumentException("size " + size + " of a tree of " + size());
    }
  }

  /** Root of leaves [from, to), where from begins a subtree that large. */
  private Hash32 root(long from, long to) {
    long count = to - from;
    if (Long.bitCount(count) == 1) {
      int level = Long.numberOfTrailingZeros(count);
      return nodes.get(level, from >> level);
    }
    long split = split(count);
    return Merkle.node(root(from, from + split), root(from + split, to));
  }

  /** The largest power of two below the count. */
  private static long split(long count) {
    return Long.highestOneBit(count - 1);
  }

  /**
   * Proves that a leaf is in the tree of a size: the siblings on the way up.
   *
   * @throws IllegalArgumentException if it is not, or the tree is not that large yet
   */
  public List<Hash32> inclusion(long index, long size) {
    requireSize(size);
    if (index < 0 || index >= size) {
      throw new IllegalArgumentException("leaf " + index + " of " + size);
    }
    List<Hash32> proof = new ArrayList<>();
    path(index, 0, size, proof);
    return proof;
  }

  private void path(long index, long from, long to, List<Hash32> proof) {
    if (to - from == 1) {
      return;
    }
    long middle = from + split(to - from);
    if (index < middle) {
      path(index, from, middle, proof);
      proof.add(root(middle, to));
    } else {
      path(index, middle, to, proof);
      proof.add(root(from, middle));
    }
  }

  /**
   * Proves that the tree of one size is the beginning of that of another.
   *
   * @throws IllegalArgumentException unless 1 <= size <= larger <= the tree's size
   */
  public List<Hash32> consistency(long size, long larger) {
    requireSize(larger);
    if (size < 1 || size > larger) {
      throw new IllegalArgumentException("from " + size + " to " + larger);
    }
    List<Hash32> proof = new ArrayList<>();
    subproof(size, 0, larger, true, proof);
    return proof;
  }

  private void subproof(long size, long from, long to, boolean whole, List<Hash32> proof) {
    if (size == to) {
      if (!whole) {
        proof.add(root(from, to));
      }
      return;
    }
    long middle = from + split(to - from);
    if (size <= middle) {
      subproof(size, from, middle, whole, proof);
      proof.add(root(middle, to));
    } else {
      subproof(size, middle, to, false, proof);
      proof.add(root(from, middle));
    }
  }
}
