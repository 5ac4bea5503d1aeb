package io.proofworks.aggregation;

import io.proofworks.aggregation.processor.Schemes;
import io.proofworks.runtime.AppContext;
import io.proofworks.runtime.StreamsApplication;
import org.apache.kafka.streams.Topology;

/** Child proofs to tree to root proof to receipt. */
public final class AggregationApplication implements StreamsApplication {

  private final Schemes schemes;

  /**
   * @param schemes the aggregation schemes that policies may name
   */
  public AggregationApplication(Schemes schemes) {
    this.schemes = schemes;
  }

  @Override
  public boolean decidesMoney() {
    return true;
  }

  @Override
  public String name() {
    return "aggregation";
  }

  @Override
  public Topology topology(AppContext context) {
    return AggregationTopology.build(context, schemes);
  }
}
