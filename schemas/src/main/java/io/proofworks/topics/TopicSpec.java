package io.proofworks.topics;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A topic as a broker knows it.
 *
 * @param replicas copies of each partition, at least 1
 * @param configs the topic configs that matter to the market, by Kafka's names; what is not named
 *     is left to the cluster
 */
public record TopicSpec(String name, int partitions, int replicas, Map<String, String> configs) {

  /** With so many copies, two have to have a record before it counts as written. */
  private static final int SAFE = 3;

  public TopicSpec {
    Map<String, String> all = new TreeMap<>(configs);
    all.putAll(durability(replicas));
    configs = Collections.unmodifiableMap(all);
  }

  /** What a topic with so many copies is told, so that no broker's end loses a record. */
  public static Map<String, String> durability(int replicas) {
    return replicas < SAFE ? Map.of() : Map.of("min.insync.replicas", "2");
  }

  /** The command that creates it, without {@code --bootstrap-server}. */
  public String command() {
    return "kafka-topics.sh --create --topic %s --partitions %d --replication-factor %d%s"
        .formatted(
            name,
            partitions,
            replicas,
            configs.entrySet().stream()
                .map(entry -> " --config " + entry.getKey() + "=" + entry.getValue())
                .collect(Collectors.joining()));
  }

  /**
   * The same as a resource of Strimzi's topic operator, in YAML.
   *
   * @param cluster name of Strimzi's Kafka resource
   */
  public String strimzi(String cluster) {
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
            replicas,
            configs.entrySet().stream()
                .map(entry -> "    " + entry.getKey() + ": " + entry.getValue() + "\n")
                .collect(Collectors.joining()));
  }
}
