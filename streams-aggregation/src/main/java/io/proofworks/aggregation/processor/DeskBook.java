package io.proofworks.aggregation.processor;

import io.proofworks.aggregation.domain.Aggregator;
import io.proofworks.aggregation.domain.Desk;
import io.proofworks.aggregation.domain.DeskInput;
import io.proofworks.aggregation.domain.Directory;
import io.proofworks.aggregation.domain.Input;
import io.proofworks.aggregation.domain.MarketEvent;
import io.proofworks.aggregation.domain.NodeState;
import io.proofworks.aggregation.domain.Want;
import io.proofworks.runtime.LogClock;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.api.ProcessingContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * The desk's books: who aggregates, who holds what, and who waits, first come first served. All
 * inputs come through one partition, so that its answers follow one order, which a restart repeats.
 */
final class DeskBook {

  private static final String HERE = "here";

  /** How often time alone makes the desk look again: silence is measured in seconds. */
  private static final long LOOK_EVERY_MS = 500;

  /**
   * A node in the queue.
   *
   * @param told what it was last told; null when nothing yet
   */
  record Asked(Want want, NodeState.@Nullable Delay told) {}

  /** A lease that is out. */
  record Lease(String aggregatorId, int epoch) {}

  private final KeyValueStore<String, Directory.Member> members;
  private final KeyValueStore<Bytes, Asked> queue;
  private final KeyValueStore<String, Long> places;
  private final KeyValueStore<String, Lease> leases;
  private final KeyValueStore<String, LogClock> clocks;

  /** Leases that are out, by aggregator: of {@link #leases}. */
  private final Map<String, Integer> held = new HashMap<>();

  DeskBook(ProcessingContext context) {
    members = context.getStateStore(Stores.DESK_MEMBERS);
    queue = context.getStateStore(Stores.DESK_QUEUE);
    places = context.getStateStore(Stores.DESK_PLACES);
    leases = context.getStateStore(Stores.DESK_LEASES);
    clocks = context.getStateStore(Stores.DESK_CLOCKS);
    entries(leases).forEach(lease -> count(lease.value, 1));
  }

  private void count(Lease lease, int more) {
    held.merge(
        lease.aggregatorId(),
        more,
        (some, others) -> some + others == 0 ? null : Integer.valueOf(some + others));
  }

  /**
   * Takes one input.
   *
   * @param number grows with each input: a node's place in the queue is that of its first
   */
  void take(DeskInput input, long number, Consumer<Input.Told> answers) {
    switch (input) {
      case MarketEvent.AggregatorSeen seen -> {
        if (put(seen.aggregator())) {
          serveAll(answers);
        }
      }
      case MarketEvent.AccountSeen ignored -> {}
      case MarketEvent.PolicyPublished ignored -> {}
      case DeskInput.Wanted wanted -> take(wanted.want(), number, answers);
      case DeskInput.Returned returned -> {
        leave(Want.place(returned.batchId(), returned.nodeId()), returned.epoch());
        if (free(Want.place(returned.batchId(), returned.nodeId()), returned.epoch())) {
          serveAll(answers);
        }
      }
    }
  }

  /**
   * A tick of the heartbeats.
   *
   * @param clock of which of their partitions
   */
  void ticked(String clock, long time, Consumer<Input.Told> answers) {
    LogClock before = clock();
    LogClock after = before.observe(clock, time);
    if (after != before) {
      clocks.put(HERE, after);
      if (slowest(after) / LOOK_EVERY_MS > slowest(before) / LOOK_EVERY_MS) {
        serveAll(answers);
      }
    }
  }

  private void take(Want want, long number, Consumer<Input.Told> answers) {
    Lease held = leases.get(want.place());
    if (held != null && held.epoch() >= want.epoch()) {
      return; // it was asked again while the answer was on its way
    }
    Long before = places.get(want.place());
    long place = before == null ? number : before;
    places.put(want.place(), place);
    queue.put(key(place), new Asked(want, null));
    if (free(want.place(), want.epoch() - 1)) {
      serveAll(answers);
    } else {
      serve(List.of(KeyValue.pair(key(place), new Asked(want, null))), answers);
    }
  }

