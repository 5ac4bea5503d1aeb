package io.proofworks.aggregation.processor;

import io.proofworks.aggregation.domain.DeskInput;
import io.proofworks.aggregation.domain.Effect;
import io.proofworks.aggregation.domain.Input;
import io.proofworks.aggregation.domain.Relayed;
import io.proofworks.avro.AggregationJob;
import io.proofworks.avro.Receipt;
import io.proofworks.avro.Verdict;
import io.proofworks.messages.Verdicts;
import io.proofworks.protocol.Digests;
import io.proofworks.protocol.LogClosures;
import io.proofworks.runtime.FormatSerdes;
import io.proofworks.runtime.InboundRecord;
import io.proofworks.runtime.Turn;
import io.proofworks.runtime.journal.Applied;
import io.proofworks.topics.Topic;
import io.proofworks.topics.Topics;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.streams.processor.api.Record;

/**
 * The batches of one partition: observes time, takes the record, and lets the case book enforce
 * what follows. All that it knows is in its stores, and what it does with an input depends on
 * nothing else, so that a replay of its journal on empty stores decides the same again.
 */
final class BatchPartition {

  private final Serializer<Relayed> questions =
      FormatSerdes.of(AggregationFormats.MESSAGE).serializer();
  private final Systems systems;
  private final Outbox outbox;
  private final Turn turn;
  private final CaseBook book;

  /** Of the step that is being taken. */
  private final List<Outcome> outcomes = new ArrayList<>();

  private List<Input> implied = List.of();
  private boolean counts;
  private boolean deadLettered;

  /**
   * @param forward hands a record to the sink of that name
   */
  BatchPartition(
      BatchStores stores,
      Digests digests,
      Systems systems,
      BiConsumer<Record<byte[], byte[]>, String> forward) {
    this.systems = systems;
    this.outbox = new Outbox(digests);
    this.turn = new Turn(systems.meters(), forward);
    this.book = new CaseBook(stores, turn, digests, systems);
  }

  /**
   * Takes a record as it is read.
   *
   * @param tick whether it only says what time it is
   * @return what was applied, in order
   */
  List<Applied<Outcome>> receive(Intake intake, InboundRecord input, boolean tick) {
    List<Applied<Outcome>> steps = new ArrayList<>();
    for (LogClosures.Interval closed : book.observe(intake.clock(), input, tick)) {
      begin();
      steps.add(applied(input, closure(closed)));
    }
    if (intake.passesTime()) {
      advance(input).ifPresent(steps::add);
    }
    if (!tick) {
      take(intake, input).ifPresent(steps::add);
    }
    return steps;
  }

  private static Map<String, Long> closure(LogClosures.Interval closed) {
    return Map.of(Applied.CLOSED_SINCE, closed.from(), Applied.CLOSED_UNTIL, closed.to());
  }

  /**
   * Lets the time of the aggregates pass up to where its clock stands.
   *
   * @param input that brought it there
   * @return empty when nothing was due
   */
  Optional<Applied<Outcome>> advance(InboundRecord input) {
    begin();
    long now = book.leaseTime();
    turn.run(() -> {
      counts = book.dropRequests(effect -> write(effect, now));
      implied = book.due().stream().<Input>map(Input.TimePassed::new).toList();
      counts |= !implied.isEmpty();
    });
    decideEach(input, now);
    return counts ? Optional.of(applied(input, Map.of(Applied.DEADLINES, now))) : Optional.empty();
  }

  /**
   * Takes a record that is not a tick.
   *
   * @return empty when nothing of it counts
   */
  Optional<Applied<Outcome>> take(Intake intake, InboundRecord input) {
    begin();
    turn.take(
        input,
        () -> counts = intake.take(input),
        why -> {
          counts = true;
          forgetAfter(0);
          intake.setAside(input, why);
        });
    decideEach(input, book.now());
    return counts ? Optional.of(applied(input, Map.of())) : Optional.empty();
  }

  private void begin() {
    outcomes.clear();
    implied = List.of();
    counts = false;
    deadLettered = false;
  }

  private Applied<Outcome> applied(InboundRecord input, Map<String, Long> besides) {
    Map<String, Long> clocks = new HashMap<>(book.times());
    clocks.putAll(besides);
    boolean internal = Topics.byName(input.coordinates().topic()).isEmpty();
    return new Applied<>(
        input.coordinates(),
        input.digest(),
        internal ? input.value() : null,
        clocks,
        outcomes,
        deadLettered);
  }

  /**
   * Each batch for itself: if what follows of one cannot be written, the others go on, and that one
   * is looked at again.
   */
  private void decideEach(InboundRecord cause, long now) {
    for (Input one : implied) {
      int before = outcomes.size();
      turn.take(
          cause,
          () -> decideAt(one, now),
          why -> {
            forgetAfter(before);
            book.postpone(one.batchId());
          });
    }
  }

  /** What was told in a turn that is taken back. */
  private void forgetAfter(int size) {
    outcomes.subList(size, outcomes.size()).clear();
  }

  CaseBook book() {
    return book;
  }

  /** What the input that is being taken implies for other batches, after it. */
  void implies(List<Input> others) {
    implied = others;
  }

  void decide(Input input) {
    decideAt(input, book.now());
  }

  void decideAt(Input input, long now) {
    book.decide(input, now, effect -> write(effect, now));
  }

  void write(Effect effect, long now) {
    switch (effect) {
      case Effect.Issue issue -> issue(outbox.job(issue), now);
      case Effect.Ask ask -> ask(ask.want().batchId(), new DeskInput.Wanted(ask.want()), now);
      case Effect.Return back ->
          ask(
              back.batchId(),
              new DeskInput.Returned(back.batchId(), back.nodeId(), back.epoch()),
              now);
      case Effect.Wait wait -> outcomes.add(new Outcome.Delayed(wait));
      case Effect.EndLease end -> answer(end.facts().batchId(), outbox.verdict(end, now));
      case Effect.Close close -> close(Receipts.of(close, now), now);
      case Effect.Answer ignored ->
          throw new IllegalStateException("only a submission is answered, by its own intake");
      case Effect.WakeAt ignored -> throw new IllegalStateException("the case book wakes cases");
    }
  }

  private void issue(AggregationJob job, long now) {
    send(Topics.AGGREGATION_JOBS, job.getBatchId(), job, Sinks.JOBS, now);
    outcomes.add(new Outcome.JobIssued(job));
  }

  private void close(Receipt receipt, long now) {
    send(Topics.RECEIPTS, receipt.getBatchId(), receipt, Sinks.RECEIPTS, now);
    outcomes.add(new Outcome.Closed(receipt));
  }

  void answer(String key, Verdict verdict) {
    Verdict bounded = Verdicts.bounded(verdict);
    send(Topics.VERDICTS, key, bounded, Sinks.VERDICTS, verdict.getDecidedAt());
    outcomes.add(new Outcome.Answered(key, bounded));
  }

  void deadLetter(Record<byte[], byte[]> letter) {
    turn.sendDeadLetter(Sinks.DEAD_LETTERS, letter);
    deadLettered = true;
  }

  private void ask(String key, DeskInput question, long time) {
    byte[] bytes = questions.serialize("", question);
    turn.sendInternal(InternalTopics.DESK, Sinks.DESK, new Record<>(utf8(key), bytes, time));
    outcomes.add(new Outcome.DeskTold(key, question));
  }

  private <V extends SpecificRecord> void send(
      Topic<V> topic, String key, V value, String sink, long time) {
    byte[] bytes = systems.serdes().encode(topic, value);
    turn.send(topic, sink, new Record<>(utf8(key), bytes, time));
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
