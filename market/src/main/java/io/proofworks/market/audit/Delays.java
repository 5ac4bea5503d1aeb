package io.proofworks.market.audit;

import io.proofworks.avro.ProgramEntry;
import io.proofworks.proofs.external.ExternalProofSystem;
import io.proofworks.runtime.StreamsConfigs;
import io.proofworks.runtime.journal.BrokerClocks;
import io.proofworks.topics.Topics;

/**
 * How much later than it was written a record may be read, and be answered. An application reads
 * the oldest first of what it can read, so it is not being away that brings records out of their
 * order: only an open transaction that hides a record does, for as long as it may be open, or a
 * broker from which it cannot be fetched while others answer. That one gets no ticks meanwhile, so
 * the log shows it: it {@link Standstills stood still}. Nor has what waits had its turn while it
 * did.
 */
final class Delays {

  /** Of ticks with which what waits has had its turn however often the log stood still, ms. */
  private static final long LONGEST_OF_TICKS_MS = 5 * Audit.LONGEST_WAIT_MS;

  private final Standstills standstills;
  private final long transaction;

  private Delays(Standstills standstills, long transaction) {
    this.standstills = standstills;
    this.transaction = transaction;
  }

  /** Those of a market: where other programs verify, transactions are open while they do. */
  static Delays of(Decoding log, Audit.Scope scope, AppendTimes times, Scratch scratch) {
    boolean external =
        log.all(Topics.POLICIES)
            .map(Decoding.Found::value)
            .flatMap(policy -> policy.getPrograms().stream())
            .anyMatch(program -> isExternal(program, scope));
    return new Delays(
        Standstills.of(log, times, LONGEST_OF_TICKS_MS, scratch),
        external ? StreamsConfigs.EXTERNAL_TIMEOUT_MS : 0);
  }

  private static boolean isExternal(ProgramEntry program, Audit.Scope scope) {
    return scope
        .verifiers()
        .system(program.getProofSystem())
        .filter(ExternalProofSystem.class::isInstance)
        .isPresent();
  }

  /** The longest there is while brokers answer, ms. */
  long longest() {
    return 2 * Audit.LONGEST_WAIT_MS + transaction;
  }

  /**
   * Whether that is later than any record is read that was written at a time.
   *
   * @param written epoch milliseconds
   * @param until time of what was read before it
   */
  boolean isTooLong(long written, long until) {
    return until - written > longest()
        && !standstills.isAny(
            written - BrokerClocks.APART_MS, written + longest() + BrokerClocks.APART_MS);
  }

  /**
   * What was written before that, epoch milliseconds, has had its turn: the log did not stand still
   * for the minute after it, or ticks have come for five since.
   */
  long overdue() {
    long steady = standstills.steadyUntil(Audit.LONGEST_WAIT_MS) - Audit.LONGEST_WAIT_MS;
    return Math.max(steady, standstills.tickedSince()) - transaction;
  }
}
