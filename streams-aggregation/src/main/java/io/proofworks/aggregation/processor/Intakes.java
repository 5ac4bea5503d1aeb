package io.proofworks.aggregation.processor;

import io.proofworks.protocol.Digests;
import io.proofworks.protocol.Hash32;
import io.proofworks.serde.MarketSerdes;
import io.proofworks.topics.Topics;
import java.util.List;
import java.util.Optional;

/** The intakes of a partition of batches, one for each of its sources. */
final class Intakes {

  /** Topics of the application itself that a partition of batches reads. */
  static final List<String> INTERNAL =
      List.of(
          InternalTopics.TASKS_BY_BATCH,
          InternalTopics.SLASHES_BY_BATCH,
          InternalTopics.DIRECTORY,
          InternalTopics.TURNS);

  private final BatchPartition at;
  private final MarketSerdes serdes;
  private final Digests digests;
  private final int partitions;

  /**
   * @param serdes that records are read with
   * @param partitions of every topic
   */
  Intakes(BatchPartition at, MarketSerdes serdes, Hash32 domain, int partitions) {
    this.at = at;
    this.serdes = serdes;
    this.digests = new Digests(domain);
    this.partitions = partitions;
  }

  /** What batches are asked to prove. */
  Intake requests() {
    return new RequestIntake(at, serdes, digests, partitions);
  }

  Intake childProofs() {
    return new ChildProofIntake(at, serdes);
  }

  Intake aggregates() {
    return new AggregateIntake(at, serdes, digests, partitions);
  }

  /**
   * Of what relays and the desk tell batches.
   *
   * @param clock the name of its clock
   */
  Intake relayed(String clock) {
    return new RelayedIntake(clock, at);
  }

  Intake directory() {
    return new DirectoryIntake(InternalTopics.DIRECTORY, at);
  }

  /** That of a topic, by the name that Kafka has for it; empty where the partition reads none. */
  Optional<Intake> of(String topic) {
    if (topic.equals(Topics.BATCHES.name())) {
      return Optional.of(requests());
    }
    if (topic.equals(Topics.CHILD_PROOFS.name())) {
      return Optional.of(childProofs());
    }
    if (topic.equals(Topics.AGGREGATES.name())) {
      return Optional.of(aggregates());
    }
    return internal(topic)
        .map(name -> name.equals(InternalTopics.DIRECTORY) ? directory() : relayed(name));
  }

  /** An internal topic's name in the topology, by the name that Kafka has for it. */
  static Optional<String> internal(String topic) {
    return INTERNAL.stream()
        .filter(name -> topic.endsWith("-" + name + InternalTopics.TOPIC_SUFFIX))
        .findFirst();
  }
}
