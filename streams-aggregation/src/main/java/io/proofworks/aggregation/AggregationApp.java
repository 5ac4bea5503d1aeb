package io.proofworks.aggregation;

import io.proofworks.aggregation.processor.Schemes;
import io.proofworks.runtime.StreamsRunner;

/** Combines child proofs into a root proof. A process of its own. */
public final class AggregationApp {

  private AggregationApp() {}

  public static void main(String[] args) {
    StreamsRunner.main(new AggregationApplication(Schemes.standard()), args);
  }
}
