package io.proofworks.market.audit;

import io.proofworks.market.audit.Audit.Finding;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/** Everything that is claimed of one journal, by size. */
final class JournalClaims {

  private final NavigableMap<Long, List<Claim>> bySize = new TreeMap<>();
  private long largest = -1;

  /** Takes a claim in the order of the log, after those that were kept; what is wrong with it. */
  Optional<Finding> add(Claim claim) {
    List<Claim> same = bySize.computeIfAbsent(claim.size(), size -> new ArrayList<>());
    Optional<Finding> fault = fault(claim, same);
    same.add(claim);
    if (!claim.kept()) {
      largest = Math.max(largest, claim.size());
    }
    return fault;
  }

  private Optional<Finding> fault(Claim claim, List<Claim> same) {
    for (Claim other : same) {
      if (!other.root().equals(claim.root())) {
        return finding(
            "EQUIVOCATION",
            claim,
            "another root at %d is signed, at %s: %s"
                .formatted(claim.size(), other.at(), other.note().strip()));
      }
    }
    if (same.stream().anyMatch(other -> !other.kept())) {
      return finding("PUBLISHED_TWICE", claim, "there was one at " + claim.size() + " before");
    }
    return claim.kept() || claim.size() > largest
        ? Optional.empty()
        : finding("CHECKPOINT_STEPS_BACK", claim, claim.size() + " after " + largest);
  }

  private static Optional<Finding> finding(String kind, Claim claim, String detail) {
    return Optional.of(new Finding(kind, claim.at(), detail));
  }

  /** Those at a size. */
  List<Claim> at(long size) {
    return bySize.getOrDefault(size, List.of());
  }

  /** Those above a size. */
  List<Claim> above(long size) {
    return bySize.tailMap(size, false).values().stream().flatMap(List::stream).toList();
  }

  /** What they are when there is no such journal. */
  List<Finding> ofNoEntries(String journal) {
    return above(-1).stream()
        .map(claim ->
            claim.kept()
                ? new Finding("NOT_CONTINUED", journal, "kept at " + claim.size() + ", now gone")
                : new Finding(
                    "UNKNOWN_JOURNAL", claim.at(), "there is no entry of a journal " + journal))
        .toList();
  }
}
