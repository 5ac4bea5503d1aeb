package io.proofworks.market.audit;

import io.proofworks.avro.Coordinates;
import io.proofworks.runtime.journal.BrokerClocks;
import io.proofworks.topics.Ticks;
import io.proofworks.topics.Topic;
import io.proofworks.topics.Topics;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** What somebody does to single records of a topic who can change the log but holds no key. */
enum RecordForgery {
  DROP_THE_FIRST(Scope.DROPS, (log, of) -> drop(log, of.getFirst())),
  DROP_ONE_IN_THE_MIDDLE(Scope.DROPS, (log, of) -> drop(log, of.get(of.size() / 2))),
  DROP_THE_LAST(Scope.ENDS, (log, of) -> drop(log, of.getLast())),
  CUT_OFF_THE_LAST_THIRD(Scope.CUTS, (log, of) -> cut(log, of)),
  DROP_ALL(Scope.ALL, (log, of) -> dropAll(log, of)),
  CHANGE_THE_LAST_BYTE(Scope.ALL, (log, of) -> change(log, of.getLast(), 1)),
  CHANGE_A_BYTE_IN_THE_MIDDLE(
      Scope.ALL, (log, of) -> change(log, of.getLast(), of.getLast().value().length / 2)),
  CHANGE_THE_KEY(Scope.ALL, (log, of) -> rekey(log, of.getLast())),
  TAKE_THE_KEY_AWAY(Scope.ALL, (log, of) -> keyless(log, of.getLast())),
  TRUNCATE(Scope.ALL, (log, of) -> truncate(log, of.getLast())),
  EMPTY(Scope.ALL, (log, of) -> empty(log, of.getLast())),
  SWAP_TWO(Scope.ORDERED, RecordForgery::swap),
  REPEAT_ONE(Scope.ONCE, (log, of) -> repeat(log, of.getFirst())),
  OVERWRITE_WITH_ANOTHER(Scope.ALL, RecordForgery::overwrite),
  OF_ANOTHER_DOMAIN(Scope.ALL, (log, of) -> foreign(log, of.getLast())),
  MOVE_TO_ANOTHER_PARTITION(Scope.ALL, (log, of) -> move(log, of.getLast())),
  LATER_BY_A_MILLISECOND(Scope.TIMED, (log, of) -> later(log, of.getLast(), 1)),
  LATER_BY_A_MINUTE(Scope.TIMED, (log, of) -> later(log, of.getLast(), 60_000)),
  EARLIER_BY_A_MILLISECOND(Scope.TIMED, RecordForgery::earlier),
  DATE_AT_THE_END(Scope.ALL, RecordForgery::dateAtTheEnd),
  PUT_A_TICK_IN_ITS_PLACE(Scope.TICKED, (log, of) -> tick(log, of.getLast())),
  TAKE_A_TICK_AWAY(Scope.TICKED, (log, of) -> takeATickAway(log, of.getFirst().topic()));

  /** Where each applies: on the topics of which a result says that they are covered. */
  private enum Scope {
    ALL,
    /**
     * A compacted topic may lose what is not the newest, a checkpoint's place is taken by the next.
     */
    DROPS,
    ENDS,
    CUTS,
    /** Where the order of records says something. */
    ORDERED,
    /** Where a record that is there twice is one too many. */
    ONCE,
    /** Whose append times decide. */
    TIMED,
    /** What others than the market write, and somebody ticks. */
    TICKED
  }

  /**
   * A log that was forged.
   *
   * @param names one of these has to be in what is found
   */
  record Forged(ForgedLog log, List<String> names) {}

  private static final Set<Topic<?>> INPUTS =
      Set.of(
          Topics.TASKS,
          Topics.ASSIGNMENTS,
          Topics.COMMITMENTS,
          Topics.REVEALS,
          Topics.WINDOWS,
          Topics.REGISTRATIONS,
          Topics.STAKES,
          Topics.POLICIES,
          Topics.AGGREGATION_JOBS,
          Topics.RECEIPTS);
  private static final Set<Topic<?>> ANSWERED =
      Set.of(Topics.BATCHES, Topics.SUPERSESSIONS, Topics.AGGREGATES);

  private final Scope scope;
  private final BiFunction<ForgedLog, List<ConsumerRecord<byte[], byte[]>>, Optional<Forged>> forge;

  RecordForgery(
      Scope scope,
      BiFunction<ForgedLog, List<ConsumerRecord<byte[], byte[]>>, Optional<Forged>> forge) {
    this.scope = scope;
    this.forge = forge;
  }

  boolean appliesTo(Topic<?> topic) {
    boolean compared = INPUTS.contains(topic) || ANSWERED.contains(topic);
    return switch (scope) {
      case ALL -> true;
      case DROPS, ENDS -> topic != Topics.CHECKPOINTS && topic != Topics.PROVERS;
      case CUTS -> topic != Topics.PROVERS;
      case ORDERED -> compared || topic == Topics.JOURNAL || topic == Topics.LEDGER;
      case ONCE -> topic != Topics.PROVERS;
      case TIMED -> compared;
      case TICKED -> compared && topic.ticked() && !Audit.isOurs(topic.name());
    };
  }

