package io.proofworks.sharding.processor;

import io.proofworks.avro.Supersession;
import io.proofworks.avro.TaskRecord;
import io.proofworks.avro.TaskSuperseded;
import io.proofworks.protocol.Author;
import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.Reason;
import io.proofworks.protocol.SupersessionCause;
import io.proofworks.protocol.VerdictKind;
import io.proofworks.runtime.InboundRecord;
import io.proofworks.serde.Decoded;
import io.proofworks.sharding.domain.BatchState;
import io.proofworks.sharding.domain.ScheduleEvent;
import io.proofworks.topics.Topics;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Answers supersessions; from the notice's append time on, the tasks of the batch are stale. */
final class SupersessionDesk {

  private final Systems systems;
  private final Outbox outbox;
  private final Batches batches;
  private final Answers answers;

  /**
   * Whom the records that wait speak for, by their digests, so that no signature is checked twice.
   * Lost with the process, and then it is.
   */
  private final Map<Hash32, Author> waiting = new HashMap<>();

  SupersessionDesk(Systems systems, Outbox outbox, Batches batches) {
    this.systems = systems;
    this.outbox = outbox;
    this.batches = batches;
    this.answers = new Answers(systems);
  }

  /** That it is not worth to wait for its request: there is no room for it. */
  void refuseForWantOfRoom(InboundRecord input) {
    waiting.remove(input.digest());
    answered(input, Reason.UNKNOWN_TASK, "no such batch so far, and too many records wait");
  }

  /**
   * Judges a supersession. What waits carries the signature of whom it names, so that nobody makes
   * records wait in another's name.
   *
   * @param now where the clock of the requests stands
   * @param last whether its request can no longer arrive
   * @return whether it waits: its batch is unknown so far
   */
  boolean receive(InboundRecord input, long now, boolean last) {
    Optional<Answers.Misplaced> wrong = answers.misplaced(input, Topics.SUPERSESSIONS);
    if (wrong.isPresent()) {
      return answered(input, wrong.get().reason(), wrong.get().detail());
    }
    return switch (systems.serdes().decoder(Topics.SUPERSESSIONS).decode(input.value())) {
      case Decoded.Value<Supersession>(Supersession message) -> judge(input, message, now, last);
      case Decoded.Malformed<Supersession>(String detail) -> {
        outbox.deadLetter(input, Reason.MALFORMED.name(), detail);
        yield answered(input, Reason.MALFORMED, detail);
      }
    };
  }

  private boolean judge(InboundRecord input, Supersession message, long now, boolean last) {
    if (!message.getBatchId().equals(input.answerKey()) || !inForm(message)) {
      return answered(input, Reason.MALFORMED, "an id or the cause is out of form");
    }
    if (!message.getDomain().equals(systems.market())) {
      return answered(input, Reason.WRONG_DOMAIN, "signed for another market");
    }
    return author(input, message)
        .map(author -> judge(input, message, author, now, last))
        .orElseGet(() ->
            answered(input, Reason.BAD_SIGNATURE, "not signed by the requester that it names"));
  }

  private boolean judge(
      InboundRecord input, Supersession message, Author author, long now, boolean last) {
    Optional<BatchState> batch = batches.get(message.getBatchId(), now);
    if (batch.isPresent()) {
      return supersede(input, message, author, batch.get());
    }
    return last
        ? answer(input, author, Reason.UNKNOWN_TASK, "no such batch")
        : waits(input, author);
  }

  private Optional<Author> author(InboundRecord input, Supersession message) {
    Author checked = waiting.remove(input.digest());
    return checked == null ? Authors.of(message) : Optional.of(checked);
  }

  private boolean waits(InboundRecord input, Author author) {
    if (waiting.size() < Waitroom.ROOM) {
      waiting.put(input.digest(), author);
    }
    return true;
  }

  private static boolean inForm(Supersession message) {
    String replacement = message.getReplacementBatchId();
    return SupersessionCause.find(message.getCause()).isPresent()
        && (replacement == null || Hash32.tryParse(replacement).isPresent());
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
    TaskSuperseded event = new TaskSuperseded(message.getBatchId(), cause, replacement);
    open.taskIds()
        .forEach(id ->
            outbox.publish(
                Topics.TASKS,
                id,
                new TaskRecord(open.request().domain(), id, event),
                input.time()));
    outbox.tell(new ScheduleEvent.BatchEnded(input.time(), open.taskIds()));
  }

  private boolean answer(InboundRecord input, Author author, Reason reason, String detail) {
    return answered(
        input,
        new Answers.About(VerdictKind.SUPERSESSION, author, input.answerKey(), null),
        reason,
        detail);
  }

  private boolean answered(InboundRecord input, Reason reason, String detail) {
    return answered(input, Answers.About.nobodys(VerdictKind.SUPERSESSION), reason, detail);
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
