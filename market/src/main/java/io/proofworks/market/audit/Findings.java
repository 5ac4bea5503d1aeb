package io.proofworks.market.audit;

import io.proofworks.market.audit.Audit.Finding;
import io.proofworks.runtime.journal.Difference;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * What an audit finds. Of a log that is false throughout there may be as many as records: of each
 * kind the first ones are kept, and how many there are.
 */
final class Findings {

  /** Kept of each kind. */
  static final int MOST = 200;

  /** Of a text; it may tell a whole record, or what one is called. */
  static final int MOST_LETTERS = 4_096;

  /** What is so whatever else may be missing. */
  private static final Set<String> CERTAIN =
      Set.of(
          Difference.Kind.BROKEN_CHAIN.name(),
          Difference.Kind.DIGEST_MISMATCH.name(),
          Difference.Kind.WRONG_JOURNAL.name(),
          Difference.Kind.WRONG_TIME.name(),
          "EQUIVOCATION",
          "JOURNALED_TWICE",
          "MISPLACED",
          "PUBLISHED_TWICE");

  private final Predicate<String> torn;
  private final List<Finding> first = new ArrayList<>();
  private final Map<String, Long> counts = new TreeMap<>();

  /** Without any that are left to the next audit. */
  Findings() {
    this(place -> false);
  }

  /**
   * @param torn places where something is missing only because the log was still being written
   */
  Findings(Predicate<String> torn) {
    this.torn = torn;
  }

  void add(Finding finding) {
    if (torn.test(finding.where()) && !CERTAIN.contains(finding.kind())) {
      return;
    }
    keep(finding);
  }

  /** What is so whatever else may be missing, though not everything of its kind is. */
  void certain(String kind, String where, String detail) {
    keep(new Finding(kind, where, detail));
  }

  private void keep(Finding finding) {
    if (counts.merge(finding.kind(), 1L, Long::sum) <= MOST) {
      first.add(
          new Finding(finding.kind(), shortened(finding.where()), shortened(finding.detail())));
    }
  }

  void add(String kind, String where, String detail) {
    add(new Finding(kind, where, detail));
  }

  void add(Difference difference) {
    add(difference.kind().name(), difference.place(), difference.detail());
  }

  private static String shortened(String text) {
    return text.length() <= MOST_LETTERS
        ? text
        : "%s... (%d letters)".formatted(text.substring(0, MOST_LETTERS), text.length());
  }

  /** The first ones of each kind, in the order in which they were found. */
  List<Finding> first() {
    return List.copyOf(first);
  }

  /** How many there are, by kind. */
  Map<String, Long> counts() {
    return new TreeMap<>(counts);
  }
}