  /**
   * Whether it may be given something that it could not have before. That time has passed, which is
   * all that most heartbeats say, is no reason to look at everybody who waits: that is done as time
   * goes on. The desk looks at every member each time, and to register costs nothing: without a
   * stake nobody gets in, or stays without a lease. One that is all at work is a stake too: who
   * left with each bond would come back with another turn.
   */
  private boolean put(Aggregator aggregator) {
    Directory.Member before = members.get(aggregator.id());
    if (!aggregator.covers(1) && !holdsLease(before)) {
      members.delete(aggregator.id());
      return false;
    }
    long turn = before == null ? directory().latestTurn() : before.lastTurn();
    members.put(aggregator.id(), new Directory.Member(aggregator, turn));
    return before == null || aggregator.offersMoreThan(before.aggregator());
  }

  private boolean holdsLease(Directory.@Nullable Member member) {
    return member != null && held.containsKey(member.aggregator().id());
  }

  private void leave(String node, int epoch) {
    Long place = places.get(node);
    Asked asked = place == null ? null : queue.get(key(place));
    if (place != null && asked != null && asked.want().epoch() <= epoch) {
      queue.delete(key(place));
      places.delete(node);
    }
  }

  /** Whether a slot became free. */
  private boolean free(String node, int epoch) {
    Lease lease = leases.get(node);
    if (lease == null || lease.epoch() > epoch) {
      return false;
    }
    leases.delete(node);
    count(lease, -1);
    return true;
  }

  private void serveAll(Consumer<Input.Told> answers) {
    List<KeyValue<Bytes, Asked>> waiting = entries(queue);
    if (!waiting.isEmpty()) {
      serve(waiting, answers);
    }
  }

  private void serve(List<KeyValue<Bytes, Asked>> waiting, Consumer<Input.Told> answers) {
    Desk desk = desk();
    for (KeyValue<Bytes, Asked> entry : waiting) {
      Asked asked = entry.value;
      switch (desk.answer(asked.want())) {
        case Desk.Answer.Yours(String aggregatorId) -> {
          desk = desk.issuedTo(aggregatorId);
          issue(entry.key, asked.want(), aggregatorId, desk);
          Want want = asked.want();
          answers.accept(
              new Input.Granted(want.batchId(), want.nodeId(), want.epoch(), aggregatorId));
        }
        case Desk.Answer.AllBusy ignored ->
            tell(entry.key, asked, NodeState.Delay.ALL_BUSY, answers);
        case Desk.Answer.NobodyThere ignored ->
            tell(entry.key, asked, NodeState.Delay.NOBODY_THERE, answers);
      }
    }
  }

  private void issue(Bytes place, Want want, String aggregatorId, Desk after) {
    queue.delete(place);
    places.delete(want.place());
    Lease before = leases.get(want.place());
    if (before != null) {
      count(before, -1);
    }
    Lease lease = new Lease(aggregatorId, want.epoch());
    leases.put(want.place(), lease);
    count(lease, 1);
    after.directory().member(aggregatorId).ifPresent(member -> members.put(aggregatorId, member));
  }

  private void tell(Bytes place, Asked asked, NodeState.Delay delay, Consumer<Input.Told> answers) {
    if (asked.told() != delay) {
      Want want = asked.want();
      queue.put(place, new Asked(want, delay));
      answers.accept(new Input.Delayed(want.batchId(), want.nodeId(), want.epoch(), delay));
    }
  }

  private Desk desk() {
    return new Desk(directory(), held, slowest(clock()));
  }

  private Directory directory() {
    return new Directory(entries(members).stream().map(entry -> entry.value).toList());
  }

  private LogClock clock() {
    LogClock clock = clocks.get(HERE);
    return clock == null ? LogClock.start() : clock;
  }

  /** So that nobody seems silent because its partition is read later than others. */
  private static long slowest(LogClock clock) {
    return clock.times().isEmpty() ? 0 : Collections.min(clock.times().values());
  }

  private static Bytes key(long place) {
    return Bytes.wrap(ByteBuffer.allocate(Long.BYTES).putLong(place).array());
  }

  private static <K, V> List<KeyValue<K, V>> entries(KeyValueStore<K, V> store) {
    List<KeyValue<K, V>> found = new ArrayList<>();
    try (KeyValueIterator<K, V> all = store.all()) {
      all.forEachRemaining(found::add);
    }
    return found;
  }
}
