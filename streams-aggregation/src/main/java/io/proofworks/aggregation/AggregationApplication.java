package io.proofworks.aggregation;

import io.proofworks.aggregation.processor.Schemes;
import io.proofworks.runtime.AppContext;
import io.proofworks.runtime.StreamsApplication;
import java.util.Properties;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.streams.StreamsConfig;
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

  /**
   * Internal topics have the broker's time as well: a lease runs from when its job was read back,
   * which is later than the commit of the transaction that wrote it, and not from the time at which
   * that transaction decided.
   */
  @Override
  public Properties extraConfig() {
    Properties config = new Properties();
    config.put(
        StreamsConfig.topicPrefix(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG), "LogAppendTime");
    return config;
  }

  @Override
  public Topology topology(AppContext context) {
    return AggregationTopology.build(context, schemes);
  }
}
