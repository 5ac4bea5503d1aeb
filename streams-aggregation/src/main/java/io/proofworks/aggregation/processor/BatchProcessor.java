package io.proofworks.aggregation.processor;

import io.proofworks.aggregation.AggregationTopology;
import io.proofworks.aggregation.domain.DeskInput;
import io.proofworks.aggregation.domain.Effect;
import io.proofworks.aggregation.domain.Input;
import io.proofworks.avro.Verdict;
import io.proofworks.messages.Verdicts;
import io.proofworks.protocol.Hash32;
import io.proofworks.runtime.Cbor;
import io.proofworks.runtime.DeadLetters;
import io.proofworks.runtime.InboundRecord;
import io.proofworks.runtime.Turn;
import io.proofworks.topics.Topic;
import io.proofworks.topics.Topics;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.streams.processor.api.ProcessingContext;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A source of inputs for the cases of a partition: observes time, takes the record, and lets the
 * case book enforce what follows. All of them share the stores, so they form one task.
 */
abstract class BatchProcessor implements Processor<byte[], byte[], Object, Object> {

  private static final Logger log = LoggerFactory.getLogger(BatchProcessor.class);

  private final Serializer<DeskInput> questions = Cbor.serde(DeskInput.class).serializer();
  private final String clock;
  private final Hash32 domain;
  private final Outbox outbox;
  private final Systems systems;

  @SuppressWarnings("NullAway.Init") // set by init, before any record
  private ProcessorContext<Object, Object> context;

  private List<Input> implied = List.of();

  @SuppressWarnings("NullAway.Init") // set by init, before any record
  private Turn turn;

  @SuppressWarnings("NullAway.Init") // set by init, before any record
  private CaseBook book;

  /**
   * @param clock the name of this input's clock
   */
  BatchProcessor(String clock, Hash32 domain, Systems systems) {
    this.clock = clock;
    this.domain = domain;
    this.systems = systems;
    this.outbox = new Outbox(domain);
  }

  @Override
  public final void init(ProcessorContext<Object, Object> processorContext) {
    context = processorContext;
    turn = new Turn(systems.meters(), (record, sink) -> forward(record, sink));
    book = new CaseBook(processorContext, turn, domain, systems);
    begin(processorContext);
  }

  @Override
  public final void process(Record<byte[], byte[]> record) {
    InboundRecord input = InboundRecord.of(record, context);
    boolean tick = input.isTick() || Relay.isTick(input);
    book.observe(clock, input, tick);
    if (tick) {
      ticked(context.currentSystemTimeMs());
    }
    turn.run(() -> implied = timePassed());
    decideEach(input, book.leaseTime());
    if (!tick) {
      turn.take(input, () -> take(input), why -> setAside(input, why));
      turn.run(() -> implied = followUps());
      decideEach(input, book.now());
    }
  }

  /**
   * Each batch for itself: if what follows of one cannot be written, the others go on, and that one
   * is looked at again.
   */
  private void decideEach(InboundRecord cause, long now) {
    for (Input one : implied) {
      turn.take(cause, () -> decideAt(one, now), why -> book.postpone(one.batchId()));
    }
    implied = List.of();
  }

  /** Before any record. */
  void begin(ProcessingContext at) {}

  /**
   * After the book has observed a tick.
   *
   * @param now of the wall clock, epoch milliseconds
   */
  void ticked(long now) {}

  /** What the new time implies, before the record itself is taken. */
  List<Input> timePassed() {
    return List.of();
  }

  /** Takes a record that is not a tick. */
  abstract void take(InboundRecord input);

  /** What a record implies for other batches, after it has been taken. */
  List<Input> followUps() {
    return List.of();
  }

  /** Puts away an input of which nothing could be done. */
  void setAside(InboundRecord input, Turn.SetAside why) {
    if (DeadLetters.take(input.coordinates().topic())) {
      deadLetter(DeadLetters.of(input, why.reason().name(), why.detail()));
    }
  }

  final CaseBook book() {
    return book;
  }

  final void decide(Input input) {
    decideAt(input, book.now());
  }

  final void decideAt(Input input, long now) {
    book.decide(input, now, effect -> write(effect, now));
  }

  final void write(Effect effect, long now) {
    switch (effect) {
      case Effect.Issue issue ->
          send(
              Topics.AGGREGATION_JOBS, issue.facts().batchId(), outbox.job(issue), Sinks.JOBS, now);
      case Effect.Ask ask -> ask(ask.want().batchId(), new DeskInput.Wanted(ask.want()), now);
      case Effect.Return back ->
          ask(
              back.batchId(),
              new DeskInput.Returned(back.batchId(), back.nodeId(), back.epoch()),
              now);
      case Effect.Wait wait ->
          log.info(
              "aggregationDelayed batch={} node={} epoch={} cause={}",
              wait.batchId(),
              wait.node().id(),
              wait.node().epoch() + 1,
              wait.delay());
      case Effect.EndLease end -> answer(end.facts().batchId(), outbox.verdict(end, now));
      case Effect.Close close ->
          send(
              Topics.RECEIPTS,
              close.facts().batchId(),
              Receipts.of(close, now),
              Sinks.RECEIPTS,
              now);
      case Effect.Answer ignored ->
          throw new IllegalStateException("only a submission is answered, by its own processor");
      case Effect.WakeAt ignored -> throw new IllegalStateException("the case book wakes cases");
    }
  }

  final void answer(String key, Verdict verdict) {
    send(Topics.VERDICTS, key, Verdicts.bounded(verdict), Sinks.VERDICTS, verdict.getDecidedAt());
  }

  final void deadLetter(Record<byte[], byte[]> letter) {
    turn.sendDeadLetter(Sinks.DEAD_LETTERS, letter);
  }

  private void ask(String key, DeskInput question, long time) {
    byte[] bytes = questions.serialize("", question);
    turn.sendInternal(
        AggregationTopology.DESK,
        Sinks.DESK,
        new Record<>(key.getBytes(StandardCharsets.UTF_8), bytes, time));
  }

  private <V extends SpecificRecord> void send(
      Topic<V> topic, String key, V value, String sink, long time) {
    byte[] bytes = systems.serdes().encode(topic, value);
    turn.send(topic, sink, new Record<>(key.getBytes(StandardCharsets.UTF_8), bytes, time));
  }

  private void forward(Record<byte[], byte[]> record, String sink) {
    context.forward(
        new Record<>(record.key(), record.value(), record.timestamp(), record.headers()), sink);
  }
}
