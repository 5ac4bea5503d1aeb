package io.proofworks.runtime.journal;

/**
 * What an audit allows the clocks of brokers. Append times of different partitions are those of
 * different machines: that one record came before another shows in them only so far.
 */
public final class BrokerClocks {

  /** By how much two of them may differ, ms. */
  public static final long APART_MS = 5_000;

  private BrokerClocks() {}
}
