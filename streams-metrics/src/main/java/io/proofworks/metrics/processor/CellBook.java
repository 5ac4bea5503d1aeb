package io.proofworks.metrics.processor;

import io.proofworks.metrics.domain.Bucket;
import io.proofworks.metrics.domain.Fleet;
import io.proofworks.metrics.domain.LiveTask;
import io.proofworks.metrics.domain.MarketEvent;
import io.proofworks.metrics.domain.Member;
import io.proofworks.metrics.domain.TaskFold;
import io.proofworks.metrics.domain.WindowMeasures;
import io.proofworks.metrics.domain.WindowSize;
import io.proofworks.runtime.LogClock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.api.ProcessingContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * The classes ("cells") of one partition. Time is that of the slowest source partition, so that a
 * window is closed when all of its events have come; one that comes later all the same counts in
 * the oldest window that is still open, and a closed window never changes.
 */
final class CellBook {

  /** Open windows and signals are published this often, ms of log time. */
  static final long PUBLISH_EVERY_MS = 5_000;

  private static final String HERE = "here";

  private final int partitions;
  private final Outlet outlet;
  private final KeyValueStore<String, LogClock> clocks;
  private final KeyValueStore<String, CellState> cells;
  private final KeyValueStore<String, Member> members;
  private final Shelf<LiveTask> live;
  private final Buckets buckets;
  private final RouteBook routes;

  CellBook(ProcessingContext context, int partitions, Outlet outlet) {
    this.partitions = partitions;
    this.outlet = outlet;
    clocks = context.getStateStore(Stores.CLOCKS);
    cells = context.getStateStore(Stores.CELLS);
    members = context.getStateStore(Stores.MEMBERS);
    live = new Shelf<>(context.getStateStore(Stores.LIVE_TASKS));
    buckets = new Buckets(new Shelf<>(context.getStateStore(Stores.BUCKETS)));
    routes =
        new RouteBook(
            new Shelf<>(context.getStateStore(Stores.TRANSFERS)),
            new Shelf<>(context.getStateStore(Stores.ROUTES)));
  }

  void take(MarketEvent.ProverSeen seen) {
    members.put(seen.proverId(), member(seen.proverId()).seen(seen));
  }

  void take(MarketEvent.HeartbeatSeen beat, long time) {
    members.put(beat.proverId(), member(beat.proverId()).seen(beat, time));
  }

  void take(String cell, MarketEvent.OfClass event, long time) {
    CellState state = cell(cell, time).happened(time);
    cells.put(cell, state);
    long start = Math.max(WindowSize.TEN_SECONDS.startOf(time), state.closedTo());
    Optional<LiveTask> before = taskOf(event).flatMap(id -> live.find(cell, id));
    Bucket bucket = buckets.at(cell, start);
    TaskFold after = new TaskFold(before.orElse(null), bucket).apply(event, time, members::get);
    buckets.put(cell, start, after.bucket());
    taskOf(event).ifPresent(id -> keep(cell, id, after.task()));
    routes
        .take(cell, event, new RouteBook.Change(before.orElse(null), after.task()), time)
        .ifPresent(changed -> routes.signal(cell, changed, outlook(cell, state, time), outlet));
  }

  private void keep(String cell, String taskId, @Nullable LiveTask task) {
    if (task == null) {
      live.delete(cell, taskId);
    } else {
      live.put(cell, taskId, task);
    }
  }

  private static Optional<String> taskOf(MarketEvent.OfClass event) {
    return Optional.ofNullable(
        switch (event) {
          case MarketEvent.TaskPublished published -> published.taskId();
          case MarketEvent.TaskAssigned assigned -> assigned.taskId();
          case MarketEvent.Judged judged -> judged.taskId();
          case MarketEvent.TaskEnded ended -> ended.taskId();
          case MarketEvent.BatchEnded ended -> null;
          case MarketEvent.BatchExecuted executed -> null;
        });
  }

