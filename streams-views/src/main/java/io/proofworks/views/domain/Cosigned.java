package io.proofworks.views.domain;

import io.proofworks.views.shape.LeftOut;
import org.jspecify.annotations.Nullable;

/**
 * What one witness has cosigned of a journal.
 *
 * @param size of the largest tree that is this journal's; null before the first
 * @param at when that was published, log time
 * @param forked size of the first tree that is not this journal's; null if there is none
 * @param awaited what has more entries than are known: the smallest such tree
 */
public record Cosigned(
    @LeftOut @Nullable Long size,
    @LeftOut @Nullable Long at,
    @LeftOut @Nullable Long forked,
    @LeftOut @Nullable Claim awaited) {

  /** Before anything was heard of it. */
  public static final Cosigned NONE = new Cosigned(null, null, null, null);

  /**
   * A tree as a witness cosigned it.
   *
   * @param root as hex
   * @param at when that was published, log time
   */
  public record Claim(long size, String root, long at) {}

  /** Whether it says something of this journal. */
  public boolean isHeard() {
    return size != null || forked != null;
  }

  /** With a tree whose entries are not known yet. */
  public Cosigned awaiting(Claim claim) {
    boolean isSmaller = awaited == null || claim.size < awaited.size;
    return isSmaller ? new Cosigned(size, at, forked, claim) : this;
  }

  /** Once what was awaited is judged. */
  public Cosigned awaitingNothing() {
    return new Cosigned(size, at, forked, null);
  }

  /** Whether a tree of this journal is not smaller than what was cosigned of it before. */
  public boolean growsBy(Claim claim) {
    return size == null || claim.size >= size;
  }

  /** With a tree of this journal. */
  public Cosigned after(Claim claim) {
    return new Cosigned(claim.size, claim.at, forked, awaited);
  }

  /** With a tree that is not this journal's. */
  public Cosigned forkedBy(Claim claim) {
    return forked == null ? new Cosigned(size, at, claim.size, awaited) : this;
  }
}
