package io.proofworks.sharding.processor;

import io.proofworks.runtime.InboundRecord;
import io.proofworks.topics.Topic;
import java.util.List;
import java.util.Optional;

/** How requests and supersessions are answered that nobody signed, for audits. */
public final class UnsignedAnswers {

  private final Outbox outbox;
  private final Authorship authorship;

  public UnsignedAnswers(SchedulingReplay.Scope scope) {
    Systems systems = scope.systems();
    this.outbox = new Outbox(Names.BATCH, systems, (record, sink) -> {});
    this.authorship = new Authorship(systems, outbox);
  }

  /** Where a record is its requester's, or nobody's. */
  public static List<Topic<?>> topics() {
    return Authorship.TOPICS;
  }

  /**
   * The one answer to a record, which follows from it alone.
   *
   * @param record of one of the {@link #topics}, no tick
   * @return empty where somebody signed it: then what follows depends on more
   */
  public Optional<Outcome.Answered> to(InboundRecord record) {
    boolean[] signed = new boolean[1];
    outbox.take(record, () -> signed[0] = authorship.read(record).isPresent());
    return signed[0]
        ? Optional.empty()
        : outbox.outcomes().stream()
            .filter(Outcome.Answered.class::isInstance)
            .map(Outcome.Answered.class::cast)
            .findFirst();
  }
}
