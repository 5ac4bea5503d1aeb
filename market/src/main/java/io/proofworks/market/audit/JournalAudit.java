package io.proofworks.market.audit;

/**
 * The audit of the journals that one application keeps. First all journals of all applications are
 * replayed, settlement's before the others', because standings follow from them; then what follows
 * is compared.
 */
interface JournalAudit {

  /** Whether a journal of that name is the application's. */
  boolean keeps(String journal);

  /** Replays a journal, all of its entries, and holds its times against the log. */
  void replay(String journal);

  /** Compares what follows with what was published, and what was told with what it follows from. */
  void compare();

  /** How much matches, after all was compared. */
  Matched matched();

  /**
   * How much matches.
   *
   * @param messages that follow and were taken in
   * @param waiting messages that may still be on their way
   * @param records that follow, but for verdicts and movements
   */
  record Matched(long messages, long waiting, long records, long verdicts, long movements) {

    Matched plus(Matched other) {
      return new Matched(
          messages + other.messages,
          waiting + other.waiting,
          records + other.records,
          verdicts + other.verdicts,
          movements + other.movements);
    }
  }
}
