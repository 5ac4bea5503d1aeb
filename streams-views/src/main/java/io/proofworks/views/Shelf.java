package io.proofworks.views;

import io.proofworks.views.domain.Gap;
import io.proofworks.views.domain.KeptReading;
import io.proofworks.views.json.ViewJson;
import io.proofworks.views.shape.TopicRecord;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/** One partition of the views, to write. */
final class Shelf {

  private static final byte[] NOTHING = new byte[0];

  private final KeyValueStore<String, byte[]> store;

  private final LongSupplier wall;

  /**
   * @param wall this machine's clock, epoch milliseconds: a record may bear a time years from now
   */
  Shelf(KeyValueStore<String, byte[]> store, LongSupplier wall) {
    this.store = store;
    this.wall = wall;
  }

  <R extends Record> Optional<R> head(Subject subject, Class<R> type) {
    return reader().head(subject, type);
  }

  void putHead(Subject subject, Record head) {
    store.put(Keys.head(subject), ViewJson.bytes(head));
  }

  /** Shows a record under its subject. */
  void add(ViewEvent.Shown at, TopicRecord record) {
    store.put(Keys.record(at), ViewJson.bytes(record));
  }

  /** Shows something of that time under a subject, in place of what was shown of that time. */
  void addAt(Subject subject, long time, Record what) {
    store.put(Keys.records(subject) + Keys.hex(time), ViewJson.bytes(what));
  }

  /** Forgets what is shown under a subject and was older than that at that time. */
  void forgetOlder(Subject subject, long time, long keptMs) {
    long before = Math.min(time, wall.getAsLong()) - keptMs;
    if (before > 0) {
      String beginning = Keys.records(subject);
      delete(beginning, beginning + Keys.hex(before));
    }
  }

  /** Forgets a subject and all that is shown under it. */
  void forget(Subject subject) {
    forgetHistory(subject);
    forgetParts(subject, "");
    store.delete(Keys.head(subject));
  }

  void forgetPart(Subject subject, String name) {
    store.delete(Keys.part(subject, name));
  }

  /** Forgets the parts of a subject whose names begin so. */
  void forgetParts(Subject subject, String beginning) {
    delete(Keys.parts(subject, beginning), Keys.after(Keys.parts(subject, beginning)));
  }

  /** Forgets the records under a subject. */
  void forgetHistory(Subject subject) {
    delete(Keys.records(subject), Keys.after(Keys.records(subject)));
  }

  private void delete(String from, String to) {
    List<String> keys = new ArrayList<>();
    try (KeyValueIterator<String, byte[]> range = store.range(from, to)) {
      range.forEachRemaining(entry -> keys.add(entry.key));
    }
    keys.forEach(store::delete);
  }

  <R extends Record> Optional<R> part(Subject subject, String name, Class<R> type) {
    return reader().part(subject, name, type);
  }

  void putPart(Subject subject, String name, Record part) {
    store.put(Keys.part(subject, name), ViewJson.bytes(part));
  }

  void list(String list, String position, Record entry) {
    store.put(Keys.list(list) + position, ViewJson.bytes(entry));
  }

  void list(String list, String position) {
    store.put(Keys.list(list) + position, NOTHING);
  }

  void unlist(String list, String position) {
    store.delete(Keys.list(list) + position);
  }

  void count(String name, long more) {
    String key = Keys.count(name);
    byte[] before = store.get(key);
    long count = Math.addExact(before == null ? 0 : ViewReader.number(before), more);
    store.put(key, Long.toString(count).getBytes(StandardCharsets.US_ASCII));
  }

  long countOf(String name) {
    byte[] count = store.get(Keys.count(name));
    return count == null ? 0 : ViewReader.number(count);
  }

  /** Notes how far sources have been read. */
  void put(ViewEvent.Progress progress) {
    String key = Keys.progress(Integer.toString(progress.partition()));
    KeptReading known = reader().get(key, KeptReading.class).orElse(KeptReading.NONE);
    store.put(key, ViewJson.bytes(known.after(progress.time(), progress.offsets())));
  }

  /** Notes what will never be known. */
  void put(ViewEvent.Missing missing) {
    Gap gap = new Gap(missing.topic(), missing.partition(), missing.from(), missing.to());
    store.put(Keys.missing(missing), ViewJson.bytes(gap));
  }

  byte @Nullable [] raw(String key) {
    return store.get(key);
  }

  void putRaw(String key, byte[] value) {
    store.put(key, value);
  }

  ViewReader reader() {
    return new ViewReader(store);
  }
}
