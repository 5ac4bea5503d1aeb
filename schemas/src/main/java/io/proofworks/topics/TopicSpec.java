package io.proofworks.topics;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * A topic as a broker knows it.
 *
 * @param configs the topic configs that matter to the market, by Kafka's names; what is not named
 *     is left to the cluster
 */
public record TopicSpec(String name, int partitions, Map<String, String> configs) {

  public TopicSpec {
    configs = Collections.unmodifiableMap(new TreeMap<>(configs));
  }

  /** The same topic with another number of partitions, at least 1. */
  public TopicSpec withPartitions(int count) {
    return new TopicSpec(name, count, configs);
  }
}
