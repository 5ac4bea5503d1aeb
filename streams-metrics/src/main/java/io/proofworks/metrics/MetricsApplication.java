package io.proofworks.metrics;

import io.proofworks.runtime.AppContext;
import io.proofworks.runtime.StreamsApplication;
import org.apache.kafka.streams.Topology;

/** Windowed risk metrics and route signals, from what the market has already published. */
public final class MetricsApplication implements StreamsApplication {

  @Override
  public String name() {
    return "metrics";
  }

  @Override
  public Topology topology(AppContext context) {
    return MetricsTopology.build(context);
  }
}