  /** Empty where the topic has not the records for it. */
  Optional<Forged> forge(ForgedLog log, Topic<?> topic) {
    List<ConsumerRecord<byte[], byte[]>> records =
        log.of(topic).stream().filter(r -> counts(log, r)).toList();
    return records.isEmpty() ? Optional.empty() : forge.apply(log, records);
  }

  /** Refused heartbeats are answered by nothing that an audit covers. */
  private static boolean counts(ForgedLog log, ConsumerRecord<byte[], byte[]> record) {
    return !record.topic().equals(Topics.VERDICTS.name())
        || log.decoded(Topics.VERDICTS, record)
            .filter(v -> !v.getKind().equals("HEARTBEAT"))
            .isPresent();
  }

  @SafeVarargs
  private static Optional<Forged> of(
      ForgedLog before, ForgedLog log, ConsumerRecord<byte[], byte[]>... changed) {
    List<String> names = new ArrayList<>();
    Stream.of(changed).forEach(r -> names.addAll(names(before, r)));
    return Optional.of(new Forged(log, names));
  }

  /** By its place, or by what it says it is. */
  static List<String> names(ForgedLog log, ConsumerRecord<byte[], byte[]> record) {
    List<String> names = new ArrayList<>(List.of(ForgedLog.place(record)));
    log.decoded(Topics.VERDICTS, record)
        .filter(v -> is(record, Topics.VERDICTS))
        .ifPresent(v -> {
          names.add(v.getVerdictId());
          Optional.ofNullable(v.getInput()).map(RecordForgery::place).ifPresent(names::add);
        });
    log.decoded(Topics.LEDGER, record)
        .filter(v -> is(record, Topics.LEDGER))
        .ifPresent(m -> names.add(m.getMovementId()));
    if (is(record, Topics.PROVERS)
        || is(record, Topics.CHILD_PROOFS)
        || is(record, Topics.WINDOWS)) {
      names.add(new String(record.key(), StandardCharsets.UTF_8));
    }
    if (is(record, Topics.JOURNAL) || is(record, Topics.CHECKPOINTS)) {
      names.add(new String(record.key(), StandardCharsets.UTF_8));
    }
    return names;
  }

  /** What a verdict answers: where one is gone, its input has none. */
  private static String place(Coordinates at) {
    return at.getTopic() + "-" + at.getPartition() + "@" + at.getOffset();
  }

  private static boolean is(ConsumerRecord<byte[], byte[]> record, Topic<?> topic) {
    return record.topic().equals(topic.name());
  }

  private static Optional<Forged> drop(ForgedLog log, ConsumerRecord<byte[], byte[]> record) {
    return of(log, log.without(record), record);
  }

  private static Optional<Forged> cut(ForgedLog log, List<ConsumerRecord<byte[], byte[]>> of) {
    List<ConsumerRecord<byte[], byte[]>> gone = of.subList(of.size() * 2 / 3, of.size());
    return Optional.of(
        new Forged(
            log.without(gone::contains),
            gone.stream().flatMap(r -> names(log, r).stream()).toList()));
  }

  private static Optional<Forged> dropAll(ForgedLog log, List<ConsumerRecord<byte[], byte[]>> of) {
    return Optional.of(
        new Forged(
            log.without(of::contains), of.stream().flatMap(r -> names(log, r).stream()).toList()));
  }

  private static Optional<Forged> change(
      ForgedLog log, ConsumerRecord<byte[], byte[]> record, int fromEnd) {
    byte[] value = record.value().clone();
    value[value.length - Math.max(1, fromEnd)] ^= 1;
    return of(log, log.withValue(record, value), record);
  }

  private static Optional<Forged> rekey(ForgedLog log, ConsumerRecord<byte[], byte[]> record) {
    byte[] key = record.key().clone();
    key[key.length - 1] ^= 1;
    return of(log, log.with(record, ForgedLog.record(record, key, record.value())), record);
  }

  private static Optional<Forged> keyless(ForgedLog log, ConsumerRecord<byte[], byte[]> record) {
    return of(log, log.with(record, ForgedLog.record(record, null, record.value())), record);
  }

  private static Optional<Forged> truncate(ForgedLog log, ConsumerRecord<byte[], byte[]> record) {
    byte[] half = Arrays.copyOf(record.value(), record.value().length / 2);
    return of(log, log.withValue(record, half), record);
  }

  private static Optional<Forged> empty(ForgedLog log, ConsumerRecord<byte[], byte[]> record) {
    return of(log, log.withValue(record, new byte[0]), record);
  }

  /** Two next to each other that have one key, or one partition where the log is the order. */
  private static Optional<Forged> swap(ForgedLog log, List<ConsumerRecord<byte[], byte[]>> of) {
    boolean keyed = is(of.getFirst(), Topics.JOURNAL) || is(of.getFirst(), Topics.LEDGER);
    for (int i = 1; i < of.size(); i++) {
      ConsumerRecord<byte[], byte[]> a = of.get(i - 1);
      ConsumerRecord<byte[], byte[]> b = of.get(i);
      if (a.partition() == b.partition()
          && !Arrays.equals(a.value(), b.value())
          && (!keyed || ForgedLog.sameKey(a, b))) {
        return of(log, log.swapped(a, b), a, b);
      }
    }
    return Optional.empty();
  }

