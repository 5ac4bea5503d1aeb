package io.proofworks.runtime.journal;

/**
 * Something in a journal, or in what was published from it, that does not follow from the log.
 *
 * @param sequence of the journal's entry; -1 where it is not about one
 * @param subject id of the verdict or movement it is about; empty where it is about an entry
 */
public record Difference(Kind kind, String journal, long sequence, String subject, String detail) {

  /** What can be wrong. */
  public enum Kind {
    /** Sequence, previous hash or entry hash do not recompute. */
    BROKEN_CHAIN,
    /** The log has no such record. */
    MISSING_INPUT,
    /** The record in the log is not the one that was applied. */
    DIGEST_MISMATCH,
    /** What followed from an entry's input is not what the entry says. */
    DIFFERENT_OUTCOME,
    /** The entry's input cannot have been applied at all. */
    NOT_APPLICABLE,
    /** A journal of no side that the market has. */
    UNKNOWN_JOURNAL,
    /** A published verdict is not the derived one, is missing, or was never derived. */
    DIFFERENT_VERDICT,
    /** The same of a ledger movement. */
    DIFFERENT_MOVEMENT,
    /** The same of a prover's standing and reliability, as last published. */
    DIFFERENT_STANDING
  }
}
