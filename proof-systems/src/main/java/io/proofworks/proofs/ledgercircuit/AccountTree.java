package io.proofworks.proofs.ledgercircuit;

import io.proofworks.proofs.bn254.Fr;
import io.proofworks.proofs.circuit.Poseidon;
import io.proofworks.proofs.ledgercircuit.LedgerTrace.Account;
import java.math.BigInteger;
import java.util.List;

/**
 * The Poseidon Merkle tree of the accounts. A leaf is Poseidon(address, balance), a place without
 * account is 0. Only the left part that holds accounts is stored; right of it every subtree is an
 * empty one. Not thread-safe.
 */
final class AccountTree {

  private static final int L = Fr.LIMBS;
  private static final int ELEMENT_BYTES = 32;

  /** The empty subtrees, by level. */
  private static final long[] EMPTY = emptySubtrees();

  private final int depth;
  private final int accounts;
  private final long[][] levels;

  /** A tree of 2^depth places; the account at index i of the list is leaf i. */
  AccountTree(int depth, List<Account> accounts) {
    this.depth = depth;
    this.accounts = accounts.size();
    this.levels = new long[depth + 1][];
    for (int level = 0; level <= depth; level++) {
      levels[level] = new long[nodes(level) * L];
    }
    for (int i = 0; i < this.accounts; i++) {
      leaf(accounts.get(i).addressNumber(), accounts.get(i).balance(), levels[0], i * L);
    }
    for (int level = 1; level <= depth; level++) {
      for (int i = 0; i < nodes(level); i++) {
        hashChildren(level, i);
      }
    }
  }

  private static long[] emptySubtrees() {
    long[] empty = new long[(ShardTrace.MAX_DEPTH + 1) * L];
    long[] pair = new long[2 * L];
    for (int level = 1; level <= ShardTrace.MAX_DEPTH; level++) {
      Fr.set(pair, 0, empty, (level - 1) * L);
      Fr.set(pair, L, empty, (level - 1) * L);
      Poseidon.TWO.hash(empty, level * L, pair, 0);
    }
    return empty;
  }

  private static void leaf(BigInteger address, BigInteger balance, long[] z, int zo) {
    long[] pair = new long[2 * L];
    Fr.fromBigInteger(address, pair, 0);
    Fr.fromBigInteger(balance, pair, L);
    Poseidon.TWO.hash(z, zo, pair, 0);
  }

  private int nodes(int level) {
    return Math.max(1, (int) ((accounts + (1L << level) - 1) >> level));
  }

  private void hashChildren(int level, int index) {
    long[] pair = new long[2 * L];
    copyNode(level - 1, 2 * index, pair, 0);
    copyNode(level - 1, 2 * index + 1, pair, L);
    Poseidon.TWO.hash(levels[level], index * L, pair, 0);
  }

  private void copyNode(int level, int index, long[] z, int zo) {
    if (index < nodes(level)) {
      Fr.set(z, zo, levels[level], index * L);
    } else {
      Fr.set(z, zo, EMPTY, level * L);
    }
  }

  /** Gives an account a new balance. */
  void update(int index, Account account) {
    leaf(account.addressNumber(), account.balance(), levels[0], index * L);
    for (int level = 1; level <= depth; level++) {
      hashChildren(level, index >> level);
    }
  }

  /** The root, 32 bytes big-endian. */
  byte[] root() {
    byte[] root = new byte[ELEMENT_BYTES];
    Fr.toBytes(levels[depth], 0, root, 0);
    return root;
  }

  /** The siblings from the leaf upwards, {@code depth} elements of 32 bytes. */
  byte[] siblings(int index) {
    byte[] siblings = new byte[depth * ELEMENT_BYTES];
    long[] node = new long[L];
    for (int level = 0; level < depth; level++) {
      copyNode(level, index >> level ^ 1, node, 0);
      Fr.toBytes(node, 0, siblings, level * ELEMENT_BYTES);
    }
    return siblings;
  }
}
