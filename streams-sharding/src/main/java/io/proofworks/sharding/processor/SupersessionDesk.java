package io.proofworks.sharding.processor;

import io.proofworks.avro.Supersession;
import io.proofworks.avro.TaskRecord;
import io.proofworks.avro.TaskSuperseded;
import io.proofworks.protocol.Author;
import io.proofworks.protocol.Reason;
import io.proofworks.protocol.VerdictKind;
import io.proofworks.runtime.Coordinates;
import io.proofworks.runtime.InboundRecord;
import io.proofworks.sharding.domain.BatchState;
import io.proofworks.sharding.domain.MarketPolicy;
import io.proofworks.sharding.domain.ScheduleEvent;
import io.proofworks.topics.Topics;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Answers supersessions that somebody signed; from the notice's append time on, the tasks of the
 * batch are stale.
 */
final class SupersessionDesk {

  private final Outbox outbox;
  private final Batches batches;
  private final Answers answers;
  private final Supplier<@Nullable MarketPolicy> inForce;

  /**
   * What waits, by its place, so that no signature is checked twice. Lost with the process, and
   * then it is.
   */
  private final Map<Coordinates, SignedInput.OfSupersession> waiting = new HashMap<>();

  /**
   * @param inForce null while there is none
   */
  SupersessionDesk(
      Systems systems, Outbox outbox, Batches batches, Supplier<@Nullable MarketPolicy> inForce) {
    this.outbox = outbox;
    this.batches = batches;
    this.inForce = inForce;
    this.answers = new Answers(systems);
  }

  /** That it is not worth to wait for its request: there is no room for it. */
  void refuseForWantOfRoom(SignedInput.OfSupersession signed) {
    waiting.remove(signed.input().coordinates());
    answered(
        signed.input(),
        Answers.About.nobodys(VerdictKind.SUPERSESSION),
        Reason.UNKNOWN_TASK,
        "no such batch so far, and too many records wait");
  }

  /** A record that waited, if its signature was checked in this process; it waits no more. */
  Optional<SignedInput.OfSupersession> waited(InboundRecord input) {
    return Optional.ofNullable(waiting.remove(input.coordinates()));
  }

  /**
   * Judges a supersession.
   *
   * @param now where the clock of the requests stands
   * @param last whether its request can no longer arrive
   * @return whether it waits: its batch is unknown so far
   */
  boolean receive(SignedInput.OfSupersession signed, long now, boolean last) {
    Optional<BatchState> batch = batches.get(signed.message().getBatchId(), now);
    if (batch.isPresent()) {
      return supersede(signed.input(), signed.message(), signed.author(), batch.get());
    }
    return last
        ? answer(signed.input(), signed.author(), Reason.UNKNOWN_TASK, "no such batch")
        : waits(signed);
  }

  private boolean waits(SignedInput.OfSupersession signed) {
    if (waiting.size() < Waitroom.ROOM) {
      waiting.put(signed.input().coordinates(), signed);
    }
    return true;
  }

  private boolean supersede(
      InboundRecord input, Supersession message, Author author, BatchState batch) {
    if (!author.address().hex().equals(batch.request().requesterId())) {
      return answered(
          input,
          new Answers.About(VerdictKind.SUPERSESSION, author, null, null),
          Reason.BAD_SIGNATURE,
          "not signed by the requester of the batch");
    }
    return switch (batch) {
      case BatchState.Open open -> {
        publish(input, message, open);
        yield answer(input, author, Reason.ACCEPTED, open.taskIds().size() + " tasks are stale");
      }
      case BatchState.Superseded before ->
          answer(input, author, Reason.DUPLICATE, "superseded before");
      case BatchState.Closed closed ->
          answer(input, author, Reason.STALE, "the batch has ended: " + closed.outcome());
    };
  }

  private void publish(InboundRecord input, Supersession message, BatchState.Open open) {
    String cause = message.getCause();
    String replacement = message.getReplacementBatchId();
    batches.put(message.getBatchId(), open.supersede(cause, replacement, input.time()));
    TaskSuperseded event =
        new TaskSuperseded(message.getBatchId(), cause, replacement, knownFrom(input));
    open.taskIds()
        .forEach(id ->
            outbox.publish(
                Topics.TASKS,
                id,
                new TaskRecord(open.request().domain(), id, event),
                input.time()));
    outbox.tell(new ScheduleEvent.BatchEnded(input.time(), open.taskIds()));
  }

  /** What its requester wrote is public: nobody who reads it has to wait for the notice. */
  private @Nullable Long knownFrom(InboundRecord input) {
    MarketPolicy policy = inForce.get();
    return policy != null && policy.datesSupersessions() ? input.time() : null;
  }

  private boolean answer(InboundRecord input, Author author, Reason reason, String detail) {
    return answered(
        input,
        new Answers.About(VerdictKind.SUPERSESSION, author, input.answerKey(), null),
        reason,
        detail);
  }

  /** Always false: what is answered does not wait. */
  private boolean answered(InboundRecord input, Answers.About about, Reason reason, String detail) {
    outbox.publish(
        Topics.VERDICTS,
        input.answerKey(),
        answers.verdict(input, about, reason, detail),
        input.time());
    return false;
  }
}
