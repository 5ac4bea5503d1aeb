package io.proofworks.sharding.processor;

import io.proofworks.avro.JournalEntry;
import io.proofworks.runtime.InboundRecord;
import io.proofworks.runtime.journal.Applied;
import io.proofworks.runtime.journal.Replay;
import io.proofworks.topics.Topics;
import java.util.Optional;
import org.apache.kafka.common.errors.SerializationException;
import org.jspecify.annotations.Nullable;

/** The schedule as a replay of its journal drives it. */
final class ReplayedSchedule implements Replay.Side {

  private final SchedulePartition partition;
  private final PolicyHistory policies;
  private final String market;

  ReplayedSchedule(SchedulePartition partition, PolicyHistory policies, String market) {
    this.partition = partition;
    this.policies = policies;
    this.market = market;
  }

  @Override
  public Optional<String> keyOf(byte[] internal) {
    return read(internal).map(entry -> market);
  }

  /** What an entry has; empty for bytes that are none. */
  static Optional<Scheduled> read(byte[] internal) {
    try {
      return Optional.ofNullable(
          SchedulePartition.ENTRIES.deserializer().deserialize("", internal));
    } catch (SerializationException e) {
      return Optional.empty();
    }
  }

  @Override
  public Optional<? extends Applied<?>> apply(JournalEntry entry, InboundRecord input) {
    String topic = input.coordinates().topic();
    if (entry.getInternalInput() == null || !topic.endsWith(Names.SCHEDULE_TOPIC)) {
      throw new IllegalArgumentException("the schedule reads no " + topic);
    }
    Scheduled said =
        read(input.value())
            .orElseThrow(() -> new IllegalArgumentException("nothing that can be read"));
    if (said.heard() != null && said.heard().at() != input.time()) {
      throw new IllegalArgumentException("it was heard at another time: " + said.heard().at());
    }
    @Nullable Long now = entry.getClocks().get(Names.SCHEDULE_TOPIC);
    if (now == null || now < input.time() || now < partition.book().now()) {
      throw new IllegalArgumentException("its clock stands before it, or has stepped back");
    }
    return Optional.of(
        partition.repeat(
            input.coordinates(),
            now,
            said,
            policies.version(entry.getClocks().getOrDefault(Topics.POLICIES.name(), 0L))));
  }
}
