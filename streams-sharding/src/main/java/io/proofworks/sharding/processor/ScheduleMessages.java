package io.proofworks.sharding.processor;

import io.proofworks.avro.Heartbeat;
import io.proofworks.avro.Verdict;
import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.Keccak;
import io.proofworks.runtime.Coordinates;
import io.proofworks.runtime.FormatSerdes;
import io.proofworks.runtime.InboundRecord;
import io.proofworks.runtime.journal.Message;
import io.proofworks.serde.Decoded;
import io.proofworks.serde.MarketSerdes;
import io.proofworks.sharding.domain.ScheduleEvent;
import io.proofworks.topics.Partitions;
import io.proofworks.topics.Topics;
import java.util.Optional;
import org.apache.kafka.common.serialization.Serde;

/** The messages to the schedule, for audits. */
public final class ScheduleMessages {

  private static final Serde<ScheduleEvent> EVENTS = FormatSerdes.of(ShardingFormats.EVENT);

  private final Hash32 domain;
  private final int partitions;
  private final MarketSerdes serdes;
  private final PolicyHistory policies;

  /**
   * @param partitions of every topic
   * @param policies which were in force
   */
  public ScheduleMessages(
      Hash32 domain, int partitions, MarketSerdes serdes, PolicyHistory policies) {
    this.domain = domain;
    this.partitions = partitions;
    this.serdes = serdes;
    this.policies = policies;
  }

  /** What follows from a verdict. */
  public Optional<Message> of(InboundRecord verdict) {
    Coordinates at = verdict.coordinates();
    return serdes.decoder(Topics.VERDICTS).decode(verdict.value())
            instanceof Decoded.Value<Verdict>(Verdict value)
        ? TaskVerdicts.judged(value, domain, at.time())
            .map(event -> message(at.topic() + "-" + at.partition(), at.offset(), event))
        : Optional.empty();
  }

  /** What the schedule is told of a heartbeat whose signature holds. */
  public static ScheduleEvent.HeartbeatChecked of(Heartbeat heartbeat, long time) {
    return new ScheduleEvent.HeartbeatChecked(time, AvroProvers.pulse(heartbeat, time));
  }

  /** As a side says it, or an entry of the schedule. */
  Message message(String journal, long sequence, ScheduleEvent event) {
    return new Message(
        journal,
        sequence,
        event.at(),
        Names.SCHEDULE_TOPIC,
        partition(domain, partitions),
        Keccak.hash(EVENTS.serializer().serialize("", compared(event))),
        domain.hex());
  }

  /**
   * Without when a commit was appended where an earlier release may have heard of it: it did not
   * say so. That goes by when the verdict was appended, which both sides say, and not by when the
   * schedule heard it: what a release handed on is heard after it.
   */
  private ScheduleEvent compared(ScheduleEvent event) {
    return event instanceof ScheduleEvent.Judged judged && !policies.datesCommits(judged.at())
        ? judged.undated()
        : event;
  }

  /** Of the schedule of a market: there is one. */
  public static int partition(Hash32 domain, int partitions) {
    return Partitions.of(domain.hex(), partitions);
  }
}
