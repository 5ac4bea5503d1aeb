package io.proofworks.tlog;

import io.proofworks.protocol.Hash32;
import java.util.ArrayList;
import java.util.List;

/** Where a {@link MerkleTree} keeps the roots of its complete subtrees. */
public interface MerkleNodes {

  /**
   * The root of the complete subtree of 2^level leaves that is the index-th of its size.
   *
   * @throws RuntimeException if it was never put
   */
  Hash32 get(int level, long index);

  /** Keeps it; each is put once. */
  void put(int level, long index, Hash32 hash);

  /** In memory, about 64 bytes a leaf. */
  static MerkleNodes inMemory() {
    List<List<Hash32>> levels = new ArrayList<>();
    return new MerkleNodes() {
      @Override
      public Hash32 get(int level, long index) {
        return levels.get(level).get(Math.toIntExact(index));
      }

      @Override
      public void put(int level, long index, Hash32 hash) {
        if (level == levels.size()) {
          levels.add(new ArrayList<>());
        }
        levels.get(level).add(hash);
      }
    };
  }
}
