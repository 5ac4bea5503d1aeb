package io.proofworks.runtime;

import io.proofworks.runtime.Finding.Code;
import io.proofworks.topics.TopicSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Compares one topic with its declaration. */
final class TopicCheck {

  private static final String SERVER = " --bootstrap-server <server>";

  private static final long FOR_EVER = -1;

  /** The configs that are compared, with what a difference means. */
  private static final Map<String, Code> CODES =
      Map.of(
          "message.timestamp.type", Code.FORGEABLE_TIME,
          "compression.type", Code.COMPRESSION,
          "cleanup.policy", Code.CLEANUP,
          "retention.ms", Code.RETENTION,
          "retention.bytes", Code.RETENTION,
          "max.message.bytes", Code.SIZE_LIMIT,
          "min.insync.replicas", Code.MIN_INSYNC);

  private TopicCheck() {}

  static Finding missing(TopicSpec spec) {
    return new Finding(
        Code.TOPIC_MISSING,
        spec.name(),
        "none",
        spec.partitions() + " partitions",
        spec.command() + SERVER);
  }

  /** This principal may not see it. */
  static Finding refused(TopicSpec spec, String why) {
    return new Finding(
        Code.TOPIC_REFUSED,
        spec.name(),
        why,
        "Describe and DescribeConfigs",
        "proofworks topics grant, as a principal that may; or ask as another one");
  }

  /**
   * @param partitions how many there are
   * @param replicas the fewest copies that a partition has
   * @param found the topic's effective configs
   */
  static List<Finding> compare(
      TopicSpec spec, int partitions, int replicas, Map<String, String> found) {
    List<Finding> findings = new ArrayList<>();
    if (partitions != spec.partitions()) {
      findings.add(wrongPartitions(spec, partitions));
    }
    if (replicas < spec.replicas()) {
      findings.add(tooFewReplicas(spec, replicas));
    }
    spec.configs()
        .forEach((name, expected) ->
            difference(spec.name(), name, expected, found.getOrDefault(name, "unset"))
                .ifPresent(findings::add));
    return findings;
  }

  private static Optional<Finding> difference(
      String topic, String name, String expected, String found) {
    Code code = CODES.get(name);
    if (code == null) {
      throw new IllegalStateException("config " + name + " is declared but not checked");
    }
    return good(code, expected, found)
        ? Optional.empty()
        : Optional.of(
            new Finding(
                code,
                topic,
                name + "=" + found,
                name + "=" + expected,
                "kafka-configs.sh"
                    + SERVER
                    + " --alter --entity-type topics --entity-name "
                    + topic
                    + " --add-config "
                    + name
                    + "="
                    + expected));
  }

  /** An operator may keep records for longer, and safer; all else has to be as declared. */
  private static boolean good(Code code, String expected, String found) {
    return found.equals(expected)
        || (code == Code.RETENTION && longer(found, expected))
        || (code == Code.MIN_INSYNC && number(found) >= number(expected));
  }

  private static boolean longer(String found, String expected) {
    long kept = number(found);
    long least = number(expected);
    return kept == FOR_EVER || (least >= 0 && kept >= least);
  }

  /** What is no number is less than any. */
  private static long number(String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      return Long.MIN_VALUE;
    }
  }

  private static Finding tooFewReplicas(TopicSpec spec, int found) {
    return new Finding(
        Code.REPLICATION,
        spec.name(),
        Integer.toString(found),
        Integer.toString(spec.replicas()),
        "kafka-reassign-partitions.sh"
            + SERVER
            + " --execute --reassignment-json-file FILE that gives each partition "
            + spec.replicas()
            + " replicas; or set replication.factor="
            + found
            + " if records may be lost with a broker");
  }

  private static Finding wrongPartitions(TopicSpec spec, int found) {
    return new Finding(
        Code.WRONG_PARTITIONS,
        spec.name(),
        Integer.toString(found),
        Integer.toString(spec.partitions()),
        "partitions cannot be changed under keys in use: set partitions="
            + found
            + " if all topics have that many, or start a market with new topics");
  }
}
