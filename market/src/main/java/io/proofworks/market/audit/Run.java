package io.proofworks.market.audit;

import io.proofworks.runtime.Coordinates;
import io.proofworks.runtime.InboundRecord;
import io.proofworks.runtime.journal.Difference;
import io.proofworks.runtime.journal.Replayed;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * One audit: what it reads, by what it judges, where it remembers and what it found so far.
 *
 * @param torn records that the log may have only in part
 * @param times when records were appended
 * @param delays how late what is on the log may be read
 * @param overdue what was appended before that, epoch milliseconds, has long been taken in, and
 *     what follows from it is published
 */
record Run(
    Decoding log,
    Audit.Scope scope,
    Scratch scratch,
    Findings findings,
    Torn torn,
    AppendTimes times,
    Delays delays,
    long overdue) {

  static Run of(LogSnapshot log, Audit.Scope scope, Scratch scratch, AuditProgress progress) {
    Decoding decoding = Decoding.of(log, scope, progress);
    Torn torn = Torn.of(decoding, log.lastTime() - Audit.LONGEST_WAIT_MS, scratch);
    Findings findings = new Findings(torn::has);
    AppendTimes times = AppendTimes.of(log, scratch, findings);
    Delays delays = Delays.of(decoding, scope, times, scratch);
    return new Run(decoding, scope, scratch, findings, torn, times, delays, delays.overdue());
  }

  /**
   * Whether what waits since a time, epoch milliseconds, for ticks or for other records has had its
   * turn.
   */
  boolean isDue(long since) {
    return since < overdue;
  }

  /** What an entry was applied to, with the time that it says. */
  Optional<InboundRecord> find(Coordinates at) {
    return log.find(at).map(found -> InboundRecord.of(at, found.key(), found.value()));
  }

  /** Takes what follows from a record that stands on the log; of one out of form nothing does. */
  void derive(InboundRecord record, Consumer<InboundRecord> taking) {
    try {
      taking.accept(record);
    } catch (IllegalArgumentException outOfForm) {
      findings.add(
          "UNDECODABLE",
          record.coordinates().toString(),
          "nothing follows from it: " + outOfForm.getMessage());
    }
  }

  /**
   * What was due long before the time that a journal has reached has had its turn.
   *
   * @param reached epoch milliseconds
   */
  void requireTurns(Replayed replayed, long reached) {
    long past = Math.min(reached - Audit.LONGEST_WAIT_MS, overdue);
    if (replayed.owes().test(past)) {
      findings.add(
          new Difference(
              Difference.Kind.LEFT_OUT,
              replayed.journal(),
              replayed.entries(),
              "",
              "what was due before " + past + " has not had its turn"));
    }
  }
}
