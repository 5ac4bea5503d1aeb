package io.proofworks.metrics;

import io.proofworks.runtime.StreamsRunner;

/** Measures the market and signals routes. A process of its own. */
public final class MetricsApp {

  private MetricsApp() {}

  public static void main(String[] args) {
    StreamsRunner.main(new MetricsApplication(), args);
  }
}
