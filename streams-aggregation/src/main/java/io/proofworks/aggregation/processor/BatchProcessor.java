package io.proofworks.aggregation.processor;

import io.proofworks.aggregation.domain.DeskInput;
import io.proofworks.aggregation.domain.Effect;
import io.proofworks.aggregation.domain.Input;
import io.proofworks.avro.Verdict;
import io.proofworks.protocol.Hash32;
import io.proofworks.runtime.InboundRecord;
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

  private final String clock;
  private final Hash32 domain;
  private final Outbox outbox;
  private final Systems systems;

  @SuppressWarnings("NullAway.Init") // set by init, before any record
  private ProcessorContext<Object, Object> context;

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
    book = new CaseBook(processorContext, domain, systems);
  }

  @Override
  public final void process(Record<byte[], byte[]> record) {
    InboundRecord input = InboundRecord.of(record, context);
    boolean tick = input.isTick() || Relay.isTick(input);
    book.observe(clock, input, tick);
    timePassed();
    if (!tick) {
      take(input);
    }
  }

  /** What the new time implies, before the record itself is taken. */
  void timePassed() {}

  /** Takes a record that is not a tick. */
  abstract void take(InboundRecord input);

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
      case Effect.Issue issue -> send(issue.facts().batchId(), outbox.job(issue), Sinks.JOBS, now);
      case Effect.Ask ask ->
          send(ask.want().batchId(), new DeskInput.Wanted(ask.want()), Sinks.DESK, now);
      case Effect.Return back ->
          send(
              back.batchId(),
              new DeskInput.Returned(back.batchId(), back.nodeId(), back.epoch()),
              Sinks.DESK,
              now);
      case Effect.Wait wait ->
          log.info(
              "aggregationDelayed batch={} node={} epoch={} cause={}",
              wait.batchId(),
              wait.node().id(),
              wait.node().epoch() + 1,
              wait.delay());
      case Effect.EndLease end ->
          send(end.facts().batchId(), outbox.verdict(end, now), Sinks.VERDICTS, now);
      case Effect.Close close ->
          send(close.facts().batchId(), Receipts.of(close, now), Sinks.RECEIPTS, now);
      case Effect.Answer ignored ->
          throw new IllegalStateException("only a submission is answered, by its own processor");
      case Effect.WakeAt ignored -> throw new IllegalStateException("the case book wakes cases");
    }
  }

  final void answer(String key, Verdict verdict) {
    send(key, verdict, Sinks.VERDICTS, verdict.getDecidedAt());
  }

  final void deadLetter(Record<byte[], byte[]> letter) {
    context.forward(
        new Record<>(letter.key(), letter.value(), letter.timestamp(), letter.headers()),
        Sinks.DEAD_LETTERS);
  }

  private void send(String key, Object value, String sink, long time) {
    context.forward(new Record<>(key, value, time), sink);
  }
}
