package io.proofworks.runtime;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * How old the oldest record is that a client has read and not yet worked off, by its append time.
 * What counts as worked off is what a transaction has been given: a client that reads ahead of what
 * it can do looks, from its consumers, as if it kept up.
 */
final class Backlog {

  private final List<Part> parts = new CopyOnWriteArrayList<>();

  /** What one consumer has read. Used by its thread, and by others that ask. */
  final class Part {

    private final Map<TopicPartition, Line> lines = new HashMap<>();

    /** Some records of a partition, in their order. */
    synchronized void read(TopicPartition partition, List<? extends ConsumerRecord<?, ?>> records) {
      Line line = lines.computeIfAbsent(partition, p -> new Line());
      records.forEach(record -> line.read(record.offset(), record.timestamp()));
    }

    /** Partitions that are somebody else's now. */
    synchronized void keep(Set<TopicPartition> assigned) {
      lines.keySet().retainAll(assigned);
    }

    private synchronized void done(Map<TopicPartition, OffsetAndMetadata> offsets) {
      offsets.forEach((partition, next) -> {
        Line line = lines.get(partition);
        if (line != null) {
          line.done(next.offset());
        }
      });
    }

    private synchronized long oldest() {
      return lines.values().stream().mapToLong(Line::oldest).min().orElse(Long.MAX_VALUE);
    }

    /** The consumer is closed. */
    void close() {
      parts.remove(this);
    }
  }

  /** A partition: marks at some of the records that are not worked off, and the last one read. */
  private static final class Line {

    /** Marks stand that far apart, so that a million records of a second need one. */
    private static final long SPACING_MS = 250;

    private static final int MOST = 10_000;

    /**
     * A record.
     *
     * @param before offset of the record before it; markers of transactions leave gaps
     */
    private record Mark(long before, long time) {}

    private final Deque<Mark> marks = new ArrayDeque<>();
    private long lastOffset = -1;

    void read(long offset, long time) {
      if (offset <= lastOffset) {
        marks.clear(); // an aborted transaction: it is read again from what is committed
      }
      Mark last = marks.peekLast();
      if (last == null || (Math.abs(time - last.time()) >= SPACING_MS && marks.size() < MOST)) {
        marks.add(new Mark(lastOffset, time));
      }
      lastOffset = offset;
    }

    /** The mark before the first record that is left stands for it. */
    void done(long next) {
      if (next > lastOffset) {
        marks.clear();
        return;
      }
      while (marks.size() > 1 && second().before() < next) {
        marks.remove();
      }
    }

    private Mark second() {
      var all = marks.iterator();
      all.next();
      return all.next();
    }

    long oldest() {
      Mark first = marks.peekFirst();
      return first == null ? Long.MAX_VALUE : first.time();
    }
  }

  /** For another consumer. */
  Part open() {
    Part part = new Part();
    parts.add(part);
    return part;
  }

  /** Offsets that a transaction has been given: the next ones to be read. */
  void done(Map<TopicPartition, OffsetAndMetadata> offsets) {
    parts.forEach(part -> part.done(offsets));
  }

  /** How far work is behind a clock; zero when there is none, or only from the future. */
  Duration behind(long nowMs) {
    long oldest = parts.stream().mapToLong(Part::oldest).min().orElse(Long.MAX_VALUE);
    return Duration.ofMillis(oldest >= nowMs ? 0 : nowMs - oldest);
  }
}
