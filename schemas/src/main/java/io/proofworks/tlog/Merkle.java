package io.proofworks.tlog;

import io.proofworks.protocol.Hash32;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;

/** Hashes of RFC 6962 section 2.1 (SHA-256), and how its proofs are checked. */
public final class Merkle {

  /** Root of the empty tree: SHA-256 of nothing. */
  public static final Hash32 EMPTY = sha256();

  private static final byte[] LEAF = {0};
  private static final byte[] NODE = {1};

  private Merkle() {}

  /** SHA-256(0x00, data). */
  public static Hash32 leaf(byte[] data) {
    return sha256(LEAF, data);
  }

  /** SHA-256(0x01, left, right). */
  public static Hash32 node(Hash32 left, Hash32 right) {
    return sha256(NODE, left.bytes(), right.bytes());
  }

  private static Hash32 sha256(byte[]... parts) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (byte[] part : parts) {
        digest.update(part);
      }
      return Hash32.of(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /**
   * Whether a leaf is in a tree (RFC 9162 section 2.1.3.2).
   *
   * @param leaf hash of the leaf
   * @param index of the leaf, from 0
   * @param size of the tree
   */
  public static boolean isIncluded(
      Hash32 leaf, long index, long size, List<Hash32> proof, Hash32 root) {
    if (index < 0 || index >= size) {
      return false;
    }
    long node = index;
    long last = size - 1;
    Hash32 hash = leaf;
    for (Hash32 sibling : proof) {
      if (last == 0) {
        return false;
      }
      if ((node & 1) == 1 || node == last) {
        hash = node(sibling, hash);
        while ((node & 1) == 0 && node != 0) {
          node >>= 1;
          last >>= 1;
        }
      } else {
        hash = node(hash, sibling);
      }
      node >>= 1;
      last >>= 1;
    }
    return last == 0 && hash.equals(root);
  }

  /**
   * Whether one tree is a prefix of another (RFC 9162 section 2.1.4.2).
   *
   * @param size of the smaller tree, from 1
   * @param larger size of the larger one
   */
  public static boolean isConsistent(
      long size, long larger, Hash32 root, Hash32 largerRoot, List<Hash32> proof) {
    if (size < 1 || size > larger) {
      return false;
    }
    if (size == larger) {
      return proof.isEmpty() && root.equals(largerRoot);
    }
    boolean whole = Long.bitCount(size) == 1;
    if (proof.isEmpty()) {
      return false;
    }
    long node = size - 1;
    long last = larger - 1;
    while ((node & 1) == 1) {
      node >>= 1;
      last >>= 1;
    }
    Hash32 small = whole ? root : proof.getFirst();
    Hash32 large = small;
    for (Hash32 sibling : whole ? proof : proof.subList(1, proof.size())) {
      if (last == 0) {
        return false;
      }
      if ((node & 1) == 1 || node == last) {
        small = node(sibling, small);
        large = node(sibling, large);
        while ((node & 1) == 0 && node != 0) {
          node >>= 1;
          last >>= 1;
        }
      } else {
        large = node(large, sibling);
      }
      node >>= 1;
      last >>= 1;
    }
    return last == 0 && small.equals(root) && large.equals(largerRoot);
  }
}
