package io.proofworks.sharding.domain;

/**
 * How a prover that held a task stands to it.
 *
 * @param ended log time at which it stopped holding it; it holds it still while this is 0
 * @param failed whether it failed on it (silence, a withheld, late or invalid proof), rather than
 *     gave it back or lost it without fault
 */
public record Past(long ended, boolean failed) {

  static final Past HOLDING = new Past(0, false);
}
