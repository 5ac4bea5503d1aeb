package io.proofworks.protocol;

import java.util.Optional;

/**
 * Where money of an account stands; on the wire by its name. The first five are the market's, whose
 * sum is constant between deposits and withdrawals.
 */
public enum LedgerBucket {

  /** May be locked, escrowed or withdrawn. */
  FREE,
  /** Locked as bond of a live commit or lease. */
  RESERVED,
  /** Set aside by a requester for its tasks and their aggregation. */
  ESCROW,
  /** Earned. */
  PAID,
  /** Destroyed by a slash. */
  BURNED,
  /** Outside the market: the other side of deposits and withdrawals. */
  EXTERNAL,
  /** Between two accounts, until the second leg has been applied. */
  CLEARING;

  /** The constant of that exact name, or empty for any other word. */
  public static Optional<LedgerBucket> find(String word) {
    return Vocabulary.find(LedgerBucket.class, word);
  }
}
