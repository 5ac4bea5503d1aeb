package io.proofworks.market.witness;

import io.proofworks.tlog.Checkpoint;
import io.proofworks.tlog.MerkleFrontier;
import java.util.Optional;

/**
 * What a witness remembers of a log.
 *
 * @param checkpoint that it cosigned last
 * @param note of that, with the log's signature and its own and no other
 * @param tree of that size and root, where the witness has read the entries
 */
record Kept(Checkpoint checkpoint, String note, Optional<MerkleFrontier> tree) {

  /**
   * @throws IllegalArgumentException when the tree is another
   */
  Kept {
    tree.ifPresent(read -> {
      if (read.size() != checkpoint.size() || !read.root().equals(checkpoint.root())) {
        throw new IllegalArgumentException("another tree than " + checkpoint.origin() + "'s");
      }
    });
  }
}
