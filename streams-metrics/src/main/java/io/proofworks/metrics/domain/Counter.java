package io.proofworks.metrics.domain;

/** What a bucket counts. */
public enum Counter {
  /** Events folded, of any kind but time. */
  EVENTS,
  /** Commits that came to an end: revealed, failed, or not revealed in the window. */
  WINDOWS_CLOSED,
  /** Of these, those without an accepted reveal. */
  WINDOWS_UNREVEALED,
  /** Reveals whose proof went through the verifier. */
  REVEALS_CHECKED,
  /** Of these, those that failed. */
  REVEALS_INVALID,
  /** Of the reveals checked, those that were another prover's. */
  REVEALS_PLAGIARISED,
  /** Epochs raised above the first. */
  EPOCHS_RAISED,
  /** Tasks verified. */
  VERIFIED,
  /** Sum of the epochs at which tasks were verified. */
  VERIFIED_EPOCHS,
  /** Weight of the tasks verified. */
  VERIFIED_WEIGHT,
  /** Weight committed or proven on tasks that were superseded. */
  STALE_WEIGHT,
  /** Aggregates judged on their merits. */
  AGGREGATES_JUDGED,
  /** Of these, those that left an eligible child out. */
  AGGREGATES_INCOMPLETE,
  /** Base units slashed. */
  SLASHED,
  /** Batches settled. */
  SETTLED_BATCHES,
  /** Batches that failed. */
  FAILED_BATCHES
}
