package io.proofworks.aggregation.processor;

import io.proofworks.aggregation.domain.Input;
import io.proofworks.aggregation.domain.MarketEvent;
import io.proofworks.aggregation.domain.Relayed;
import io.proofworks.avro.JournalEntry;
import io.proofworks.protocol.LogClosures;
import io.proofworks.runtime.Coordinates;
import io.proofworks.runtime.FormatSerdes;
import io.proofworks.runtime.InboundRecord;
import io.proofworks.runtime.journal.Applied;
import io.proofworks.runtime.journal.Replay;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Serde;
import org.jspecify.annotations.Nullable;

/** A partition of batches as a replay of its journal drives it. */
final class ReplayedBatches implements Replay.Side {

  private static final Serde<Relayed> MESSAGES = FormatSerdes.of(AggregationFormats.MESSAGE);

  private final BatchPartition partition;
  private final Intakes intakes;

  /** With which deadlines passed last. */
  private @Nullable Coordinates advanced;

  ReplayedBatches(BatchPartition partition, Intakes intakes) {
    this.partition = partition;
    this.intakes = intakes;
  }

  @Override
  public Optional<String> keyOf(byte[] internal) {
    return input(internal).map(Input::batchId).or(() -> event(internal).map(RelayedEvents::key));
  }

  static Optional<Input.Told> input(byte[] internal) {
    return message(internal).filter(Input.Told.class::isInstance).map(Input.Told.class::cast);
  }

  static Optional<MarketEvent> event(byte[] internal) {
    return message(internal).filter(MarketEvent.class::isInstance).map(MarketEvent.class::cast);
  }

  /** The same message as this build writes it; bytes that are none as they are. */
  static byte[] rewritten(byte[] internal) {
    return message(internal)
        .map(message -> MESSAGES.serializer().serialize("", message))
        .orElse(internal);
  }

  private static Optional<Relayed> message(byte[] internal) {
    try {
      return Optional.ofNullable(MESSAGES.deserializer().deserialize("", internal));
    } catch (SerializationException e) {
      return Optional.empty();
    }
  }

  @Override
  public Optional<? extends Applied<?>> apply(JournalEntry entry, InboundRecord input) {
    Map<String, Long> clocks = new HashMap<>(entry.getClocks());
    clocks.keySet().removeIf(name -> name.startsWith("("));
    partition.book().set(clocks);
    Long closedSince = entry.getClocks().get(Applied.CLOSED_SINCE);
    if (closedSince != null) {
      partition.book().close(closed(entry.getClocks(), closedSince));
      return Optional.empty();
    }
    String topic = input.coordinates().topic();
    Intake intake =
        intakes
            .of(topic)
            .orElseThrow(() -> new IllegalArgumentException("batches read no " + topic));
    if ((entry.getInternalInput() != null) != Intakes.internal(topic).isPresent()) {
      throw new IllegalArgumentException("what was taken in is not of " + topic);
    }
    return entry.getClocks().containsKey(Applied.DEADLINES)
        ? Optional.of(advanced(intake, input))
        : Optional.of(taken(intake, input));
  }

  private Applied<Outcome> advanced(Intake intake, InboundRecord input) {
    advanced = input.coordinates();
    return Optional.of(input)
        .filter(cause -> intake.passesTime())
        .flatMap(partition::advance)
        .orElseThrow(() -> new IllegalArgumentException("no deadline passes with it"));
  }

  private Applied<Outcome> taken(Intake intake, InboundRecord input) {
    if (intake.passesTime() && isOverdue(input)) {
      throw new IllegalArgumentException("deadlines before it have not passed");
    }
    return partition
        .take(intake, input)
        .orElseThrow(() -> new IllegalArgumentException("nothing of it counts"));
  }

  /** What is due again by the time that its own deadlines passed up to waits for the next. */
  private boolean isOverdue(InboundRecord input) {
    boolean passed = input.coordinates().equals(advanced);
    return !passed && owes(partition.book().leaseTime());
  }

  private static LogClosures.Interval closed(Map<String, Long> clocks, long since) {
    Long until = clocks.get(Applied.CLOSED_UNTIL);
    if (until == null || until <= since) {
      throw new IllegalArgumentException("a closure without an end");
    }
    return new LogClosures.Interval(since, until);
  }

  /** Whether deadlines up to that time have not passed. */
  boolean owes(long until) {
    return partition.book().isDue(until);
  }
}
