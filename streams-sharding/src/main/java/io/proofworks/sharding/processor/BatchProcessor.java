package io.proofworks.sharding.processor;

import io.proofworks.runtime.AppContext;
import io.proofworks.runtime.InboundRecord;
import io.proofworks.runtime.journal.Applied;
import io.proofworks.runtime.journal.Journal;
import io.proofworks.runtime.state.OrderedStore;
import io.proofworks.runtime.state.StreamsStore;
import io.proofworks.topics.Journals;
import io.proofworks.topics.Topics;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/**
 * Hands what is written about batches to {@link RequestPartition}, and what it applied to the
 * journal.
 */
@SuppressWarnings("NullAway.Init") // Kafka Streams calls init before anything else
public final class BatchProcessor extends ContextualProcessor<byte[], byte[], byte[], byte[]> {

  private static final byte[] CLOCK = "clock".getBytes(StandardCharsets.UTF_8);

  private final AppContext app;
  private RequestPartition partition;
  private CurrentPolicy policy;
  private Funds funds;
  private Journal journal;
  private OrderedStore clocks;

  public BatchProcessor(AppContext app) {
    this.app = app;
  }

  @Override
  public void init(ProcessorContext<byte[], byte[]> context) {
    super.init(context);
    Systems systems = Systems.of(app);
    partition = new RequestPartition(RequestStores.of(context), systems, context::forward);
    policy = new CurrentPolicy(systems, context.getStateStore(Names.POLICIES));
    journal = Journaling.of(app, context, Journals.REQUEST, Names.BATCH);
    clocks = StreamsStore.of(context, Names.REQUEST_JOURNAL);
    funds = Funds.known(context);
    partition.set(readClock(), policy.get(), this::free);
  }

  private long free(String requester) {
    return funds.of(requester).amount();
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    InboundRecord input = InboundRecord.of(record, context());
    boolean request = input.coordinates().topic().equals(Topics.BATCHES.name());
    partition.set(
        request ? Math.max(partition.clock(), input.time()) : partition.clock(),
        policy.get(),
        this::free);
    if (!input.isTick()) {
      partition.take(input).ifPresent(this::write);
    }
    if (request) {
      partition.advance(input).ifPresent(this::write);
      if (partition.forget()) {
        writeClock();
      }
    }
    journal.checkpoint(input.time());
  }

  /** What nobody signed leaves no entry, so that garbage costs what is kept for ever nothing. */
  private void write(Applied<Outcome> applied) {
    journal.append(applied);
    writeClock();
  }

  private long readClock() {
    byte[] known = clocks.get(CLOCK);
    return known == null ? 0 : ByteBuffer.wrap(known).getLong();
  }

  /** What was judged by it, or forgotten, it must not fall behind when its task begins again. */
  private void writeClock() {
    if (readClock() != partition.clock()) {
      clocks.put(CLOCK, ByteBuffer.allocate(Long.BYTES).putLong(partition.clock()).array());
    }
  }
}
