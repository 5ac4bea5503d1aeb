package io.proofworks.runtime;

import io.proofworks.runtime.Finding.Code;
import io.proofworks.topics.TopicSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Compares one topic with its declaration. */
record TopicCheck(short replicationFactor) {

  private static final String SERVER = " --bootstrap-server <server>";

  /** The configs that are compared, with what a difference means. */
  private static final Map<String, Code> CODES =
      Map.of(
          "message.timestamp.type", Code.FORGEABLE_TIME,
          "compression.type", Code.COMPRESSION,
          "cleanup.policy", Code.CLEANUP,
          "retention.ms", Code.RETENTION,
          "retention.bytes", Code.RETENTION,
          "max.message.bytes", Code.SIZE_LIMIT);

  Finding missing(TopicSpec spec) {
    return new Finding(
        Code.TOPIC_MISSING,
        spec.name(),
        "none",
        spec.partitions() + " partitions",
        spec.command(replicationFactor) + SERVER);
  }

  /**
   * @param found the topic's effective configs
   */
  List<Finding> compare(TopicSpec spec, int partitions, Map<String, String> found) {
    List<Finding> findings = new ArrayList<>();
    if (partitions != spec.partitions()) {
      findings.add(wrongPartitions(spec, partitions));
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

  /** An operator may keep records for longer than declared; all else has to be as declared. */
  private static boolean good(Code code, String expected, String found) {
    return found.equals(expected) || (code == Code.RETENTION && longer(found, expected));
  }

  private static boolean longer(String found, String expected) {
    try {
      long kept = Long.parseLong(found);
      long least = Long.parseLong(expected);
      return kept < 0 || (least >= 0 && kept >= least);
    } catch (NumberFormatException e) {
      return false;
    }
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