  void passTime(int partition, long time) {
    LogClock before = clock();
    LogClock after = before.observe(source(partition), time);
    clocks.put(HERE, after);
    long now = slowest(after);
    if (now > slowest(before)) {
      entries().forEach(entry -> cells.put(entry.key, passed(entry.key, entry.value, now)));
    }
  }

  private CellState passed(String cell, CellState before, long now) {
    CellState closed = close(cell, before, now);
    Fleet fleet = fleet(now);
    long queue = live.all(cell).stream().filter(LiveTask::queued).count();
    CellState state = closed.in(closed.regime().observe(queue, fleet.capacity(), now));
    boolean changed = state.regime().regime() != before.regime().regime();
    if (!changed && now - state.publishedAt() < PUBLISH_EVERY_MS) {
      return state;
    }
    for (WindowSize size : WindowSize.values()) {
      publish(cell, size, size.startOf(now), now, false);
    }
    routes.passTime(cell, outlook(cell, state, now), outlet);
    return state.published(now);
  }

  /** At most an hour of windows is made up for: after a longer silence older ones are empty. */
  private CellState close(String cell, CellState state, long now) {
    long step = WindowSize.TEN_SECONDS.millis();
    long from = Math.max(state.closedTo(), WindowSize.HOUR.startOf(now - WindowSize.HOUR.millis()));
    long end = from + step;
    for (; end <= now; end += step) {
      for (WindowSize size : WindowSize.values()) {
        if (end % size.millis() == 0) {
          publish(cell, size, end - size.millis(), end, true);
        }
      }
    }
    if (end - step > state.closedTo()) {
      buckets.forget(cell, now);
    }
    return state.closed(end - step);
  }

  private void publish(String cell, WindowSize size, long start, long asOf, boolean closed) {
    WindowMeasures measures = measures(cell, start, start + size.millis(), asOf);
    AvroMetrics.Frame frame = new AvroMetrics.Frame(start, size.millis(), asOf, closed);
    outlet.send(Sinks.METRICS, cell, AvroMetrics.window(cell, frame, measures), asOf);
  }

  private WindowMeasures measures(String cell, long start, long end, long now) {
    return WindowMeasures.of(buckets.between(cell, start, end), live.all(cell), fleet(now), now);
  }

  /** The windows that signals look back over end with the current bucket. */
  private RouteBook.Outlook outlook(String cell, CellState state, long now) {
    long end = WindowSize.TEN_SECONDS.startOf(now) + WindowSize.TEN_SECONDS.millis();
    List<LiveTask> tasks = live.all(cell);
    Fleet fleet = fleet(now);
    return new RouteBook.Outlook(
        WindowMeasures.of(last(WindowSize.HOUR, cell, end), tasks, fleet, now),
        WindowMeasures.of(last(WindowSize.FIVE_MINUTES, cell, end), tasks, fleet, now),
        state.regime().regime(),
        state.lastEvent(),
        now);
  }

  private Bucket last(WindowSize size, String cell, long end) {
    return buckets.between(cell, end - size.millis(), end);
  }

  private Fleet fleet(long now) {
    List<Member> all = new ArrayList<>();
    try (KeyValueIterator<String, Member> entries = members.all()) {
      entries.forEachRemaining(entry -> all.add(entry.value));
    }
    return Fleet.of(all, now);
  }

  private List<KeyValue<String, CellState>> entries() {
    List<KeyValue<String, CellState>> found = new ArrayList<>();
    try (KeyValueIterator<String, CellState> all = cells.all()) {
      all.forEachRemaining(found::add);
    }
    return found;
  }

  private CellState cell(String cell, long time) {
    CellState state = cells.get(cell);
    return state == null ? CellState.start(time) : state;
  }

  private Member member(String proverId) {
    Member member = members.get(proverId);
    return member == null ? Member.unknown(proverId) : member;
  }

  private LogClock clock() {
    LogClock clock = clocks.get(HERE);
    return clock == null ? LogClock.start() : clock;
  }

  private long slowest(LogClock clock) {
    return IntStream.range(0, partitions).mapToLong(i -> clock.time(source(i))).min().orElse(0);
  }

  private static String source(int partition) {
    return "partition-" + partition;
  }
}
