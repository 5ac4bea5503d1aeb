package io.proofworks.market.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.proofworks.avro.Policy;
import io.proofworks.avro.ProgramEntry;
import io.proofworks.market.audit.Audit.Finding;
import io.proofworks.market.scenario.TestMarket;
import io.proofworks.proofs.registry.VerifierRegistry;
import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.MarketRules;
import io.proofworks.protocol.TaskClass;
import io.proofworks.protocol.UnknownRulesException;
import io.proofworks.serde.MarketSerdes;
import io.proofworks.topics.Journals;
import io.proofworks.topics.Party;
import io.proofworks.topics.Ticks;
import io.proofworks.topics.Topic;
import io.proofworks.topics.Topics;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The log of a market that settled a batch, read from its broker, and what an audit says of it. */
class TamperedLogTest {

  /** For so long ends are looked at. */
  private static final long LOOKING_MS = 2_000;

  @TempDir private static Path directory;
  private static TestMarket market;
  private static List<ConsumerRecord<byte[], byte[]>> log;

  @BeforeAll
  static void settleABatch() throws Exception {
    market = TestMarket.on(directory);
    market.honestProver("ada");
    market.honestAggregator("noether");
    String batch = market.submit(2, TaskClass.STANDARD).getBatchId();
    market.log().awaitReceipt(batch, Duration.ofMinutes(2));
    market.requireSound();
    log = List.copyOf(read(market.local().broker().bootstrapServers()));
  }

  @AfterAll
  static void close() {
    market.close();
  }

