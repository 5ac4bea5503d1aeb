package io.proofworks.metrics.domain;

/** What a bucket keeps distributions of; all but the weight in milliseconds. */
public enum Series {
  /** Task published to verified. */
  PROOF_LATENCY,
  /** Commit to accepted reveal. */
  COMMIT_TO_REVEAL,
  /** Last child verified to root verified. */
  AGGREGATION_DELAY,
  /** Root verified to execution observed on the target chain. */
  VERIFIED_TO_EXECUTED,
  /** Weight of published shards. */
  SHARD_WEIGHT
}
