package io.proofworks.metrics.domain;

/** Along what concentration is measured; the weight of verified tasks is what is shared. */
public enum Dimension {
  WINNER,
  VENDOR,
  REGION,
  CLIENT
}
