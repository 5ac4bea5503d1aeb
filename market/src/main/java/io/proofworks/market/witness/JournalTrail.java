package io.proofworks.market.witness;

import io.proofworks.protocol.Hash32;
import io.proofworks.tlog.Checkpoint;
import io.proofworks.tlog.MerkleFrontier;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A journal as a witness reads it: entries, and checkpoints over them. Of the entries that were
 * passed only the tree's frontier is kept, and the roots that were signed last. All that it keeps
 * is bounded, whatever there is on the topics.
 */
final class JournalTrail {

  /** Entries that nothing was signed over yet; those before are passed unsigned. */
  static final int MOST_AHEAD = 1 << 17;

  /** Checkpoints whose entries are still to come; those of the largest sizes are let go. */
  static final int MOST_CLAIMS = 4_096;

  /** Signed roots that were passed; the smallest sizes are forgotten. */
  static final int MOST_PASSED = 1_024;

  /** A checkpoint as it stands on the topic. */
  record Claimed(Checkpoint checkpoint, String note) {}

  /** One whose entries were read, and the tree over them. */
  record Reached(Claimed claimed, MerkleFrontier tree) {}

  private final Deque<Hash32> ahead = new ArrayDeque<>();
  private final TreeMap<Long, Claimed> claims = new TreeMap<>();
  private final TreeMap<Long, Hash32> passed = new TreeMap<>();
  private MerkleFrontier tree;
  private long forgotten;
  private Optional<Checkpoint> continued = Optional.empty();
  private Optional<Reached> reached = Optional.empty();
  private Optional<Evidence> broken = Optional.empty();
  private Optional<String> lost = Optional.empty();

  /**
   * @param from the tree over what was cosigned, or none
   */
  JournalTrail(MerkleFrontier from) {
    tree = from;
    forgotten = from.size();
    passed.put(from.size(), from.root());
  }

  /**
   * The next entry; one that was read before is nothing.
   *
   * @param sequence from 0
   */
  void entry(long sequence, Hash32 hash) {
    long next = tree.size() + ahead.size();
    if (sequence > next) {
      lose("entry %d comes where %d is to come".formatted(sequence, next));
    } else if (sequence == next && goesOn()) {
      ahead.add(hash);
    }
  }

  /**
   * A checkpoint that the journal's key signed. One over fewer entries than were cosigned is
   * compared with what is still known.
   */
  void claim(Claimed claimed, Optional<Checkpoint> cosigned) {
    Checkpoint checkpoint = claimed.checkpoint();
    long size = checkpoint.size();
    Claimed other = claims.get(size);
    if (other != null && !other.checkpoint().root().equals(checkpoint.root())) {
      broken =
          broken.or(() ->
              Optional.of(
                  Witness.twoRoots(other.checkpoint(), other.note(), checkpoint, claimed.note())));
    } else if (passed.containsKey(size)) {
      compare(passed.get(size), checkpoint, "what is signed", List.of(claimed.note()));
    } else if (size > tree.size() && size >= cosigned.map(Checkpoint::size).orElse(0L)) {
      claims.putIfAbsent(size, claimed);
      if (claims.size() > MOST_CLAIMS) {
        forgotten = Math.max(forgotten, claims.pollLastEntry().getKey());
      }
    }
  }

  /**
   * Goes on over the entries that are there; each checkpoint on the way is compared with them, and
   * so is what was cosigned, for somebody else, meanwhile, or by this trail before.
   */
  void advance(Optional<Checkpoint> cosigned) {
    long anchor = cosigned.map(Checkpoint::size).orElse(0L);
    cosigned.filter(last -> last.size() <= tree.size()).ifPresent(this::comparePassed);
    while (goesOn()) {
      long next = anchor > tree.size() ? anchor : Long.MAX_VALUE;
      next = claims.isEmpty() ? next : Math.min(next, claims.firstKey());
      if (next - tree.size() > ahead.size()) {
        break;
      }
      stepTo(next);
      if (next == anchor) {
        compareCosigned(tree.root(), cosigned.orElseThrow());
      }
      reach(claims.remove(next));
    }
    passUnsigned();
    forget();
  }

  private void stepTo(long size) {
    while (tree.size() < size) {
      tree = tree.with(ahead.removeFirst().bytes());
    }
    passed.put(size, tree.root());
  }

  private void reach(@Nullable Claimed claimed) {
    if (claimed != null) {
      compare(tree.root(), claimed.checkpoint(), "what is signed", List.of(claimed.note()));
      reached = Optional.of(new Reached(claimed, tree));
    }
  }

  /** Nothing is signed over these, nor was cosigned. */
  private void passUnsigned() {
    while (ahead.size() > MOST_AHEAD) {
      tree = tree.with(ahead.removeFirst().bytes());
      forgotten = tree.size();
    }
  }

  private void forget() {
    while (passed.size() > MOST_PASSED) {
      forgotten = Math.max(forgotten, passed.pollFirstEntry().getKey());
    }
  }

  private void comparePassed(Checkpoint last) {
    Hash32 root = passed.get(last.size());
    if (last.size() == 0 || continued.filter(last::equals).isPresent()) {
      return;
    }
    if (root == null && last.size() <= forgotten) {
      lose("it was cosigned at " + last.size() + " meanwhile, which was passed");
    } else if (root == null) {
      broken =
          broken.or(() ->
              Optional.of(
                  new Evidence(
                      last.origin(),
                      last.size(),
                      "%s was cosigned at %d, which is none of the checkpoints on the topic"
                          .formatted(last.origin(), last.size()),
                      List.of())));
    } else {
      compareCosigned(root, last);
    }
  }

  private void compareCosigned(Hash32 root, Checkpoint last) {
    compare(root, last, "what was cosigned", List.of());
    continued = Optional.of(last);
  }

  private void compare(Hash32 root, Checkpoint checkpoint, String what, List<String> notes) {
    if (broken.isEmpty() && !root.equals(checkpoint.root())) {
      broken =
          Optional.of(
              new Evidence(
                  checkpoint.origin(),
                  checkpoint.size(),
                  "%s has at %d another root than %s: %s"
                      .formatted(checkpoint.origin(), checkpoint.size(), what, root),
                  notes));
    }
  }

  private void lose(String why) {
    lost = lost.or(() -> Optional.of(why));
    ahead.clear();
  }

  private boolean goesOn() {
    return broken.isEmpty() && lost.isEmpty();
  }

  /** The largest checkpoint whose entries were read and that continues what was cosigned. */
  Optional<Reached> reached(Optional<Checkpoint> cosigned) {
    long anchor = cosigned.map(Checkpoint::size).orElse(0L);
    return goesOn()
        ? reached.filter(one -> one.claimed().checkpoint().size() > anchor)
        : Optional.empty();
  }

  /** What does not fit; such a journal is not cosigned any more. */
  Optional<Evidence> broken() {
    return broken;
  }

  /** Why it cannot be followed any more, though nobody has to have lied. */
  Optional<String> lost() {
    return lost;
  }

  /** Checkpoints whose entries are still to come. */
  int waiting() {
    return claims.size();
  }

  /** Entries over which nothing is signed yet. */
  int ahead() {
    return ahead.size();
  }
}
