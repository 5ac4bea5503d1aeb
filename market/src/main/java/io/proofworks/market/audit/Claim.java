package io.proofworks.market.audit;

import io.proofworks.protocol.Hash32;

/**
 * That a journal has a root at a size.
 *
 * @param at where it stands, {@link #KEPT} or {@link #LATE}
 * @param note as signed
 */
record Claim(long size, Hash32 root, String at, String note) {

  /** In the auditor's own file. */
  static final String KEPT = "(kept)";

  /** Cosigned while the log was read: the entries may have come after those that were. */
  static final String LATE = "(cosigned while it was read)";

  boolean kept() {
    return at.equals(KEPT) || at.equals(LATE);
  }

  boolean late() {
    return at.equals(LATE);
  }
}
