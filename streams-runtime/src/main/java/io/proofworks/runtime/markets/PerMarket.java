package io.proofworks.runtime.markets;

import io.proofworks.protocol.Hash32;
import io.proofworks.runtime.AppContext;
import io.proofworks.serde.DomainReader;
import io.proofworks.topics.Ticks;
import io.proofworks.topics.Topic;
import io.proofworks.topics.Topics;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/**
 * A processor of each market that a task serves. A record goes to that of the market which it
 * names, a tick to all of them. What names none, or one that is not served, is the first one's to
 * answer. What only the market and its operator write makes a market served; an outsider's record
 * never does.
 */
@SuppressWarnings("NullAway.Init") // Kafka Streams calls init before anything else
public final class PerMarket<I, K, V> implements Processor<I, byte[], K, V> {

  private static final byte[] KEY = {};

  private final AppContext app;
  private final Function<AppContext, Processor<I, byte[], K, V>> maker;
  private final Map<String, DomainReader> readers = new HashMap<>();
  private final Map<Hash32, Processor<I, byte[], K, V>> others = new TreeMap<>();
  private Processor<I, byte[], K, V> first;
  private ProcessorContext<K, V> context;

  /**
   * @param maker of one market's processor, whose settings name that market
   */
  public PerMarket(AppContext app, Function<AppContext, Processor<I, byte[], K, V>> maker) {
    this.app = app;
    this.maker = maker;
  }

  @Override
  public void init(ProcessorContext<K, V> taskContext) {
    context = taskContext;
    first = maker.apply(app);
    first.init(new MarketContext<>(context, Optional.empty()));
    serveAll();
  }

  @Override
  public void process(Record<I, byte[]> record) {
    Optional<Topic<?>> topic =
        context.recordMetadata().flatMap(metadata -> Topics.byName(metadata.topic()));
    if (topic.isPresent() && isTick(record)) {
      serveAll();
      first.process(record);
      others.values().forEach(other -> other.process(record));
    } else {
      topic
          .map(from -> named(from, record))
          .orElseGet(() -> marked(record))
          .map(this::other)
          .orElse(first)
          .process(record);
    }
  }

  private boolean isTick(Record<I, byte[]> record) {
    return Ticks.isTick(record.headers(), record.key() == null ? null : KEY, record.value());
  }

  /** The market of a record on a public topic; empty for the first one. */
  private Optional<Hash32> named(Topic<?> topic, Record<I, byte[]> record) {
    Optional<Hash32> named =
        readers
            .computeIfAbsent(topic.name(), ignored -> app.serdes().domains(topic))
            .read(record.value());
    if (!topic.outsiderWrites()) {
      named.ifPresent(app.markets()::serve);
    }
    return named.filter(app.markets()::serves).filter(market -> !market.equals(first()));
  }

  private Hash32 first() {
    return app.markets().first();
  }

  /** The market of a record that this application told itself. */
  private Optional<Hash32> marked(Record<I, byte[]> record) {
    Header header = record.headers().lastHeader(MarketContext.HEADER);
    return header == null ? Optional.empty() : Optional.of(Hash32.of(header.value()));
  }

  private void serveAll() {
    app.markets().others().forEach(this::other);
  }

  private Processor<I, byte[], K, V> other(Hash32 market) {
    Processor<I, byte[], K, V> known = others.get(market);
    return known == null ? begin(market) : known;
  }

  private Processor<I, byte[], K, V> begin(Hash32 market) {
    app.markets().serve(market);
    Processor<I, byte[], K, V> other = maker.apply(app.of(market));
    other.init(new MarketContext<>(context, Optional.of(market)));
    others.put(market, other);
    return other;
  }

  @Override
  public void close() {
    first.close();
    others.values().forEach(Processor::close);
  }
}
