package io.proofworks.sharding.processor;

import io.proofworks.avro.JournalEntry;
import io.proofworks.runtime.InboundRecord;
import io.proofworks.runtime.journal.Applied;
import io.proofworks.runtime.journal.Replay;
import io.proofworks.topics.Topics;
import java.util.Optional;

/** A partition of requests as a replay of its journal drives it. */
final class ReplayedRequests implements Replay.Side {

  private final RequestPartition partition;
  private final PolicyHistory policies;

  ReplayedRequests(RequestPartition partition, PolicyHistory policies) {
    this.partition = partition;
    this.policies = policies;
  }

  @Override
  public Optional<? extends Applied<?>> apply(JournalEntry entry, InboundRecord input) {
    String topic = input.coordinates().topic();
    if (entry.getInternalInput() != null || !RequestPartition.TOPICS.contains(topic)) {
      throw new IllegalArgumentException("requests read no " + topic);
    }
    long before = partition.clock();
    long clock = entry.getClocks().getOrDefault(Topics.BATCHES.name(), 0L);
    partition.set(
        clock,
        policies.version(entry.getClocks().getOrDefault(Topics.POLICIES.name(), 0L)),
        requester -> entry.getClocks().getOrDefault(Names.FREE, 0L));
    partition.forget();
    if (entry.getClocks().containsKey(Applied.DEADLINES)) {
      return Optional.of(
          partition
              .advance(input)
              .orElseThrow(() -> new IllegalArgumentException("nothing waited for it")));
    }
    if (partition.owes(topic.equals(Topics.BATCHES.name()) ? before : clock)) {
      throw new IllegalArgumentException("what waited before it has not been judged");
    }
    return Optional.of(
        partition.take(input).orElseThrow(() -> new IllegalArgumentException("nobody signed it")));
  }
}
