package io.proofworks.runtime.journal;

/**
 * Something in a journal, or in what was published from it, that does not follow from the log.
 *
 * @param sequence of the journal's entry; -1 where it is not about one
 * @param subject id of the verdict or movement it is about; empty where it is about an entry
 */
public record Difference(Kind kind, String journal, long sequence, String subject, String detail) {

  /** How an entry of a journal is named. */
  public static String place(String journal, long sequence) {
    return journal + " " + sequence;
  }

  /** The entry that it is about. */
  public String place() {
    return place(journal, sequence);
  }

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
    /** An entry's time is not the append time of its record. */
    WRONG_TIME,
    /** A clock stands where the log had not brought it, or steps back. */
    WRONG_CLOCK,
    /** A closure of the log that its ticks do not show, or one left out that they show. */
    WRONG_CLOSURE,
    /** An input that had its turn before others of the log. */
    OUT_OF_ORDER,
    /** An entry that is of another partition's journal. */
    WRONG_JOURNAL,
    /** A message that no other side sent. */
    INVENTED_MESSAGE,
    /** A message, or what follows from a deadline, that was not taken in long after its time. */
    LEFT_OUT,
    /** A journal of no side that the market has. */
    UNKNOWN_JOURNAL,
    /** A published verdict is not the derived one, is missing, or was never derived. */
    DIFFERENT_VERDICT,
    /** A published record that follows from a journal differs, is missing, or does not follow. */
    DIFFERENT_RECORD,
    /** The same of a ledger movement. */
    DIFFERENT_MOVEMENT,
    /** The same of a prover's standing and reliability, as last published. */
    DIFFERENT_STANDING
  }
}
