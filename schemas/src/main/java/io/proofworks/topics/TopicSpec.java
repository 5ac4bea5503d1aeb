package io.proofworks.topics;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

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

  /** The command that creates it, without {@code --bootstrap-server}. */
  public String command(int replicationFactor) {
    return "kafka-topics.sh --create --topic %s --partitions %d --replication-factor %d%s"
        .formatted(
            name,
            partitions,
            replicationFactor,
            configs.entrySet().stream()
                .map(entry -> " --config " + entry.getKey() + "=" + entry.getValue())
                .collect(Collectors.joining()));
  }

  /**
   * The same as a resource of Strimzi's topic operator, in YAML.
   *
   * @param cluster name of Strimzi's Kafka resource
   */
  public String strimzi(String cluster, int replicationFactor) {
    return """
    apiVersion: kafka.strimzi.io/v1
    kind: KafkaTopic
    metadata:
      name: %s
      labels:
        strimzi.io/cluster: %s
    spec:
      partitions: %d
      replicas: %d
      config:
    %s\
    """
        .formatted(
            name,
            cluster,
            partitions,
            replicationFactor,
            configs.entrySet().stream()
                .map(entry -> "    " + entry.getKey() + ": " + entry.getValue() + "\n")
                .collect(Collectors.joining()));
  }

  /** The same topic with another number of partitions, at least 1. */
  public TopicSpec withPartitions(int count) {
    return new TopicSpec(name, count, configs);
  }
}
