package io.proofworks.aggregation.processor;

import io.proofworks.aggregation.domain.AggregationEngine;
import io.proofworks.aggregation.domain.AggregationPolicy;
import io.proofworks.aggregation.domain.Aggregator;
import io.proofworks.aggregation.domain.BatchCase;
import io.proofworks.aggregation.domain.Decision;
import io.proofworks.aggregation.domain.Effect;
import io.proofworks.aggregation.domain.Input;
import io.proofworks.aggregation.domain.Market;
import io.proofworks.aggregation.domain.MarketEvent;
import io.proofworks.protocol.Digests;
import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.LogClosures;
import io.proofworks.protocol.LogWatch;
import io.proofworks.runtime.InboundRecord;
import io.proofworks.runtime.LogClock;
import io.proofworks.runtime.Turn;
import io.proofworks.runtime.state.QueueStore;
import io.proofworks.topics.Topics;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * The cases of one partition. Observes time, lets the engine decide, writes down what it decided,
 * and hands the effects to whoever writes them out.
 */
final class CaseBook {

  private static final String HERE = "here";
  private static final byte[] PRESENT = {1};

  /** Often enough for whoever mends what was in the way, and seldom enough for the log. */
  private static final long AGAIN_MS = 60_000;

  private static final Bytes BEGINNING = Bytes.wrap(new byte[Long.BYTES]);

  private final KeyValueStore<String, BatchCase> cases;
  private final KeyValueStore<Bytes, String> due;
  private final KeyValueStore<String, byte[]> waiting;
  private final KeyValueStore<String, Aggregator> aggregators;
  private final KeyValueStore<String, byte[]> accounts;
  private final KeyValueStore<String, LogClock> clocks;
  private final KeyValueStore<String, LogWatch> watches;
  private final PolicyShelf policies;
  private final AskedBatches asked;
  private final ClockRule rule;

  CaseBook(BatchStores stores, Turn turn, Digests digests, Systems systems) {
    this(stores, turn, digests, systems, AskedBatches.BOUNDS);
  }

  /**
   * What the clocks say and which time was due stays, whatever becomes of a turn.
   *
   * @param bounds of requests that wait for their tasks
   */
  CaseBook(
      BatchStores stores, Turn turn, Digests digests, Systems systems, AskedBatches.Bounds bounds) {
    rule = new ClockRule(digests);
    cases = turn.over(stores.cases());
    due = turn.over(new QueueStore<>(stores.due()));
    waiting = turn.over(stores.waiting());
    aggregators = turn.over(stores.aggregators());
    accounts = turn.over(stores.accounts());
    clocks = stores.clocks();
    watches = stores.closures();
    policies = new PolicyShelf(stores.policies(), systems);
    KeyValueStore<Bytes, Long> queues = turn.over(new QueueStore<>(stores.requests()));
    asked =
        new AskedBatches(
            queues,
            turn.over(stores.requestTotals()),
            new RequestShares(queues, turn.over(stores.requests())),
            bounds);
  }

  /**
   * Moves the topic's clock, if the record carries it.
   *
   * @return closures of the log that the record shows
   */
  List<LogClosures.Interval> observe(String topic, InboundRecord record, boolean tick) {
    LogClock before = clock();
    LogWatch known = watch();
    LogWatch.Step step = rule.step(topic, known, before.time(topic), record, tick, this::tickKey);
    if (!step.next().equals(known)) {
      watches.put(HERE, step.next());
    }
    LogClock after =
        step.carries()
            ? before.observe(topic, Math.max(record.time(), before.time(topic)))
            : before;
    if (after != before) {
      clocks.put(HERE, after);
    }
    return step.shown();
  }

  private Optional<Hash32> tickKey() {
    return newestPolicy().flatMap(AggregationPolicy::tickKey);
  }

  private Optional<AggregationPolicy> newestPolicy() {
    return policies.newest(rule.digests().domain().hex());
  }

  private LogWatch watch() {
    LogWatch known = watches.get(HERE);
    return known == null ? LogWatch.NEW : known;
  }

  /** Where the clocks stand, epoch milliseconds by name. */
  Map<String, Long> times() {
    return clock().times();
  }

  /** Puts the clocks where a journal says that they stood. */
  void set(Map<String, Long> times) {
    clocks.put(HERE, new LogClock(new TreeMap<>(times)));
  }

  /**
   * Takes in a closure of the log that a journal tells of.
   *
   * @throws IllegalArgumentException if it is not later than those known
   */
  void close(LogClosures.Interval closed) {
    watches.put(HERE, new LogWatch(watch().closures().with(closed), null));
  }

