package io.proofworks.runtime.markets;

import io.proofworks.protocol.Hash32;
import java.io.File;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.streams.StreamsMetrics;
import org.apache.kafka.streams.processor.Cancellable;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.Punctuator;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * What a task is to one of its markets: stores that have nothing of the others, and what it sends
 * says whose it is.
 */
final class MarketContext<K, V> implements ProcessorContext<K, V> {

  /** Names the market of a record on an internal topic; the first one's go without. */
  static final String HEADER = "market";

  private final ProcessorContext<K, V> context;
  private final Optional<Hash32> market;

  /**
   * @param market empty for the deployment's first
   */
  MarketContext(ProcessorContext<K, V> context, Optional<Hash32> market) {
    this.context = context;
    this.market = market;
  }

  @Override
  @SuppressWarnings("unchecked") // every store of the market's is one of keys and values
  public <S extends StateStore> S getStateStore(String name) {
    KeyValueStore<Object, Object> store = context.getStateStore(name);
    return (S) new MarketStore<>(store, market);
  }

  @Override
  public <F extends K, G extends V> void forward(Record<F, G> record) {
    context.forward(marked(record));
  }

  @Override
  public <F extends K, G extends V> void forward(Record<F, G> record, String child) {
    context.forward(marked(record), child);
  }

  /** What an outsider may have written there is not passed on. */
  private <F extends K, G extends V> Record<F, G> marked(Record<F, G> record) {
    if (market.isEmpty() && record.headers().lastHeader(HEADER) == null) {
      return record;
    }
    Headers headers = new RecordHeaders(record.headers()).remove(HEADER);
    market.ifPresent(own -> headers.add(HEADER, own.bytes()));
    return record.withHeaders(headers);
  }

  @Override
  public String applicationId() {
    return context.applicationId();
  }

  @Override
  public TaskId taskId() {
    return context.taskId();
  }

  @Override
  public Optional<RecordMetadata> recordMetadata() {
    return context.recordMetadata();
  }

  @Override
  public Serde<?> keySerde() {
    return context.keySerde();
  }

  @Override
  public Serde<?> valueSerde() {
    return context.valueSerde();
  }

  @Override
  public File stateDir() {
    return context.stateDir();
  }

  @Override
  public StreamsMetrics metrics() {
    return context.metrics();
  }

  @Override
  public Cancellable schedule(Duration interval, PunctuationType type, Punctuator callback) {
    return context.schedule(interval, type, callback);
  }

  @Override
  public Cancellable schedule(
      Instant start, Duration interval, PunctuationType type, Punctuator callback) {
    return context.schedule(start, interval, type, callback);
  }

  @Override
  public void commit() {
    context.commit();
  }

  @Override
  public Map<String, Object> appConfigs() {
    return context.appConfigs();
  }

  @Override
  public Map<String, Object> appConfigsWithPrefix(String prefix) {
    return context.appConfigsWithPrefix(prefix);
  }

  @Override
  public long currentSystemTimeMs() {
    return context.currentSystemTimeMs();
  }

  @Override
  public long currentStreamTimeMs() {
    return context.currentStreamTimeMs();
  }
}
