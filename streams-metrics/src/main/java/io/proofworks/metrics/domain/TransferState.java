package io.proofworks.metrics.domain;

/** Where a transfer stands that waits for a batch; the names travel in route signals. */
public enum TransferState {
  PROVING_QUEUED("provingQueued"),
  PROOF_COMMITTED("proofCommitted"),
  PROOF_VERIFIED("proofVerified"),
  AGGREGATION_DELAYED("aggregationDelayed"),
  FALLBACK_ROUTE("fallbackRoute"),
  EXECUTED("executed"),
  SUPERSEDED("superseded"),
  REFUNDED("refunded");

  private final String word;

  TransferState(String word) {
    this.word = word;
  }

  public String word() {
    return word;
  }

  /** Whether nothing follows. */
  public boolean isEnd() {
    return this == EXECUTED || this == SUPERSEDED || this == REFUNDED;
  }
}
