package io.proofworks.aggregation.processor;

import io.proofworks.aggregation.domain.AggregationEngine;
import io.proofworks.aggregation.domain.AggregationPolicy;
import io.proofworks.aggregation.domain.Aggregator;
import io.proofworks.aggregation.domain.BatchCase;
import io.proofworks.aggregation.domain.Decision;
import io.proofworks.aggregation.domain.Directory;
import io.proofworks.aggregation.domain.Effect;
import io.proofworks.aggregation.domain.Input;
import io.proofworks.aggregation.domain.Market;
import io.proofworks.protocol.LogClosures;
import io.proofworks.runtime.InboundRecord;
import io.proofworks.runtime.LogClock;
import io.proofworks.runtime.Turn;
import io.proofworks.topics.Topics;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.api.ProcessingContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * The cases of one partition. Observes time, lets the engine decide, writes down what it decided,
 * and hands the effects to whoever writes them out.
 */
final class CaseBook {

  private static final String HERE = "here";
  private static final byte[] PRESENT = {1};
  private static final Bytes BEGINNING = Bytes.wrap(new byte[Long.BYTES]);

  private final KeyValueStore<String, BatchCase> cases;
  private final KeyValueStore<Bytes, String> due;
  private final KeyValueStore<String, byte[]> waiting;
  private final KeyValueStore<String, Directory.Member> members;
  private final KeyValueStore<String, LogClock> clocks;
  private final KeyValueStore<String, LogClosures> closures;
  private final PolicyShelf policies;

  /** What the clocks say and which time was due stays, whatever becomes of a turn. */
  CaseBook(ProcessingContext context, Turn turn, Systems systems) {
    cases = turn.over(context.getStateStore(Stores.CASES));
    due = turn.over(context.getStateStore(Stores.DUE));
    waiting = turn.over(context.getStateStore(Stores.WAITING));
    members = turn.over(context.getStateStore(Stores.MEMBERS));
    clocks = context.getStateStore(Stores.CLOCKS);
    closures = context.getStateStore(Stores.CLOSURES);
    KeyValueStore<String, AggregationPolicy> shelf = context.getStateStore(Stores.POLICIES);
    policies = new PolicyShelf(shelf, systems);
  }

  /** Moves the topic's clock. */
  void observe(String topic, InboundRecord record) {
    LogClock before = clock();
    long time = record.time();
    LogClock after =
        record.isTick() ? before.observe(topic, time) : before.observeRecord(topic, time);
    if (after != before) {
      clocks.put(HERE, after);
    }
  }

  /** A tick of the aggregates, not yet observed: it may show that nobody could append. */
  void observeTick(long time, long since) {
    LogClosures.shown(leaseTime(), time, since)
        .ifPresent(closure -> closures.put(HERE, closures().with(closure)));
  }

  private LogClosures closures() {
    LogClosures known = closures.get(HERE);
    return known == null ? LogClosures.NONE : known;
  }

  /** The time of the aggregates: what leases run by. */
  long leaseTime() {
    return clock().time(Topics.AGGREGATES.name());
  }

  /**
   * The latest time any topic of this partition has reached: when something is begun. A lease that
   * began by a slower clock would be shorter than its holder was told.
   */
  long now() {
    return Collections.max(clock().times().values());
  }

  /** Decides on one input and writes the decision down. */
  void decide(Input input, long now, Consumer<Effect> effects) {
    Market market = new Market(directory(), policies, closures());
    BatchCase before = cases.get(input.batchId());
    Decision decision = AggregationEngine.decide(before, input, now, market);
    keep(input.batchId(), decision, market);
    for (Effect effect : decision.effects()) {
      if (effect instanceof Effect.WakeAt wake) {
        due.put(Stores.due(wake.time(), input.batchId()), input.batchId());
      } else {
        effects.accept(effect);
      }
    }
  }

  /** The batches that have something to do by the time of the aggregates, each once. */
  List<String> due() {
    return takeDue(leaseTime());
  }

  void put(AggregationPolicy policy) {
    policies.put(policy);
  }

  void put(Aggregator aggregator) {
    Directory.Member before = members.get(aggregator.id());
    long turn = before == null ? 0 : before.lastTurn();
    members.put(aggregator.id(), new Directory.Member(aggregator, turn));
  }

  /** What waits for an aggregator or a policy. */
  List<String> waiting() {
    return keys(waiting);
  }

  private void keep(String batchId, Decision decision, Market market) {
    cases.put(batchId, decision.next());
    boolean waits = decision.next() instanceof BatchCase.Open open && open.waitsFor(market);
    if (waits != (waiting.get(batchId) != null)) {
      waiting.put(batchId, waits ? PRESENT : null);
    }
    for (Directory.Member member : decision.directory().members()) {
      if (!market.directory().members().contains(member)) {
        members.put(member.aggregator().id(), member);
      }
    }
  }

  private List<String> takeDue(long time) {
    List<KeyValue<Bytes, String>> found = new ArrayList<>();
    try (KeyValueIterator<Bytes, String> range = due.range(BEGINNING, Stores.due(time + 1, ""))) {
      range.forEachRemaining(found::add);
    }
    found.forEach(entry -> due.delete(entry.key));
    return found.stream().map(entry -> entry.value).distinct().toList();
  }

  private Directory directory() {
    List<Directory.Member> all = new ArrayList<>();
    try (KeyValueIterator<String, Directory.Member> entries = members.all()) {
      entries.forEachRemaining(entry -> all.add(entry.value));
    }
    return new Directory(all);
  }

  private LogClock clock() {
    LogClock clock = clocks.get(HERE);
    return clock == null ? LogClock.start() : clock;
  }

  private static List<String> keys(KeyValueStore<String, byte[]> store) {
    List<String> keys = new ArrayList<>();
    try (KeyValueIterator<String, byte[]> entries = store.all()) {
      entries.forEachRemaining(entry -> keys.add(entry.key));
    }
    return keys;
  }
}