  private static Optional<Forged> repeat(ForgedLog log, ConsumerRecord<byte[], byte[]> record) {
    ForgedLog twice =
        log.appended(
            record.topic(), record.partition(), record.timestamp(), record.key(), record.value());
    ConsumerRecord<byte[], byte[]> added = twice.records().getLast();
    return of(log, twice, record, added);
  }

  private static Optional<Forged> overwrite(
      ForgedLog log, List<ConsumerRecord<byte[], byte[]>> of) {
    ConsumerRecord<byte[], byte[]> last = of.getLast();
    return of.stream()
        .filter(r -> !Arrays.equals(r.value(), last.value()))
        .findFirst()
        .flatMap(other ->
            of(
                log,
                log.with(last, ForgedLog.record(last, other.key(), other.value())),
                last,
                other));
  }

  /** The domain's text in it is another's; one that has none in it has a byte changed. */
  private static Optional<Forged> foreign(ForgedLog log, ConsumerRecord<byte[], byte[]> record) {
    byte[] value = record.value().clone();
    String text = new String(value, StandardCharsets.ISO_8859_1);
    int at = text.indexOf("0x");
    if (at < 0) {
      return Optional.empty();
    }
    value[at + 2] = (byte) (value[at + 2] == 'a' ? 'b' : 'a');
    return of(log, log.withValue(record, value), record);
  }

  private static Optional<Forged> move(ForgedLog log, ConsumerRecord<byte[], byte[]> record) {
    ForgedLog moved =
        log.without(record)
            .appended(
                record.topic(),
                (record.partition() + 1) % Topics.PARTITIONS,
                record.timestamp(),
                record.key(),
                record.value());
    return of(log, moved, record, moved.records().getLast());
  }

  /**
   * Of a record whose time is its own: where another of its partition has the same time, the clock
   * stands there already, and a record that is a moment earlier is judged at that time all the
   * same.
   */
  private static Optional<Forged> earlier(ForgedLog log, List<ConsumerRecord<byte[], byte[]>> of) {
    return of.reversed().stream()
        .filter(record -> hasBroughtTheClock(log, record))
        .findFirst()
        .flatMap(record -> later(log, record, -1));
  }

  private static boolean hasBroughtTheClock(ForgedLog log, ConsumerRecord<byte[], byte[]> record) {
    return log.records().stream()
        .filter(r -> r.topic().equals(record.topic()) && r.partition() == record.partition())
        .filter(r -> r.offset() < record.offset())
        .allMatch(r -> r.timestamp() < record.timestamp());
  }

  /** One that others follow, and that would wait for ever. */
  private static Optional<Forged> dateAtTheEnd(
      ForgedLog log, List<ConsumerRecord<byte[], byte[]>> of) {
    long end = log.newest();
    return of.stream()
        .filter(record -> isFollowed(log, record, end - BrokerClocks.APART_MS))
        .findFirst()
        .flatMap(record -> of(log, log.with(record, ForgedLog.dated(record, end)), record));
  }

  private static boolean isFollowed(
      ForgedLog log, ConsumerRecord<byte[], byte[]> record, long before) {
    return log.records().stream()
        .filter(r -> r.topic().equals(record.topic()) && r.partition() == record.partition())
        .anyMatch(r -> r.offset() > record.offset() && r.timestamp() < before);
  }

  private static Optional<Forged> tick(ForgedLog log, ConsumerRecord<byte[], byte[]> record) {
    ConsumerRecord<byte[], byte[]> tick =
        ForgedLog.at(
            record.topic(),
            record.partition(),
            record.offset(),
            record.timestamp(),
            null,
            new byte[0],
            Ticks.record(record.topic(), record.partition()).headers());
    return of(log, log.with(record, tick), record);
  }

  /** As if it were a record of which no journal speaks. */
  /** Not the first of a partition: what is before the oldest record may have had its time. */
  private static Optional<Forged> takeATickAway(ForgedLog log, String topic) {
    return log.records().stream()
        .filter(r -> r.topic().equals(topic) && Ticks.isTick(r))
        .filter(r -> isPreceded(log, r) && isFollowed(log, r, log.newest()))
        .findFirst()
        .map(tick -> new Forged(log.without(tick), List.of(ForgedLog.place(tick))));
  }

  private static boolean isPreceded(ForgedLog log, ConsumerRecord<byte[], byte[]> record) {
    return log.records().stream()
        .anyMatch(r ->
            r.topic().equals(record.topic())
                && r.partition() == record.partition()
                && r.offset() < record.offset());
  }

  private static Optional<Forged> later(
      ForgedLog log, ConsumerRecord<byte[], byte[]> record, long by) {
    return of(log, log.with(record, ForgedLog.dated(record, record.timestamp() + by)), record);
  }
}
