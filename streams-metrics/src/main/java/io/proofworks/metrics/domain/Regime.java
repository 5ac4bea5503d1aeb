package io.proofworks.metrics.domain;

/** Which kind of shortage there is. */
public enum Regime {
  /** No shortage. */
  NORMAL,
  /** Demand above capacity for a while. */
  SHORT_TERM_CONGESTION,
  /** Capacity itself is gone. */
  STRUCTURAL_SCARCITY
}
