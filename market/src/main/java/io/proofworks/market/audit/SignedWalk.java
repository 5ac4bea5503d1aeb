package io.proofworks.market.audit;

import io.proofworks.avro.Coordinates;
import io.proofworks.avro.JournalEntry;
import io.proofworks.market.audit.Audit.Finding;
import io.proofworks.protocol.Hash32;
import io.proofworks.runtime.journal.BrokerClocks;
import io.proofworks.tlog.MerkleFrontier;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Goes through the entries of one journal and compares what was signed where. The market signs a
 * journal with its first entry, and then with the first input that is a second of log time later
 * than all that the last checkpoint is over; what is left without one for {@link #BOUND} was not
 * signed for.
 */
final class SignedWalk {

  /** Log time that may pass within entries without a checkpoint among them. */
  static final Duration BOUND = Duration.ofSeconds(10);

  private final String journal;
  private final JournalClaims claims;
  private final Findings findings;
  private MerkleFrontier tree = MerkleFrontier.EMPTY;
  private int good;
  private @Nullable Claim last;

  /** The latest time of inputs so far, and when the last checkpoint was passed. */
  private long time;

  private long signedTime;

  /** What came since the last checkpoint; its first entry's times, the last one's input. */
  private @Nullable Unsigned unsigned;

  /**
   * Entries after the last checkpoint.
   *
   * @param from index of the first
   * @param time of its input
   * @param appended when it was written to the log
   * @param lastInput of the last
   * @param overdue whether one is among them that a checkpoint ought to have followed
   */
  private record Unsigned(
      long from, long time, long appended, Coordinates lastInput, boolean overdue) {

    Unsigned with(Coordinates input, boolean isOverdue) {
      return new Unsigned(from, time, appended, input, isOverdue);
    }
  }

  SignedWalk(String journal, JournalClaims claims, Findings findings) {
    this.journal = journal;
    this.claims = claims;
    this.findings = findings;
  }

  /**
   * The next entry.
   *
   * @param appended when it was written to the log, epoch milliseconds
   * @param torn whether its checkpoint may be missing only because it was not read
   */
  void step(JournalEntry entry, long appended, boolean torn) {
    tree = tree.with(Hash32.tryParse(entry.getEntryHash()).orElse(Hash32.ZERO).bytes());
    Coordinates input = entry.getInput();
    long at = Math.min(input.getTime(), appended + BrokerClocks.APART_MS);
    time = Math.max(time, at);
    Unsigned before = unsigned;
    unsigned =
        before == null
            ? new Unsigned(tree.size() - 1, at, appended, input, false)
            : before.with(input, torn ? before.overdue() : isOverdue(before, input));
    claims.at(tree.size()).forEach(this::compare);
  }

  /** Whether what was there should have had a checkpoint before an entry of this input. */
  private boolean isOverdue(Unsigned rest, Coordinates input) {
    return rest.overdue() || (!input.equals(rest.lastInput()) && isLong(rest));
  }

  private boolean isLong(Unsigned rest) {
    long since = Math.max(signedTime, rest.time());
    return rest.lastInput().getTime() - since > BOUND.toMillis();
  }

  private void missing(Unsigned rest) {
    findings.add(
        "MISSING_CHECKPOINT",
        journal + " " + rest.from(),
        "entries %d to %d were not signed for when they ought to have been"
            .formatted(rest.from(), tree.size() - 1));
  }

  private void compare(Claim claim) {
    if (!tree.root().equals(claim.root())) {
      String another = "another root at " + claim.size();
      if (claim.kept()) {
        findings.certain(
            "NOT_CONTINUED",
            journal + " " + (claim.size() - 1),
            another + " was kept: " + claim.note().strip());
      } else {
        findings.certain("BAD_CHECKPOINT", claim.at(), another);
      }
    } else if (!claim.kept()) {
      if (unsigned != null && unsigned.overdue()) {
        missing(unsigned);
      }
      good++;
      last = claim;
      signedTime = time;
      unsigned = null;
    }
  }

  /**
   * After the last entry.
   *
   * @param due whether what was written at a time, epoch milliseconds, is signed for by now
   */
  Checkpoints.Signed conclude(LongPredicate due) {
    for (Claim claim : claims.above(tree.size())) {
      if (claim.late()) {
        continue;
      }
      String has = journal + " has " + tree.size() + " entries, not " + claim.size();
      findings.add(
          claim.kept()
              ? new Finding("NOT_CONTINUED", journal + " " + tree.size(), has)
              : new Finding("BAD_CHECKPOINT", claim.at(), has));
    }
    if (unsigned != null && isMissingAtTheEnd(unsigned, due)) {
      missing(unsigned);
    }
    Optional<Claim> largest = Optional.ofNullable(last);
    return new Checkpoints.Signed(
        journal,
        tree.size(),
        good,
        largest.map(Claim::size).orElse(0L),
        largest.map(Claim::note).orElse(""),
        time);
  }

  private boolean isMissingAtTheEnd(Unsigned rest, LongPredicate due) {
    return last == null || rest.overdue() || due.test(rest.appended());
  }
}
