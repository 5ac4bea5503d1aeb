package io.proofworks.sharding;

import io.proofworks.runtime.AppContext;
import io.proofworks.runtime.StreamsApplication;
import io.proofworks.topics.Party;
import io.proofworks.topics.Topic;
import io.proofworks.topics.Topics;
import java.util.List;
import java.util.Properties;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;

/** Proof requests to shards, priced tasks, assignment and reassignment. */
public final class ShardingApplication implements StreamsApplication {

  @Override
  public boolean decidesMoney() {
    return true;
  }

  @Override
  public String name() {
    return "sharding";
  }

  @Override
  public List<Topic<?>> ticks() {
    return Topics.tickedBy(Party.SHARDING);
  }

  @Override
  public Topology topology(AppContext context) {
    return ShardingTopology.of(context);
  }

  /**
   * Nothing here depends on the order between topics: a supersession that overtakes its request is
   * parked until the requests have caught up, and the scheduler has one input. To let Kafka Streams
   * wait for idle inputs would only delay tasks, since nobody ticks {@code market.provers}.
   */
  @Override
  public Properties extraConfig() {
    Properties config = new Properties();
    config.put(StreamsConfig.MAX_TASK_IDLE_MS_CONFIG, 0L);
    return config;
  }
}
