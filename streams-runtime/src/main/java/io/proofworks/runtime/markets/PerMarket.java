package io.proofworks.runtime.markets;

import io.proofworks.protocol.Hash32;
import io.proofworks.runtime.AppContext;
import io.proofworks.topics.Ticks;
import io.proofworks.topics.Topic;
import io.proofworks.topics.Topics;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/**
 * A processor of each market that a task serves. A record of a public topic goes to that of its
 * market, a tick to all of them, and what the application told itself to that of the market which
 * told it.
 */
@SuppressWarnings("NullAway.Init") // Kafka Streams calls init before anything else
public final class PerMarket<I, K, V> implements Processor<I, byte[], K, V> {

  private static final byte[] KEY = {};

  private final AppContext app;
  private final Ownership ownership;
  private final Function<AppContext, Processor<I, byte[], K, V>> maker;
  private final Map<Hash32, Processor<I, byte[], K, V>> processors = new TreeMap<>();
  private ProcessorContext<K, V> context;

  /**
   * @param maker of one market's processor, whose settings name that market
   */
  public PerMarket(AppContext app, Function<AppContext, Processor<I, byte[], K, V>> maker) {
    this.app = app;
    this.ownership = new Ownership(app.serdes(), app.markets());
    this.maker = maker;
  }

  @Override
  public void init(ProcessorContext<K, V> taskContext) {
    context = taskContext;
    of(app.markets().first());
    app.markets().others().forEach(this::of);
  }

  @Override
  public void process(Record<I, byte[]> record) {
    Optional<Topic<?>> topic =
        context.recordMetadata().flatMap(metadata -> Topics.byName(metadata.topic()));
    if (topic.isEmpty()) {
      of(told(record)).process(record);
    } else if (isTick(record)) {
      app.markets().others().forEach(this::of);
      processors.values().forEach(each -> each.process(record));
    } else {
      of(ownership.of(topic.get(), record.value(), record.timestamp())).process(record);
    }
  }

  private boolean isTick(Record<I, byte[]> record) {
    return Ticks.isTick(record.headers(), record.key() == null ? null : KEY, record.value());
  }

  /** The market that told a record of an internal topic. */
  private Hash32 told(Record<I, byte[]> record) {
    Header header = record.headers().lastHeader(MarketContext.HEADER);
    return header == null ? app.markets().first() : Hash32.of(header.value());
  }

  private Processor<I, byte[], K, V> of(Hash32 market) {
    Processor<I, byte[], K, V> known = processors.get(market);
    return known == null ? begin(market) : known;
  }

  private Processor<I, byte[], K, V> begin(Hash32 market) {
    Processor<I, byte[], K, V> processor = maker.apply(app.of(market));
    processor.init(
        new MarketContext<>(
            context, Optional.of(market).filter(own -> !own.equals(app.markets().first()))));
    processors.put(market, processor);
    return processor;
  }

  @Override
  public void close() {
    processors.values().forEach(Processor::close);
  }
}
