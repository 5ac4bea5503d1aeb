package io.proofworks.runtime.journal;

import io.proofworks.protocol.LogClosures;
import io.proofworks.runtime.state.EmptyStores;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Where the records of one partition of a topic, ticks among them, have brought its clock. As long
 * as the log, so it is kept in stores.
 */
public final class Course {

  /**
   * One record.
   *
   * @param appended when it was, epoch milliseconds
   * @param before the clock before it
   * @param after the clock after it
   * @param shown closures that it showed
   */
  public record Place(long appended, long before, long after, List<LogClosures.Interval> shown) {
    public Place {
      shown = List.copyOf(shown);
    }

    /** Append time, no earlier than the clock before it. */
    public long time() {
      return Math.max(appended, before);
    }

    private byte[] bytes() {
      ByteBuffer bytes = ByteBuffer.allocate((3 + 2 * shown.size()) * Long.BYTES);
      bytes.putLong(appended).putLong(before).putLong(after);
      shown.forEach(closed -> bytes.putLong(closed.from()).putLong(closed.to()));
      return bytes.array();
    }

    private static Place of(byte[] stored) {
      ByteBuffer bytes = ByteBuffer.wrap(stored);
      long appended = bytes.getLong();
      long before = bytes.getLong();
      long after = bytes.getLong();
      List<LogClosures.Interval> shown = new ArrayList<>();
      while (bytes.hasRemaining()) {
        shown.add(new LogClosures.Interval(bytes.getLong(), bytes.getLong()));
      }
      return new Place(appended, before, after, shown);
    }
  }

  private static final byte[] THERE = {};

  private final KeyValueStore<Bytes, byte[]> places;

  /** Offsets of those that showed closures. */
  private final KeyValueStore<Bytes, byte[]> showing;

  private final KeyValueStore<Bytes, byte[]> values;
  private long reached;

  public Course(EmptyStores stores) {
    places = stores.next();
    showing = stores.next();
    values = stores.next();
    values.put(key(0), THERE);
  }

  private static Bytes key(long number) {
    return Bytes.wrap(ByteBuffer.allocate(Long.BYTES).putLong(number).array());
  }

  /** The next record. */
  public void add(long offset, Place place) {
    places.put(key(offset), place.bytes());
    if (!place.shown().isEmpty()) {
      showing.put(key(offset), place.bytes());
    }
    if (place.after() != reached) {
      reached = place.after();
      values.put(key(reached), THERE);
    }
  }

  /** The record at that offset; null if there is none. */
  public @Nullable Place at(long offset) {
    byte[] stored = places.get(key(offset));
    return stored == null ? null : Place.of(stored);
  }

  /** Each that showed closures, with its offset. */
  public void forEachShowing(BiConsumer<Long, Place> taker) {
    try (KeyValueIterator<Bytes, byte[]> all = showing.all()) {
      while (all.hasNext()) {
        KeyValue<Bytes, byte[]> next = all.next();
        taker.accept(ByteBuffer.wrap(next.key.get()).getLong(), Place.of(next.value));
      }
    }
  }

  /** Whether the clock ever stood there, epoch milliseconds; at 0 it did. */
  public boolean stoodAt(long time) {
    return values.get(key(time)) != null;
  }

  /** Where the clock stands at the end. */
  public long reached() {
    return reached;
  }
}
