package io.proofworks.market.audit;

import io.proofworks.avro.Heartbeat;
import io.proofworks.protocol.Hash32;
import io.proofworks.sharding.processor.Provers;
import io.proofworks.topics.Topics;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Heartbeats that sharding may have taken, by prover, in the order of the log. Anybody may write to
 * their topic: what stands under another key or in another partition, is of another market, or
 * gives too much back, was refused.
 */
final class HeartbeatLog {

  /**
   * One of a prover.
   *
   * @param index among those of its prover
   * @param highest sequence of all before it, whoever wrote them
   */
  record Beat(Decoding.Found<Heartbeat> found, int index, long highest) {}

  private final Map<String, List<Beat>> beats = new HashMap<>();
  private long since = Long.MAX_VALUE;

  /**
   * @param partitions of every topic
   */
  HeartbeatLog(Decoding log, Hash32 domain, int partitions) {
    for (Decoding.Found<Heartbeat> found : log.all(Topics.HEARTBEATS)) {
      since = Math.min(since, found.time());
      if (isInPlace(found, partitions)
          && found.value().getDomain().equals(domain.hex())
          && !Provers.givesBackTooMuch(found.value())) {
        add(found);
      }
    }
  }

  private static boolean isInPlace(Decoding.Found<Heartbeat> found, int partitions) {
    return found.record().key().equals(Optional.of(found.value().getProverId()))
        && found.record().inPartitionOfItsKey(partitions);
  }

  private void add(Decoding.Found<Heartbeat> found) {
    List<Beat> own = beats.computeIfAbsent(found.value().getProverId(), id -> new ArrayList<>());
    long highest =
        own.isEmpty()
            ? Long.MIN_VALUE
            : Math.max(own.getLast().highest(), own.getLast().found().value().getSequence());
    own.add(new Beat(found, own.size(), highest));
  }

  /** From when there are any at all, epoch milliseconds: they are kept for seven days. */
  long since() {
    return since;
  }

  List<Beat> of(String prover) {
    return beats.getOrDefault(prover, List.of());
  }

  /**
   * Whether its prover had said as much, or more, before: sharding takes no copy.
   *
   * @param own whether the prover signed one
   */
  boolean isOvertaken(Beat beat, Predicate<Heartbeat> own) {
    long sequence = beat.found().value().getSequence();
    return beat.highest() >= sequence
        && of(beat.found().value().getProverId()).subList(0, beat.index()).stream()
            .map(earlier -> earlier.found().value())
            .anyMatch(earlier -> earlier.getSequence() >= sequence && own.test(earlier));
  }
}