  /** Whether the time of the aggregates stands still behind a gap that no claim has spoken of. */
  boolean isSilent() {
    return watch().silence() != null;
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
    Market market =
        new Market(id -> Optional.ofNullable(aggregators.get(id)), policies, watch().closures());
    BatchCase before = cases.get(input.batchId());
    Decision decision = AggregationEngine.decide(before, input, now, market);
    keep(input.batchId(), before, decision, market);
    for (Effect effect : decision.effects()) {
      if (effect instanceof Effect.WakeAt wake) {
        due.put(Stores.due(wake.time(), input.batchId()), input.batchId());
      } else {
        effects.accept(effect);
      }
    }
  }

  /**
   * Wakes a batch again later: what it had to do by now could not be done, and its wake-up is
   * spent.
   */
  void postpone(String batchId) {
    due.put(Stores.due(Math.addExact(leaseTime(), AGAIN_MS), batchId), batchId);
  }

  /** The batches that have something to do by the time of the aggregates, each once. */
  List<String> due() {
    return takeDue(leaseTime());
  }

  /** Whether a batch has something to do by that time of the aggregates. */
  boolean isDue(long time) {
    long behind = Math.max(0, time + 1); // a time below 0 would stand behind all others
    try (KeyValueIterator<Bytes, String> range = due.range(BEGINNING, Stores.due(behind, ""))) {
      return range.hasNext();
    }
  }

  /**
   * Drops requests that nobody made a task of, as far as there are too many or too old ones.
   *
   * @return whether there were any
   */
  boolean dropRequests(Consumer<Effect> effects) {
    boolean shared = newestPolicy().filter(AggregationPolicy::sharesRoom).isPresent();
    return drop(() -> asked.over(leaseTime(), shared), effects);
  }

  private boolean drop(Supplier<Optional<String>> next, Consumer<Effect> effects) {
    Optional<String> over = next.get();
    boolean any = over.isPresent();
    while (over.isPresent()) {
      decide(new Input.RequestDropped(over.get()), now(), effects);
      over = next.get();
    }
    return any;
  }

  /**
   * Takes what a requester asks for, as far as it may still become tasks and there is room for it.
   * The room is that of batches without tasks: who has written its request again, because it was
   * dropped before its tasks came, has it kept.
   *
   * @param deadline of the request, epoch milliseconds
   */
  void ask(Input.Requested request, long deadline, Consumer<Effect> effects) {
    String requesterId = request.request().requesterId();
    if (newestPolicy().filter(AggregationPolicy::keepsNewRequests).isEmpty()) {
      if (asked.mayAsk(requesterId)) {
        askHere(request, effects);
      }
    } else if (hasTasks(request.batchId())) {
      decide(request, now(), effects);
    } else if (deadline > request.request().position().time()
        && asked.findsRoom(request.request())) {
      askHere(request, effects);
      drop(() -> asked.overOf(requesterId), effects);
    }
  }

  private void askHere(Input.Requested request, Consumer<Effect> effects) {
    decide(request, now(), effects);
    dropRequests(effects);
  }

  /** Whether more is known of a batch than that it was asked for. */
  private boolean hasTasks(String batchId) {
    BatchCase known = cases.get(batchId);
    return known != null && !known.facts().isOnlyAsked();
  }

  void put(AggregationPolicy policy) {
    policies.put(policy);
  }

  /**
   * Notes whose signature counts, and until when.
   *
   * @return whether that is news: of an aggregator that was only heard of again nothing is
   */
  boolean put(Aggregator aggregator) {
    Aggregator known = aggregators.get(aggregator.id());
    boolean news = known == null || !known.signsAs(aggregator);
    if (news) {
      aggregators.put(aggregator.id(), known == null ? aggregator : aggregator.after(known));
    }
    return news;
  }

  void put(MarketEvent.AccountSeen seen) {
    accounts.put(seen.id(), seen.backed() ? PRESENT : null);
  }

  boolean isBacked(String account) {
    return accounts.get(account) != null;
  }

  /** What waits for a policy. */
  List<String> waiting() {
    return keys(waiting);
  }

  private void keep(String batchId, @Nullable BatchCase before, Decision decision, Market market) {
    if (decision.next() != before) { // what was refused is not written down again
      cases.put(batchId, decision.next());
      asked.changed(before, decision.next());
    }
    boolean waits = decision.next() instanceof BatchCase.Open open && open.waitsFor(market);
    if (waits != (waiting.get(batchId) != null)) {
      waiting.put(batchId, waits ? PRESENT : null);
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