  private static List<ConsumerRecord<byte[], byte[]>> read(String bootstrap) {
    Map<String, Object> settings = new HashMap<>();
    settings.put("bootstrap.servers", bootstrap);
    settings.put("isolation.level", "read_committed");
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      Set<TopicPartition> all =
          Topics.all().stream()
              .flatMap(topic -> consumer.partitionsFor(topic.name()).stream())
              .map(p -> new TopicPartition(p.topic(), p.partition()))
              .collect(Collectors.toSet());
      Map<TopicPartition, Long> ends = consumer.endOffsets(all);
      consumer.assign(all);
      consumer.seekToBeginning(all);
      while (all.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
        consumer.poll(Duration.ofMillis(100)).forEach(records::add);
      }
    }
    return records;
  }

  private static List<Finding> audit(List<ConsumerRecord<byte[], byte[]>> records) {
    try (LogSnapshot snapshot = LogSnapshot.of(records)) {
      return Audit.of(snapshot, scope()).findings();
    }
  }

  private static Audit.Scope scope() {
    Hash32 domain = market.local().broker().domain();
    MarketSerdes serdes = market.local().broker().serdes();
    return new Audit.Scope(
        domain, serdes, VerifierRegistry.standard(), Topics.PARTITIONS, market.journalKey());
  }

  /** Without it every verdict on its proofs would look wrong. */
  @Test
  void shouldNotAuditWithoutAProofSystemOfThePolicy() {
    ConsumerRecord<byte[], byte[]> policy = last(Topics.POLICIES);
    Policy now = market.local().policy();
    ProgramEntry other =
        ProgramEntry.newBuilder(now.getPrograms().getFirst())
            .setProofSystem("pickles-ledger")
            .build();
    Policy changed = Policy.newBuilder(now).setPrograms(List.of(other)).build();
    byte[] value = market.local().broker().serdes().encode(Topics.POLICIES, changed);
    assertThatThrownBy(() -> audit(with(policy, policy.key(), value)))
        .isInstanceOf(Audit.MissingSystemException.class)
        .hasMessageContaining("pickles-ledger");
  }

  @Test
  void shouldNotAuditWithoutTheSchemeOfThePolicy() {
    ConsumerRecord<byte[], byte[]> policy = last(Topics.POLICIES);
    Policy changed =
        Policy.newBuilder(market.local().policy()).setAggregationScheme("SNARKPACK_0123").build();
    byte[] value = market.local().broker().serdes().encode(Topics.POLICIES, changed);
    assertThatThrownBy(() -> audit(with(policy, policy.key(), value)))
        .isInstanceOf(Audit.MissingSystemException.class)
        .hasMessageContaining("the aggregation scheme SNARKPACK_0123");
  }

  /**
   * What is read while it is written ends anywhere, and of the last transactions a part is there.
   */
  @Test
  void shouldAccuseNobodyOfALogThatWasStillBeingWritten() throws IOException {
    BrokerTransactions transactions =
        BrokerTransactions.of(directory.resolve("kafka").resolve("log"), partitions());
    long begin = of(Topics.BATCHES).getFirst().timestamp();
    long end = of(Topics.RECEIPTS).getLast().timestamp() + 1_000;
    Random random = new Random(1);
    boolean seen = false;
    for (int cut = 0; cut < 24; cut++) {
      long now = begin + (end - begin) * cut / 23;
      long closed = Math.max(now, transactions.closed(now));
      Map<TopicPartition, Long> ends = new HashMap<>();
      partitions()
          .forEach(
              p -> ends.put(p, transactions.readable(p, closed + random.nextLong(LOOKING_MS))));
      List<ConsumerRecord<byte[], byte[]>> read =
          log.stream().filter(r -> isRead(r, ends, closed + LOOKING_MS)).toList();
      try (LogSnapshot snapshot = LogSnapshot.of(read)) {
        seen |= !Audit.of(snapshot, scope()).clean();
      }
      try (LogSnapshot snapshot = LogSnapshot.of(read)) {
        partitions()
            .forEach(
                p -> snapshot.wholeUpTo(p.topic(), p.partition(), transactions.readable(p, now)));
        Audit.Result result = Audit.of(snapshot, scope());
        assertThat(result.findings()).as("read at %d of %d to %d", now, begin, end).isEmpty();
      }
    }
    assertThat(seen).as("what is torn shows where nobody says so").isTrue();
  }

  /** Of what the market writes in transactions. */
  private static Set<TopicPartition> partitions() {
    return log.stream()
        .filter(r -> Audit.isOurs(r.topic()))
        .map(r -> new TopicPartition(r.topic(), r.partition()))
        .collect(Collectors.toSet());
  }

  /** Ends of what the market writes are looked at first, and after them those of all others. */
  private static boolean isRead(
      ConsumerRecord<byte[], byte[]> record, Map<TopicPartition, Long> ends, long others) {
    return record.timestamp() <= others
        && record.offset()
            < ends.getOrDefault(
                new TopicPartition(record.topic(), record.partition()), Long.MAX_VALUE);
  }

  /** Aggregation has still to be told of accounts when the machine sleeps; it is looked at then. */
  @Test
  void shouldNotAccuseAMarketThatSleptOfWhatItHasStillToTakeIn() {
    ForgedLog young = young();
    assertThat(audit(young.later(ForgedLog.TICKED, Topics.PARTITIONS, 75).records()))
        .as("it was left out")
        .anyMatch(f -> f.kind().equals("LEFT_OUT") && f.detail().contains("an account"));

    assertThat(audit(slept(young).records())).isEmpty();
  }

  /** Before any batch, and of aggregation nothing yet. */
  private static ForgedLog young() {
    long until = of(Topics.BATCHES).getFirst().timestamp();
    return new ForgedLog(log, market.local().broker().serdes())
        .without(r -> r.timestamp() >= until)
        .without(r ->
            Set.of(Topics.JOURNAL.name(), Topics.CHECKPOINTS.name()).contains(r.topic())
                && new String(r.key(), StandardCharsets.UTF_8).startsWith(Journals.AGGREGATION));
  }

  /** The ticker is the first to be awake. */
  private static ForgedLog slept(ForgedLog before) {
    ForgedLog slept = before;
    long awake = before.newest() + Duration.ofMinutes(10).toMillis();
    for (Topic<?> topic : Topics.tickedBy(Party.TICKER)) {
      for (int partition = 0; partition < Topics.PARTITIONS; partition++) {
        slept = slept.ticked(topic, partition, awake);
      }
    }
    return slept;
  }

  /** Every verdict under such a policy could look wrong to who goes by other rules. */
  @Test
  void shouldNotAuditByRulesThatThisBuildDoesNotKnow() {
    ConsumerRecord<byte[], byte[]> policy = last(Topics.POLICIES);
    Policy changed =
        Policy.newBuilder(market.local().policy()).setRules(MarketRules.NEWEST + 1).build();
    byte[] value = market.local().broker().serdes().encode(Topics.POLICIES, changed);
    assertThatThrownBy(() -> audit(with(policy, policy.key(), value)))
        .isInstanceOf(UnknownRulesException.class)
        .hasMessageContaining("policy 1 goes by version 3 of the market's rules");
  }

  /** They are kept for seven days, and what was decided by them for longer. */
  @Test
  void shouldTakeThatTheLogForgetsHeartbeatsBeforeItsOtherRecords() {
    Map<Integer, Long> begins = new HashMap<>();
    of(Topics.HEARTBEATS).forEach(beat -> begins.merge(beat.partition(), beat.offset(), Math::max));
    List<ConsumerRecord<byte[], byte[]>> kept =
        log.stream()
            .filter(r ->
                !r.topic().equals(Topics.HEARTBEATS.name())
                    || r.offset() >= begins.getOrDefault(r.partition(), 0L))
            .toList();

    ConsumerRecord<byte[], byte[]> first = firstTick(Topics.REGISTRATIONS);
    long eightDaysAgo = first.timestamp() - Duration.ofDays(8).toMillis();
    ForgedLog young = new ForgedLog(kept, market.local().broker().serdes());
    ForgedLog old = young.with(first, ForgedLog.dated(first, eightDaysAgo));

    assertThat(withoutHeartbeats(old, begins)).isEmpty();
    assertThat(withoutHeartbeats(young, begins))
        .as("they cannot have been of age")
        .extracting(Finding::kind)
        .containsOnly("NOT_IN_THE_LOG");
  }

  private static List<Finding> withoutHeartbeats(ForgedLog of, Map<Integer, Long> begins) {
    try (LogSnapshot snapshot = LogSnapshot.of(of.records())) {
      begins.forEach((partition, begin) ->
          snapshot.gap(new LogSnapshot.Gap(Topics.HEARTBEATS.name(), partition, 0, begin)));
      return Audit.of(snapshot, scope()).findings();
    }
  }

  @Test
  void shouldNotTakeThatTheLogForgetsWhatMovesMoney() {
    ConsumerRecord<byte[], byte[]> first = of(Topics.STAKES).getFirst();
    try (LogSnapshot snapshot = LogSnapshot.of(without(first))) {
      snapshot.gap(new LogSnapshot.Gap(first.topic(), first.partition(), 0, first.offset() + 1));
      assertThat(Audit.of(snapshot, scope()).findings())
          .extracting(Finding::kind)
          .contains("NOT_IN_THE_LOG");
    }
  }

  /** It decodes, and says what no id can be. */
  @Test
  void shouldFindATaskWhoseBatchIsNoIdAndGoOn() {
    ConsumerRecord<byte[], byte[]> record = of(Topics.TASKS).getFirst();
    String batch = new String(last(Topics.RECEIPTS).key(), StandardCharsets.UTF_8);
    String value = new String(record.value(), StandardCharsets.ISO_8859_1);
    byte[] changed =
        value.replace(batch, batch.replaceAll(".$", "g")).getBytes(StandardCharsets.ISO_8859_1);

    assertThat(audit(with(record, record.key(), changed)))
        .anyMatch(finding ->
            finding.kind().equals("UNDECODABLE")
                && finding
                    .where()
                    .equals("market.tasks-" + record.partition() + "@" + record.offset()));
  }

  /** Settlement would refuse it, and who reads its value would act on it. */
  @Test
  void shouldFindWhatShardingWroteUnderAnotherKey() {
    for (Topic<?> topic : List.of(Topics.TASKS, Topics.ASSIGNMENTS)) {
      ConsumerRecord<byte[], byte[]> record = last(topic);
      byte[] key = ("0x" + "ab".repeat(32)).getBytes(StandardCharsets.UTF_8);
      assertThat(audit(with(record, key, record.value())))
          .as(topic.name())
          .anyMatch(finding ->
              finding.kind().equals("MISPLACED")
                  && finding
                      .where()
                      .equals(topic.name() + "-" + record.partition() + "@" + record.offset()));
    }
  }

  /** Records of the topic, ticks left out, in the order of the log. */
  private static List<ConsumerRecord<byte[], byte[]>> of(Topic<?> topic) {
    return log.stream()
        .filter(r -> r.topic().equals(topic.name()) && !Ticks.isTick(r))
        .sorted(
            Comparator.<ConsumerRecord<byte[], byte[]>>comparingInt(ConsumerRecord::partition)
                .thenComparingLong(ConsumerRecord::offset))
        .toList();
  }

  private static ConsumerRecord<byte[], byte[]> last(Topic<?> topic) {
    return of(topic).getLast();
  }

  /** Two records next to each other in one partition; of a journal's, two of one journal. */
  private static List<ConsumerRecord<byte[], byte[]>> neighbours(Topic<?> topic) {
    List<ConsumerRecord<byte[], byte[]>> records = of(topic);
    for (int i = 1; i < records.size(); i++) {
      if (records.get(i).partition() == records.get(i - 1).partition()
          && (topic != Topics.JOURNAL
              || Arrays.equals(records.get(i).key(), records.get(i - 1).key()))) {
        return List.of(records.get(i - 1), records.get(i));
      }
    }
    throw new AssertionError("no partition of " + topic + " has two records");
  }

  private static List<ConsumerRecord<byte[], byte[]>> with(
      ConsumerRecord<byte[], byte[]> place, byte[] key, byte[] value) {
    return log.stream()
        .map(r ->
            r == place
                ? at(r.topic(), r.partition(), r.offset(), r.timestamp(), key, value, r.headers())
                : r)
        .toList();
  }

  private static ConsumerRecord<byte[], byte[]> at(
      String topic,
      int partition,
      long offset,
      long time,
      byte[] key,
      byte[] value,
      Headers headers) {
    return new ConsumerRecord<>(
        topic,
        partition,
        offset,
        time,
        TimestampType.LOG_APPEND_TIME,
        key == null ? -1 : key.length,
        value == null ? -1 : value.length,
        key,
        value,
        headers,
        java.util.Optional.empty());
  }

  private static List<ConsumerRecord<byte[], byte[]>> without(
      ConsumerRecord<byte[], byte[]> place) {
    return log.stream().filter(r -> r != place).toList();
  }

  private static List<ConsumerRecord<byte[], byte[]>> swapped(Topic<?> topic) {
    List<ConsumerRecord<byte[], byte[]>> two = neighbours(topic);
    ConsumerRecord<byte[], byte[]> a = two.getFirst();
    ConsumerRecord<byte[], byte[]> b = two.getLast();
    return log.stream().map(r -> r == a ? moved(b, a) : r == b ? moved(a, b) : r).toList();
  }

  private static ConsumerRecord<byte[], byte[]> moved(
      ConsumerRecord<byte[], byte[]> what, ConsumerRecord<byte[], byte[]> to) {
    return at(
        to.topic(),
        to.partition(),
        to.offset(),
        to.timestamp(),
        what.key(),
        what.value(),
        what.headers());
  }

  private static byte[] flipped(ConsumerRecord<byte[], byte[]> record, int fromEnd) {
    byte[] value = record.value().clone();
    value[value.length - fromEnd] ^= 1;
    return value;
  }

  private static String place(ConsumerRecord<byte[], byte[]> record) {
    return record.topic() + "-" + record.partition() + "@" + record.offset();
  }

  @Test
  void shouldFindNothingInTheLogAsItIs() {
    assertThat(audit(log)).isEmpty();
  }

  @Test
  void shouldNameTheInputInWhichOneByteWasChanged() {
    for (Topic<?> topic :
        List.of(Topics.REVEALS, Topics.COMMITMENTS, Topics.STAKES, Topics.ASSIGNMENTS)) {
      ConsumerRecord<byte[], byte[]> record = last(topic);
      List<Finding> findings = audit(with(record, record.key(), flipped(record, 1)));
      assertThat(findings).as(topic.name()).extracting(Finding::kind).contains("DIGEST_MISMATCH");
      assertThat(findings).as(topic.name()).anyMatch(f -> says(f, place(record)));
    }
  }

  private static boolean says(Finding finding, String place) {
    return finding.where().contains(place) || finding.detail().contains(place);
  }

  @Test
  void shouldNameTheInputThatWasRemoved() {
    ConsumerRecord<byte[], byte[]> record = last(Topics.REVEALS);
    List<Finding> findings = audit(without(record));
    assertThat(findings).extracting(Finding::kind).contains("MISSING_INPUT");
    assertThat(findings).anyMatch(f -> says(f, place(record)));
  }

  @Test
  void shouldNameAnInputThatNoJournalKnows() {
    ConsumerRecord<byte[], byte[]> first = of(Topics.COMMITMENTS).getFirst();
    List<ConsumerRecord<byte[], byte[]>> more = new ArrayList<>(log);
    // in the place of a tick that stands before a record which was applied
    ConsumerRecord<byte[], byte[]> tick =
        log.stream()
            .filter(r -> r.topic().equals(first.topic()) && r.partition() == first.partition())
            .filter(r -> r.offset() < first.offset() && Ticks.isTick(r))
            .findFirst()
            .orElseThrow();
    more.remove(tick);
    more.add(moved(first, tick));
    assertThat(audit(more))
        .extracting(Finding::kind, Finding::where)
        .anyMatch(t ->
            t.toList().getFirst().equals("NOT_JOURNALED")
                && t.toList().getLast().toString().contains(place(tick)));
  }

  /** Dated at the end it would be one that waits for its turn. */
  @Test
  void shouldNameAnInputThatNoJournalKnowsWhateverTimeItSays() {
    ForgedLog later = later();
    ConsumerRecord<byte[], byte[]> tick = firstTick(Topics.COMMITMENTS);
    ConsumerRecord<byte[], byte[]> unknown = moved(of(Topics.COMMITMENTS).getFirst(), tick);

    List<Finding> findings =
        audit(later.with(tick, ForgedLog.dated(unknown, later.newest())).records());

    for (String kind : List.of("WRONG_TIME", "NOT_JOURNALED")) {
      assertThat(findings).anyMatch(f -> f.kind().equals(kind) && f.where().equals(place(tick)));
    }
  }

  private static ConsumerRecord<byte[], byte[]> firstTick(Topic<?> topic) {
    return log.stream()
        .filter(r -> r.topic().equals(topic.name()) && r.offset() == 0 && Ticks.isTick(r))
        .findFirst()
        .orElseThrow();
  }

  /** With ticks after it for more than a minute. */
  private static ForgedLog later() {
    return new ForgedLog(log, market.local().broker().serdes())
        .later(ForgedLog.TICKED, Topics.PARTITIONS, 75);
  }

  /** Whoever has the brokers' logs takes it out; nothing that the market wrote speaks of it. */
  @Test
  void shouldNoticeThatSomethingWasTakenOutWhereTheMarketDoesNotWrite() {
    for (Topic<?> topic : List.of(Topics.REVEALS, Topics.HEARTBEATS, Topics.SUPERSESSIONS)) {
      ConsumerRecord<byte[], byte[]> tick =
          log.stream()
              .filter(r -> r.topic().equals(topic.name()) && r.offset() == 3 && Ticks.isTick(r))
              .findFirst()
              .orElseThrow();
      assertThat(audit(without(tick)))
          .anyMatch(f -> f.kind().equals("NOT_IN_THE_LOG") && f.where().equals(place(tick)));
    }
  }

  /**
   * Whoever makes a file says of all of it that it was being written, and dates what he changed.
   */
  @Test
  void shouldNotBelieveThatAnEntryWasBeingWrittenThatOlderOnesFollow() {
    ForgedLog forged = later().without(of(Topics.LEDGER).getFirst());
    Finding left =
        audit(forged.records()).stream()
            .filter(f -> f.kind().equals("DIFFERENT_MOVEMENT"))
            .findFirst()
            .orElseThrow();
    ConsumerRecord<byte[], byte[]> entry =
        forged
            .first(Topics.JOURNAL, e -> left.where().equals(e.getJournal() + " " + e.getSequence()))
            .orElseThrow();
    ForgedLog dated = forged.with(entry, ForgedLog.dated(entry, forged.newest()));

    try (LogSnapshot snapshot = LogSnapshot.of(dated.records())) {
      snapshot.spans().forEach(span -> snapshot.wholeUpTo(span.topic(), span.partition(), 0));
      assertThat(Audit.of(snapshot, scope()).findings()).contains(left);
    }
  }

  @Test
  void shouldNameTheInputsWhoseOrderWasChanged() {
    // a task and the notice that it is closed share a key, so there are always two
    List<ConsumerRecord<byte[], byte[]>> two = neighbours(Topics.TASKS);
    List<Finding> findings = audit(swapped(Topics.TASKS));
    assertThat(findings).extracting(Finding::kind).contains("DIGEST_MISMATCH");
    assertThat(findings).anyMatch(f -> says(f, place(two.getFirst())));
  }

  @Test
  void shouldNameTheJournalEntryThatWasChangedRemovedOrMoved() {
    ConsumerRecord<byte[], byte[]> entry = neighbours(Topics.JOURNAL).getFirst();
    assertThat(audit(with(entry, entry.key(), flipped(entry, 1)))).isNotEmpty();
    for (List<ConsumerRecord<byte[], byte[]>> altered :
        List.of(without(entry), swapped(Topics.JOURNAL))) {
      assertThat(audit(altered))
          .anyMatch(f -> f.kind().equals("BROKEN_CHAIN") && f.where().matches("[a-z]+-\\d+ \\d+"));
    }
  }

  @Test
  void shouldNoticeAVerdictOrAMovementThatWasChangedRemovedOrRepeated() {
    for (Topic<?> topic : List.of(Topics.VERDICTS, Topics.LEDGER)) {
      ConsumerRecord<byte[], byte[]> record = settled(topic);
      assertThat(audit(with(record, record.key(), flipped(record, 1))))
          .as(topic.name())
          .anyMatch(f -> says(f, place(record)));
      assertThat(audit(without(record))).as("%s removed", topic).isNotEmpty();
      List<ConsumerRecord<byte[], byte[]>> twice = new ArrayList<>(log);
      twice.add(
          at(
              topic.name(),
              record.partition(),
              1_000_000,
              record.timestamp(),
              record.key(),
              record.value(),
              record.headers()));
      assertThat(audit(twice)).extracting(Finding::kind).contains("PUBLISHED_TWICE");
    }
  }

  @Test
  void shouldNoticeACheckpointThatIsNotOfThisJournalOrNotSigned() {
    ConsumerRecord<byte[], byte[]> record = last(Topics.CHECKPOINTS);
    assertThat(audit(with(record, record.key(), flipped(record, 20))))
        .anyMatch(f -> f.kind().equals("BAD_CHECKPOINT") && says(f, place(record)));
    List<ConsumerRecord<byte[], byte[]>> shorter = new ArrayList<>(log);
    shorter.removeAll(
        of(Topics.JOURNAL).stream().filter(r -> Arrays.equals(r.key(), record.key())).toList());
    assertThat(audit(shorter)).extracting(Finding::kind).contains("UNKNOWN_JOURNAL");
  }

  @Test
  void shouldMissCheckpointsThatWereAllRemoved() {
    List<ConsumerRecord<byte[], byte[]>> without = new ArrayList<>(log);
    without.removeAll(of(Topics.CHECKPOINTS));
    assertThat(audit(without)).extracting(Finding::kind).contains("MISSING_CHECKPOINT");
  }

  @Test
  void shouldNoticeAStandingThatDoesNotFollow() {
    ConsumerRecord<byte[], byte[]> record = last(Topics.PROVERS);
    assertThat(audit(with(record, record.key(), flipped(record, 1))))
        .anyMatch(f -> f.kind().equals("DIFFERENT_STANDING") && says(f, place(record)));
  }

  /** One that settlement wrote: the market's other applications answer their own inputs. */
  private static ConsumerRecord<byte[], byte[]> settled(Topic<?> topic) {
    return of(topic).stream()
        .filter(r ->
            new String(r.value(), java.nio.charset.StandardCharsets.ISO_8859_1).contains("STAKE")
                || topic == Topics.LEDGER)
        .findFirst()
        .orElseThrow();
  }
}
