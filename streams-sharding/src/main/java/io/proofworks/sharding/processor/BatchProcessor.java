package io.proofworks.sharding.processor;

import io.proofworks.avro.Receipt;
import io.proofworks.avro.TaskClosed;
import io.proofworks.avro.TaskRecord;
import io.proofworks.protocol.BatchOutcome;
import io.proofworks.protocol.TaskState;
import io.proofworks.runtime.AppContext;
import io.proofworks.runtime.InboundRecord;
import io.proofworks.runtime.LogClock;
import io.proofworks.serde.Decoded;
import io.proofworks.sharding.ShardingTopology;
import io.proofworks.sharding.domain.BatchState;
import io.proofworks.sharding.domain.ScheduleEvent;
import io.proofworks.topics.Topics;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/**
 * Batches of one partition: requests open them, supersessions and receipts end them, and child
 * proofs tell how long reveals take.
 */
@SuppressWarnings("NullAway.Init") // Kafka Streams calls init before anything else
public final class BatchProcessor extends ContextualProcessor<byte[], byte[], byte[], byte[]> {

  private final AppContext app;
  private Batches batches;
  private Waitroom parked;
  private Windows windows;
  private Outbox outbox;
  private RequestDesk requests;
  private SupersessionDesk supersessions;
  private LogClock clock;

  public BatchProcessor(AppContext app) {
    this.app = app;
  }

  @Override
  public void init(ProcessorContext<byte[], byte[]> context) {
    super.init(context);
    clock = LogClock.start(); // also of a task that begins again behind what was rolled back
    outbox = new Outbox(ShardingTopology.BATCH, app, context);
    batches = new Batches(outbox.turn(), context);
    parked = new Waitroom(context);
    windows = new Windows(outbox.turn(), context);
    requests =
        new RequestDesk(
            app,
            outbox,
            batches,
            new Refusals(outbox.turn(), context),
            new CurrentPolicy(app, context.getStateStore(ShardingTopology.POLICIES)),
            windows);
    supersessions = new SupersessionDesk(app, outbox, batches);
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    InboundRecord input = InboundRecord.of(record, context());
    String topic = input.coordinates().topic();
    clock = clock.observe(topic, input.time());
    if (!input.isTick()) {
      outbox.take(input, () -> receive(topic, input), () -> setAside(topic, input));
    }
    if (topic.equals(Topics.BATCHES.name())) {
      releaseParked();
      outbox.run(() -> batches.forget(clock.time(topic)));
    }
  }

  private void receive(String topic, InboundRecord input) {
    if (topic.equals(Topics.BATCHES.name())) {
      requests.receive(input);
    } else if (topic.equals(Topics.SUPERSESSIONS.name())) {
      if (supersessions.receive(input, clock.time(Topics.BATCHES.name()) > input.time())
          && !parked.take(Parked.of(input))) {
        supersessions.refuseForWantOfRoom(input);
      }
    } else if (topic.equals(Topics.CHILD_PROOFS.name())) {
      windows.measure(
          app.serdes().decoder(Topics.CHILD_PROOFS).decode(input.value()),
          app.settings().domain().hex());
    } else {
      close(input);
    }
  }

  private void setAside(String topic, InboundRecord input) {
    if (topic.equals(Topics.BATCHES.name())) {
      requests.setAside(input);
    }
  }

  /**
   * Requests appended before a parked supersession have all been seen once their clock passed it.
   */
  private void releaseParked() {
    for (Parked waiting : parked.release(clock.time(Topics.BATCHES.name()))) {
      outbox.take(waiting.input(), () -> supersessions.receive(waiting.input(), true));
    }
  }

  private void close(InboundRecord input) {
    switch (app.serdes().decoder(Topics.RECEIPTS).decode(input.value())) {
      case Decoded.Value<Receipt>(Receipt receipt) ->
          batches
              .get(receipt.getBatchId())
              .filter(BatchState.Open.class::isInstance)
              .ifPresent(batch -> close(receipt, (BatchState.Open) batch, input.time()));
      case Decoded.Malformed<Receipt>(String detail) ->
          outbox.deadLetter(input, "MALFORMED", detail);
    }
  }

  private void close(Receipt receipt, BatchState.Open open, long now) {
    batches.put(receipt.getBatchId(), open.close(receipt.getOutcome(), now));
    boolean settled = receipt.getOutcome().equals(BatchOutcome.SETTLED.name());
    TaskState state = settled ? TaskState.SETTLED : TaskState.FAILED;
    TaskClosed event =
        new TaskClosed(receipt.getBatchId(), state.name(), receipt.getOutcome() + " receipt");
    open.taskIds()
        .forEach(id ->
            outbox.publish(
                Topics.TASKS, id, new TaskRecord(open.request().domain(), id, event), now));
    outbox.tell(new ScheduleEvent.BatchEnded(now, open.taskIds()));
  }
}
