package io.proofworks.settlement;

import io.proofworks.runtime.AppContext;
import io.proofworks.runtime.StreamsApplication;
import io.proofworks.topics.Party;
import io.proofworks.topics.Topic;
import io.proofworks.topics.Topics;
import java.util.List;
import java.util.Properties;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;

/** Commit, reveal, verify, settle or slash; ledger, standing, journal. */
public final class SettlementApplication implements StreamsApplication {

  @Override
  public boolean decidesMoney() {
    return true;
  }

  @Override
  public String name() {
    return "settlement";
  }

  @Override
  public List<Topic<?>> ticks() {
    return Topics.tickedBy(Party.SETTLEMENT);
  }

  @Override
  public Topology topology(AppContext context) {
    return SettlementTopology.of(context);
  }

  /**
   * Inputs are put into log order by the task partitions themselves, exactly, by the ticks of their
   * topics. To let Kafka Streams wait as well would stall every partition for the idle time
   * whenever an internal topic, which nobody ticks, runs dry.
   */
  @Override
  public Properties extraConfig() {
    Properties config = new Properties();
    config.put(StreamsConfig.MAX_TASK_IDLE_MS_CONFIG, 0L);
    return config;
  }
}
