package io.proofworks.market.witness;

import io.proofworks.protocol.Hash32;
import io.proofworks.tlog.Checkpoint;
import io.proofworks.tlog.MerkleFrontier;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A journal as a witness reads it: entries, and checkpoints over them. Of the entries that were
 * passed only the tree's frontier is kept.
 */
final class JournalTrail {

  /** A checkpoint as it stands on the topic. */
  record Claimed(Checkpoint checkpoint, String note) {}

  private final Deque<Hash32> ahead = new ArrayDeque<>();
  private final TreeMap<Long, Claimed> claims = new TreeMap<>();
  private final TreeMap<Long, Hash32> passed = new TreeMap<>();
  private MerkleFrontier tree = MerkleFrontier.EMPTY;
  private Optional<String> broken = Optional.empty();

  /** The next entry's hash. */
  void entry(Hash32 hash) {
    ahead.add(hash);
  }

  void claim(Claimed claimed) {
    if (claimed.checkpoint().size() > tree.size()) {
      claims.put(claimed.checkpoint().size(), claimed);
    }
  }

  /**
   * The largest checkpoint that is reached by the entries so far and continues the one that was
   * cosigned; each is compared with the entries on the way.
   *
   * @param cosigned the last one
   */
  Optional<Claimed> advance(Optional<Checkpoint> cosigned) {
    Optional<Claimed> reached = Optional.empty();
    long anchor = cosigned.map(Checkpoint::size).orElse(0L);
    cosigned.filter(last -> last.size() <= tree.size()).ifPresent(this::comparePassed);
    while (broken.isEmpty()) {
      long next = anchor > tree.size() ? anchor : Long.MAX_VALUE;
      next = claims.isEmpty() ? next : Math.min(next, claims.firstKey());
      if (next - tree.size() > ahead.size()) {
        break;
      }
      while (tree.size() < next) {
        tree = tree.with(ahead.removeFirst().bytes());
      }
      passed.put(next, tree.root());
      if (next == anchor) {
        compare(cosigned.orElseThrow(), "what was cosigned");
      }
      Claimed claimed = claims.remove(next);
      if (claimed != null) {
        compare(claimed.checkpoint(), "what is signed");
        reached = next > anchor ? Optional.of(claimed) : reached;
      }
    }
    passed.headMap(anchor).clear();
    return broken.isEmpty() ? reached : Optional.empty();
  }

  /** One that was cosigned for somebody else, meanwhile, or by this trail before. */
  private void comparePassed(Checkpoint last) {
    if (last.size() > 0 && !last.root().equals(passed.get(last.size()))) {
      broken =
          Optional.of(
              "%s was cosigned at %d, which is none of the checkpoints on the topic"
                  .formatted(last.origin(), last.size()));
    }
  }

  private void compare(Checkpoint checkpoint, String what) {
    if (!tree.root().equals(checkpoint.root())) {
      broken =
          Optional.of(
              "%s has at %d another root than %s: %s"
                  .formatted(checkpoint.origin(), checkpoint.size(), what, tree.root()));
    }
  }

  /** What does not fit; such a journal is not cosigned any more. */
  Optional<String> broken() {
    return broken;
  }
}
