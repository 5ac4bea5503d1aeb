package io.proofworks.settlement.processor;

import io.proofworks.protocol.Reason;
import io.proofworks.runtime.AppContext;
import io.proofworks.runtime.Cbor;
import io.proofworks.runtime.DeadLetters;
import io.proofworks.runtime.InboundRecord;
import io.proofworks.runtime.state.OrderedStore;
import io.proofworks.runtime.state.StreamsStore;
import io.proofworks.settlement.BatchRecords;
import io.proofworks.settlement.InternalMessage;
import io.proofworks.settlement.SettlementTopology;
import io.proofworks.settlement.domain.AccountRequest;
import io.proofworks.settlement.domain.BatchBook;
import io.proofworks.settlement.domain.BatchEngine;
import io.proofworks.settlement.domain.BatchInput;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/** Money of batches: turns jobs, their verdicts and receipts into requests to accounts. */
@SuppressWarnings("NullAway.Init") // Kafka Streams calls init before anything else
public final class BatchProcessor extends ContextualProcessor<byte[], byte[], byte[], byte[]> {

  private static final Serde<BatchBook> BOOKS = Cbor.serde(BatchBook.class);

  private final AppContext app;
  private final BatchRecords records;
  private OrderedStore batches;
  private Outbox outbox;

  public BatchProcessor(AppContext app) {
    this.app = app;
    this.records = new BatchRecords(app.serdes());
  }

  @Override
  public void init(ProcessorContext<byte[], byte[]> context) {
    super.init(context);
    batches = StreamsStore.of(context, SettlementTopology.BATCHES);
    outbox = new Outbox(SettlementTopology.BATCH, app.serdes(), context);
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    InboundRecord input = InboundRecord.of(record, context());
    if (input.isTick()) {
      return;
    }
    try {
      records.read(input).ifPresent(event -> apply(event, input.time()));
    } catch (IllegalArgumentException e) {
      String detail = String.valueOf(e.getMessage());
      outbox.deadLetter(DeadLetters.of(input, Reason.MALFORMED.name(), detail));
    }
  }

  private void apply(BatchInput input, long time) {
    byte[] key = input.batchId().bytes();
    BatchBook book = BOOKS.deserializer().deserialize("", batches.get(key));
    BatchEngine.Decision decision = BatchEngine.decide(book, input);
    batches.put(key, BOOKS.serializer().serialize("", decision.next()));
    decision.requests().forEach(request -> ask(request, time));
  }

  private void ask(AccountRequest request, long time) {
    InternalMessage message = new InternalMessage.AccountAsked(request);
    outbox.send(SettlementTopology.ACCOUNT_REQUESTS, message, time);
  }
}
