package io.proofworks.market.audit;

import io.proofworks.protocol.Hash32;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Everything that is claimed of one journal, by size. First all are added, then asked for. */
final class JournalClaims {

  /** As it stands on the disk. */
  private record Stored(long size, String root, String at, String note) {
    static Stored of(Claim claim) {
      return new Stored(claim.size(), claim.root().hex(), claim.at(), claim.note());
    }

    Claim claim() {
      return new Claim(size, Hash32.parse(root), at, note);
    }
  }

  private static final String ALL = "";
  private static final Codec<Claim> CLAIMS = Codec.of(Stored.class).as(Stored::of, Stored::claim);

  private final ScratchLists<Claim> bySize;
  private final Findings findings;
  private long largest = -1;
  private @Nullable Iterator<Claim> rising;
  private @Nullable Claim next;

  JournalClaims(Scratch scratch, Findings findings) {
    this.bySize = scratch.lists(CLAIMS);
    this.findings = findings;
  }

  /**
   * Takes a claim in the order of the log, after those that were kept. One that was published
   * before is found and says nothing else, so it is not kept again: however often a log repeats
   * one, each is looked at beside a few.
   */
  void add(Claim claim) {
    if (isRepeated(claim)) {
      found("PUBLISHED_TWICE", claim, "there was one at " + claim.size() + " before");
      return;
    }
    bySize.add(ALL, claim.size(), claim);
    if (!claim.kept()) {
      largest = Math.max(largest, claim.size());
    }
  }

  /** Whether the same was published; finds what contradicts those before it. */
  private boolean isRepeated(Claim claim) {
    for (Claim other : bySize.between(ALL, claim.size(), claim.size())) {
      if (!other.root().equals(claim.root())) {
        found(
            "EQUIVOCATION",
            claim,
            "another root at %d is signed, at %s: %s"
                .formatted(claim.size(), other.at(), other.note().strip()));
        return false;
      }
      if (!other.kept()) {
        return true;
      }
    }
    if (!claim.kept() && claim.size() <= largest) {
      found("CHECKPOINT_STEPS_BACK", claim, claim.size() + " after " + largest);
    }
    return false;
  }

  private void found(String kind, Claim claim, String detail) {
    findings.add(kind, claim.at(), detail);
  }

  /** Those at a size; to be asked for one after the other, as a journal grows. */
  List<Claim> at(long size) {
    if (rising == null) {
      rising = bySize.of(ALL).iterator();
    }
    List<Claim> found = new ArrayList<>();
    while (next != null || rising.hasNext()) {
      next = next == null ? rising.next() : next;
      if (next.size() > size) {
        break;
      }
      if (next.size() == size) {
        found.add(next);
      }
      next = null;
    }
    return found;
  }

  /** Those above a size. */
  Iterable<Claim> above(long size) {
    return bySize.between(ALL, size + 1, Long.MAX_VALUE);
  }

  /** What they are when there is no such journal. */
  void ofNoEntries(String journal) {
    for (Claim claim : above(-1)) {
      if (claim.late()) {
        continue;
      }
      if (claim.kept()) {
        findings.add("NOT_CONTINUED", journal, "kept at " + claim.size() + ", now gone");
      } else {
        found("UNKNOWN_JOURNAL", claim, "there is no entry of a journal " + journal);
      }
    }
  }
}
