package io.proofworks.market.audit;

import io.proofworks.protocol.Hash32;

/**
 * That a journal has a root at a size.
 *
 * @param at where it stands, or {@link #KEPT}
 * @param note as signed
 */
record Claim(long size, Hash32 root, String at, String note) {

  /** In the auditor's own file. */
  static final String KEPT = "(kept)";

  boolean kept() {
    return at.equals(KEPT);
  }
}
