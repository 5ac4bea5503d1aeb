package io.proofworks.settlement.partition;

import io.proofworks.protocol.Digests;
import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.LogClosures;
import io.proofworks.protocol.LogWatch;
import io.proofworks.protocol.TickClaim;
import io.proofworks.runtime.Coordinates;
import io.proofworks.runtime.InboundRecord;
import io.proofworks.settlement.domain.MarketPolicy;
import io.proofworks.settlement.domain.OpenTime;
import io.proofworks.settlement.domain.Origin;
import io.proofworks.settlement.records.TaskRecords;
import io.proofworks.settlement.state.TaskStates;
import io.proofworks.topics.Ticks;
import io.proofworks.topics.Topics;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What time it is in one partition of the topics that settle together, and when each of them could
 * not be appended to. Nothing but records and ticks moves it.
 */
public final class TaskTime {

  private final TaskStates state;
  private final Digests digests;

  TaskTime(TaskStates state, Digests digests) {
    this.state = state;
    this.digests = digests;
  }

  /** Append time can step back; the time of a topic does not. */
  InboundRecord clamped(InboundRecord record) {
    Coordinates at = record.coordinates();
    return at(record, Math.max(at.time(), state.clock().time(at.topic())));
  }

  public static InboundRecord at(InboundRecord record, long time) {
    Coordinates at = record.coordinates();
    return new InboundRecord(
        new Coordinates(at.topic(), at.partition(), at.offset(), time),
        record.keyBytes(),
        record.value(),
        record.key(),
        record.headers(),
        record.digest());
  }

  /** What a clamped tick says, by what it claims; it moves nothing before it is observed. */
  LogWatch.Step tick(InboundRecord tick) {
    LogWatch watch = watch(tick);
    return isTimed(tick) && tickKey().isPresent()
        ? watch.tick(before(tick), tick.time(), () -> claim(tick))
        : watch.unkeyedTick();
  }

  /** Takes the time of a clamped record that is no tick. */
  void observe(InboundRecord record) {
    LogWatch watch = watch(record);
    observe(
        record,
        isTimed(record) ? watch.record(before(record), record.time()) : watch.unkeyedTick());
  }

  /** Takes the time of a clamped record, as far as that step carries it. */
  void observe(InboundRecord record, LogWatch.Step step) {
    String topic = record.coordinates().topic();
    if (!step.next().equals(state.watch(topic))) {
      state.watch(topic, step.next());
    }
    if (step.carries()) {
      state.clock(state.clock().observe(topic, record.time()));
    }
  }

  private static boolean isTimed(InboundRecord record) {
    return TaskRecords.isTimed(record.coordinates().topic());
  }

  private LogWatch watch(InboundRecord record) {
    return state.watch(record.coordinates().topic());
  }

  private long before(InboundRecord record) {
    return state.clock().time(record.coordinates().topic());
  }

  /** The tick key of the newest policy. */
  private Optional<Hash32> tickKey() {
    return state.newestPolicy().flatMap(MarketPolicy::tickKey);
  }

  private Optional<TickClaim> claim(InboundRecord tick) {
    Coordinates at = tick.coordinates();
    return tickKey()
        .flatMap(
            key -> Ticks.claim(at.topic(), at.partition(), tick.value(), key.bytes(), digests));
  }

  /**
   * Takes in a closure that somebody else tells of, at a tick that the market's ticker signed.
   *
   * @throws IllegalArgumentException if the tick claims nothing, or not that the log was closed
   */
  void learn(InboundRecord tick, LogClosures.Interval closed) {
    boolean claimed = claim(tick).filter(claim -> claim.arrivedInTime(tick.time())).isPresent();
    boolean inTime = closed.to() <= tick.time();
    boolean longEnough = closed.to() - closed.from() >= LogClosures.SHORTEST_MS;
    if (!claimed || !inTime || !longEnough) {
      throw new IllegalArgumentException("the tick does not show that the log was " + closed);
    }
    LogWatch watch = watch(tick);
    state.watch(
        tick.coordinates().topic(), new LogWatch(watch.closures().with(closed), watch.silence()));
  }

  /** The topics in which time stands still behind a gap that no claim has spoken of. */
  List<String> silentTopics() {
    return TaskRecords.TOPICS.stream().filter(t -> state.watch(t).silence() != null).toList();
  }

  /** How far each topic has been read. */
  Map<String, Long> times() {
    return state.clock().times();
  }

  /** The time that all the topics which settle together have reached. */
  long now() {
    return state.clock().slowest(TaskRecords.TOPICS.toArray(String[]::new));
  }

  /** Whether every topic has been read far enough for an input to have its turn. */
  boolean releases(Origin origin) {
    int rank = TaskRecords.TOPICS.indexOf(origin.topic());
    for (int other = 0; other < TaskRecords.TOPICS.size(); other++) {
      long read = state.clock().time(TaskRecords.TOPICS.get(other));
      boolean past = other >= rank ? read >= origin.time() : read > origin.time();
      if (!past) {
        return false;
      }
    }
    return true;
  }

  /** When what provers write to could be appended to. */
  OpenTime open() {
    return new OpenTime(
        state.watch(Topics.COMMITMENTS.name()).closures(),
        state.watch(Topics.REVEALS.name()).closures());
  }
}
