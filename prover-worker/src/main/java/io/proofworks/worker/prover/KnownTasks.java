package io.proofworks.worker.prover;

import io.proofworks.protocol.Hash32;
import io.proofworks.worker.domain.ProverTask;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.SequencedMap;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * What a prover knows of tasks, however many are on the log. What a bond hangs on, or is being
 * proved, stays: it has as many of them as it has commits and room for work. Of the others there is
 * so much room, and the oldest go first: whoever is given one that went lets it pass, which costs
 * no bond. Requests without money are free, so they share a room with each other alone. One thread
 * changes it.
 */
final class KnownTasks {

  /** Where a task is kept. Rooms are bytes of {@link ProverTask#bytes}. */
  enum Shelf {
    /** A bond hangs on it, or a proof of it is being made. */
    IN_HAND(Long.MAX_VALUE),
    /** Money is held for it; it may be given to this prover. */
    PAID(64L << 20),
    /** Published. */
    UNPAID(16L << 20),
    /** Over, while it is not known whether there was a commit: records of topics have no order. */
    ENDED(8L << 20);

    private final long room;

    Shelf(long room) {
      this.room = room;
    }

    /**
     * The shelf of a task.
     *
     * @param inHand whether a bond hangs on it, or a proof of it is being made
     */
    static Shelf of(ProverTask view, boolean inHand) {
      if (inHand) {
        return IN_HAND;
      }
      if (view.ended()) {
        return ENDED;
      }
      return view.isPaid() ? PAID : UNPAID;
    }

    /** Bytes that are kept at most. */
    long room() {
      return room;
    }
  }

  /** The tasks of one shelf, oldest first. */
  private static final class Stock {
    private final SequencedMap<Hash32, ProverTask> views = new LinkedHashMap<>();
    private long bytes;

    void put(Hash32 taskId, ProverTask view) {
      ProverTask before = views.put(taskId, view);
      bytes += view.bytes() - (before == null ? 0 : before.bytes());
    }

    void remove(Hash32 taskId) {
      ProverTask before = views.remove(taskId);
      bytes -= before == null ? 0 : before.bytes();
    }
  }

  private final Map<Shelf, Stock> shelves = new EnumMap<>(Shelf.class);
  private final Consumer<Hash32> onDropped;

  /**
   * @param onDropped is told of each task that goes for want of room
   */
  KnownTasks(Consumer<Hash32> onDropped) {
    this.onDropped = onDropped;
    for (Shelf shelf : Shelf.values()) {
      shelves.put(shelf, new Stock());
    }
  }

  private Stock stock(Shelf shelf) {
    return Objects.requireNonNull(shelves.get(shelf));
  }

  /** What is known of a task. */
  ProverTask view(Hash32 taskId) {
    for (Stock stock : shelves.values()) {
      ProverTask view = stock.views.get(taskId);
      if (view != null) {
        return view;
      }
    }
    return ProverTask.UNKNOWN;
  }

  boolean knows(Hash32 taskId) {
    return shelves.values().stream().anyMatch(stock -> stock.views.containsKey(taskId));
  }

  /** Keeps a task on that shelf and no other; there it stays in its place. */
  void put(Hash32 taskId, ProverTask view, Shelf shelf) {
    for (Map.Entry<Shelf, Stock> other : shelves.entrySet()) {
      if (other.getKey() != shelf) {
        other.getValue().remove(taskId);
      }
    }
    stock(shelf).put(taskId, view);
    makeRoom(shelf);
  }

  private void makeRoom(Shelf shelf) {
    Stock stock = stock(shelf);
    while (stock.bytes > shelf.room()) {
      Hash32 oldest = stock.views.firstEntry().getKey();
      stock.remove(oldest);
      onDropped.accept(oldest);
    }
  }

  void remove(Hash32 taskId) {
    shelves.values().forEach(stock -> stock.remove(taskId));
  }

  /** All that is known, as it is now. */
  List<Hash32> all() {
    List<Hash32> all = new ArrayList<>();
    shelves.values().forEach(stock -> all.addAll(stock.views.keySet()));
    return all;
  }

  /** What a bond may hang on. */
  Map<Hash32, ProverTask> inHand() {
    return stock(Shelf.IN_HAND).views;
  }

  /** When the oldest task there was published that is not proved, epoch milliseconds. */
  OptionalLong oldestToProve() {
    return oldest(stock(Shelf.PAID).views.values().stream().filter(view -> !view.verified()));
  }

  /** When the oldest task in hand was published, epoch milliseconds. */
  OptionalLong oldestInHand() {
    return oldest(inHand().values().stream());
  }

  private static OptionalLong oldest(Stream<ProverTask> views) {
    return views.filter(view -> view.task().isPresent()).mapToLong(ProverTask::publishedAt).min();
  }

  /** How much is kept there, bytes. */
  long bytes(Shelf shelf) {
    return stock(shelf).bytes;
  }

  int size() {
    return shelves.values().stream().mapToInt(stock -> stock.views.size()).sum();
  }
}
