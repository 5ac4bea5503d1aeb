package io.proofworks.views;

import io.proofworks.runtime.FormatSerdes;
import io.proofworks.tlog.Witnesses;
import io.proofworks.views.json.ViewJson;
import io.proofworks.views.shape.TopicRecord;
import java.util.Map;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/** Writes each subject's records into its book. */
final class ViewFold implements Processor<String, byte[], Void, Void> {

  private final Witnesses witnesses;
  private final Deserializer<ViewEvent> events = FormatSerdes.of(ViewEvent.FORMAT).deserializer();

  @SuppressWarnings("NullAway.Init") // set by init, before any record
  private ProcessorContext<Void, Void> context;

  @SuppressWarnings("NullAway.Init") // set by init, before any record
  private Shelf shelf;

  @SuppressWarnings("NullAway.Init") // set by init, before any record
  private Retention retention;

  @SuppressWarnings("NullAway.Init") // set by init, before any record
  private Map<Kind, Book> books;

  /**
   * @param witnesses whose cosignatures count
   */
  ViewFold(Witnesses witnesses) {
    this.witnesses = witnesses;
  }

  @Override
  public void init(ProcessorContext<Void, Void> processorContext) {
    context = processorContext;
    shelf = new Shelf(context.getStateStore(ViewsTopology.VIEWS), context::currentSystemTimeMs);
    retention = new Retention(shelf);
    books =
        Map.of(
            Kind.MARKET, new MarketBook(shelf),
            Kind.TASK, new TaskBook(shelf),
            Kind.BATCH, new BatchBook(shelf),
            Kind.ACTOR, new ActorBook(shelf),
            Kind.ROUTE, new RouteBook(shelf),
            Kind.METRICS, new MetricsBook(shelf),
            Kind.JOURNAL, new JournalBook(shelf, witnesses));
  }

  @Override
  public void process(Record<String, byte[]> record) {
    switch (events.deserialize("", record.value())) {
      case ViewEvent.Progress progress -> {
        shelf.put(progress);
        // the log's time, unless a broker whose clock was wrong has stamped a record
        retention.enforce(Math.min(progress.time(), context.currentSystemTimeMs()));
      }
      case ViewEvent.Missing missing -> shelf.put(missing);
      case ViewEvent.Shown shown -> show(shown);
    }
  }

  private void show(ViewEvent.Shown shown) {
    TopicRecord record = ViewJson.read(TopicRecord.class, shown.json());
    book(shown.kind()).take(shown, Tellings.of(shown.type(), record), record);
  }

  private Book book(Kind kind) {
    Book book = books.get(kind);
    if (book == null) {
      throw new IllegalStateException("no book of " + kind);
    }
    return book;
  }
}
