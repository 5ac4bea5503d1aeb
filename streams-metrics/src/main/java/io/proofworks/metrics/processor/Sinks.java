package io.proofworks.metrics.processor;

/** Names of the topology's sinks. */
public final class Sinks {

  public static final String METRICS = "write-metrics";
  public static final String SIGNALS = "write-route-signals";

  private Sinks() {}
}
