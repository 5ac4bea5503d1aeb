package io.proofworks.aggregation;

import static io.proofworks.aggregation.AggregationMarket.DOMAIN;
import static io.proofworks.aggregation.AggregationMarket.LEASE;
import static io.proofworks.aggregation.AggregationMarket.work;
import static org.assertj.core.api.Assertions.assertThat;

import io.proofworks.aggregation.processor.AggregationFact;
import io.proofworks.aggregation.processor.AggregationReplay;
import io.proofworks.aggregation.processor.AggregationTimes;
import io.proofworks.aggregation.processor.InternalTopics;
import io.proofworks.aggregation.processor.Outcome;
import io.proofworks.aggregation.processor.RelayedMessages;
import io.proofworks.avro.AggregationJob;
import io.proofworks.avro.JournalEntry;
import io.proofworks.avro.Policy;
import io.proofworks.avro.Receipt;
import io.proofworks.avro.TaskRecord;
import io.proofworks.avro.TaskSuperseded;
import io.proofworks.avro.Verdict;
import io.proofworks.proofs.AggregationScheme;
import io.proofworks.proofs.registry.VerifierRegistry;
import io.proofworks.protocol.Digests;
import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.SessionKey;
import io.proofworks.protocol.TickClaim;
import io.proofworks.runtime.journal.Applied;
import io.proofworks.runtime.journal.Difference;
import io.proofworks.runtime.journal.JournalChain;
import io.proofworks.runtime.journal.Message;
import io.proofworks.runtime.journal.Replay;
import io.proofworks.runtime.journal.ReplayListener;
import io.proofworks.runtime.journal.Replayed;
import io.proofworks.runtime.journal.WrittenEntry;
import io.proofworks.runtime.state.EmptyStores;
import io.proofworks.runtime.testing.CollectedReplay;
import io.proofworks.runtime.testing.Hostile;
import io.proofworks.runtime.testing.InMemoryRegistry;
import io.proofworks.serde.MarketSerdes;
import io.proofworks.topics.Topics;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a partition of batches wrote down is enough to decide all of it again. */
final class AggregationReplayTest {

  private static final String JOURNAL = "aggregation-0";
  private static final String ALICE = AggregationMarket.aggregator(1);
  private static final String BOB = AggregationMarket.aggregator(2);

  private AggregationMarket floor;
  private AggregationMarket.Batch batch;

  @BeforeEach
  void openTheMarket() {
    floor = AggregationMarket.of(List.of(ALICE, BOB), 1, 1_000);
    batch = floor.submit(1, 1_100);
  }

  @AfterEach
  void closeTheMarket() {
    floor.close();
  }

  private AggregationJob proven() {
    floor.prove(batch, 2_000);
    return floor.pipes().read(Topics.AGGREGATION_JOBS).getLast();
  }

  private CollectedReplay<AggregationFact> replay(List<JournalEntry> entries) {
    CollectedReplay<AggregationFact> all = new CollectedReplay<>();
    replay(entries, all);
    return all;
  }

  private Replayed replay(List<JournalEntry> entries, ReplayListener<AggregationFact> listener) {
    AggregationReplay.Scope scope =
        new AggregationReplay.Scope(
            Hash32.parse(DOMAIN),
            Hash32.parse(DOMAIN),
            1,
            floor.pipes().serdes(),
            new MarketSerdes(new InMemoryRegistry()),
            VerifierRegistry.standard(),
            (id, systems) -> Optional.<AggregationScheme>of(new DigestScheme()));
    return AggregationReplay.run(
        JOURNAL, entries, scope, floor.pipes()::find, EmptyStores.IN_MEMORY, listener);
  }

  private List<Difference> times(List<JournalEntry> entries) {
    return writtenTimes(
        entries.stream()
            .map(entry -> new WrittenEntry(entry, entry.getInput().getTime() + 1_000))
            .toList());
  }

  private List<Difference> writtenTimes(List<WrittenEntry> entries) {
    List<Difference> differences = new ArrayList<>();
    AggregationTimes.check(
        JOURNAL,
        entries,
        new Digests(Hash32.parse(DOMAIN)),
        (topic, partition) -> floor.pipes().log(topic),
        EmptyStores.IN_MEMORY,
        differences::add);
    return differences;
  }

  private List<JournalEntry> entries() {
    return floor.pipes().read(Topics.JOURNAL);
  }

  private static List<String> texts(CollectedReplay<AggregationFact> replay) {
    return replay.facts(AggregationFact.Derived.class).stream()
        .map(derived -> text(derived.outcome()))
        .toList();
  }

  private static String text(Outcome outcome) {
    return switch (outcome) {
      case Outcome.JobIssued(AggregationJob job) -> job.toString();
      case Outcome.Answered(String key, Verdict verdict) -> key + verdict;
      case Outcome.Closed(Receipt receipt) -> receipt.toString();
      case Outcome.DeskTold ignored -> "";
      case Outcome.Delayed ignored -> "";
    };
  }

  /** What was published meanwhile, whoever reads it first. */
  private List<String> published(List<AggregationJob> jobs) {
    Stream<String> verdicts =
        floor.pipes().readRecords(Topics.VERDICTS).stream().map(r -> r.key() + r.value());
    Stream<String> receipts = floor.receipts().stream().map(Receipt::toString);
    return Stream.of(jobs.stream().map(AggregationJob::toString), verdicts, receipts)
        .flatMap(of -> of)
        .toList();
  }

  @Test
  void shouldReplayToTheSameJobsVerdictsAndReceipts() {
    // given a lease that ran out, an aggregate without its child, and one that is taken
    List<AggregationJob> jobs = new ArrayList<>(List.of(proven()));
    floor.pipes().tick(jobs.getFirst().getLeaseUntil(), Topics.AGGREGATES);
    jobs.addAll(floor.jobs());
    long time = jobs.getFirst().getLeaseUntil() + 10;
    floor
        .pipes()
        .pipe(
            Topics.AGGREGATES,
            batch.id(),
            work(jobs.getLast(), jobs.getLast().getAggregatorId(), List.of()),
            time);
    floor.pipes().tick(time + LEASE, Topics.AGGREGATES);
    jobs.addAll(floor.jobs());
    AggregationJob last = jobs.getLast();
    floor
        .pipes()
        .pipe(
            Topics.AGGREGATES,
            batch.id(),
            work(last, last.getAggregatorId(), last.getLeaves()),
            time + LEASE + 1);
    List<JournalEntry> entries = entries();

    // when
    CollectedReplay<AggregationFact> report = replay(entries);

    // then
    assertThat(report.differences()).isEmpty();
    assertThat(times(entries)).isEmpty();
    assertThat(jobs).hasSize(3);
    assertThat(texts(report).stream().filter(text -> !text.isEmpty()))
        .containsExactlyInAnyOrderElementsOf(published(jobs));
    assertThat(report.facts(AggregationFact.Lease.class))
        .hasSize(3)
        .allSatisfy(lease -> assertThat(lease.want()).isNotNull())
        .allSatisfy(lease -> assertThat(lease.endedAt()).isLessThan(AggregationFact.Lease.OPEN));
    assertThat(replay(entries, new CollectedReplay<>()).owes().test(time + LEASE)).isFalse();
  }

  @Test
  void shouldTakeInWhatRecordsSayAndNothingElse() {
    // given
    proven();
    floor
        .pipes()
        .pipe(
            Topics.TASKS,
            batch.task(),
            new TaskRecord(
                DOMAIN, batch.task(), new TaskSuperseded(batch.id(), "STATE_ROOT", null, null)),
            2_500);
    List<JournalEntry> entries = entries();
    RelayedMessages relayed = new RelayedMessages(floor.pipes().serdes(), Hash32.parse(DOMAIN), 1);

    // when
    CollectedReplay<AggregationFact> report = replay(entries);

    // then; the driver does not keep what the application itself wrote, of which two tell of leases
    List<Message> sent =
        Stream.of(Topics.POLICIES, Topics.TASKS)
            .flatMap(topic -> floor.pipes().log(topic.name()).stream())
            .flatMap(logged -> relayed.of(logged.record()).stream())
            .toList();
    assertThat(report.differences()).isEmpty();
    assertThat(report.taken())
        .hasSize(4)
        .extracting(Message::digest)
        .containsAll(sent.stream().map(Message::digest).toList());
    assertThat(report.facts(AggregationFact.Seen.class)).isNotEmpty();
  }

  @Test
  void shouldReplayAnOutageThatTheTicksSpeakOf() {
    // given
    AggregationJob job = proven();
    SessionKey tickKey = AggregationMarket.key(AggregationMarket.aggregator(9));
    Policy keyed =
        Policy.newBuilder(AggregationMarket.policy())
            .setVersion(AggregationMarket.policy().getVersion() + 1)
            .setTickKey(Hash32.of(tickKey.publicKey()).hex())
            .build();
    SessionKey anotherKey = AggregationMarket.key(AggregationMarket.aggregator(8));
    Policy sameVersion =
        Policy.newBuilder(keyed).setTickKey(Hash32.of(anotherKey.publicKey()).hex()).build();
    floor.pipes().pipe(Topics.POLICIES, DOMAIN, keyed, 2_100);
    floor.pipes().pipe(Topics.POLICIES, DOMAIN, sameVersion, 2_150); // which nobody takes
    floor.pipes().tick(2_500, Topics.AGGREGATES);
    long outage = 60_000;
    floor
        .pipes()
        .tickAll(
            2_500 + outage,
            new TickClaim(2_500, 2_500 + outage),
            tickKey,
            AggregationMarket.DIGESTS);
    for (long time = 3_500 + outage; time < job.getLeaseUntil() + outage + 1_000; time += 1_000) {
      floor.pipes().tick(time, Topics.AGGREGATES);
    }
    List<JournalEntry> entries = entries();

    // when
    CollectedReplay<AggregationFact> report = replay(entries);

    // then
    assertThat(report.differences()).isEmpty();
    assertThat(times(entries)).isEmpty();
    assertThat(entries).anyMatch(entry -> entry.getClocks().containsKey(Applied.CLOSED_SINCE));
    assertThat(report.facts(AggregationFact.Derived.class))
        .anyMatch(derived ->
            derived.outcome() instanceof Outcome.Answered(String key, Verdict verdict)
                && verdict.getKind().equals("LEASE"));
    assertThat(times(without(entries, Applied.CLOSED_SINCE)))
        .extracting(Difference::kind)
        .contains(Difference.Kind.WRONG_CLOSURE);
  }

  /** Its batch is forgotten, or never was: nothing is left of it a day later. */
  @ParameterizedTest
  @CsvSource({"1, false", "2, true"})
  void shouldReplayTheEndOfAProofThatBelongsToNoBatch(int rules, boolean ends) {
    floor.close();
    Policy policy = Policy.newBuilder(AggregationMarket.policy()).setRules(rules).build();
    floor = AggregationMarket.of(policy, List.of(ALICE), 1, 1_000);
    long day = 24 * 60 * 60 * 1_000L;
    floor.prove(AggregationMarket.batch(2), 2_000);
    floor.pipes().tick(2_000 + day, Topics.AGGREGATES);
    List<JournalEntry> entries = entries();

    // when
    CollectedReplay<AggregationFact> report = replay(entries);

    // then
    assertThat(report.differences()).isEmpty();
    assertThat(times(entries)).isEmpty();
    assertThat(entries.stream().filter(e -> e.getClocks().containsKey(Applied.DEADLINES)))
        .hasSize(ends ? 1 : 0);
    assertThat(replay(entries, new CollectedReplay<>()).owes().test(2_000 + day)).isFalse();
    assertThat(
            replay(chained(without(entries, Applied.DEADLINES)), new CollectedReplay<>())
                .owes()
                .test(2_000 + day))
        .isEqualTo(ends);
  }

  @Test
  void shouldReplayWhateverAnAggregatorWrites() {
    // given
    AggregationJob job = proven();
    Hostile.Source<?> hostile =
        new Hostile.Source<>(
            Topics.AGGREGATES,
            batch.id(),
            work(job, job.getAggregatorId(), job.getLeaves()),
            floor.pipes().serdes(),
            changed -> changed);

    long time = 2_100;
    for (Hostile one : hostile.all()) {
      floor.pipes().pipeBytes(one.topic().name(), one.key(), one.value(), one.headers(), time++);
    }
    List<JournalEntry> entries = entries();

    // when
    CollectedReplay<AggregationFact> report = replay(entries);

    // then
    assertThat(report.differences()).isEmpty();
    assertThat(times(entries)).isEmpty();
    assertThat(entries).hasSizeGreaterThan(hostile.all().size());
  }

  /** Heartbeats are free to write, and the journal is kept for ever. */
  @Test
  void shouldHaveNoEntryForAHeartbeatAndOneForAnotherKey() {
    entries();

    floor.beat(ALICE, 1, 1_500);
    floor.beat(ALICE, 2, 1_600);
    assertThat(entries()).isEmpty();
    floor.register(AggregationMarket.aggregator(3), 1_700);

    assertThat(entries()).hasSize(2);
  }

  @Test
  void shouldFindAnEntryThatIsLeftOutOrChanged() {
    // given
    AggregationJob job = proven();
    floor
        .pipes()
        .pipe(
            Topics.AGGREGATES,
            batch.id(),
            work(job, job.getAggregatorId(), job.getLeaves()),
            3_000);
    List<JournalEntry> entries = entries();

    // when one is gone, and the chain is written anew
    for (int gone = 0; gone < entries.size(); gone++) {
      List<JournalEntry> rest = new ArrayList<>(entries);
      rest.remove(gone);
      List<JournalEntry> chained = chained(rest);

      // then nothing is as it was, unless nothing had come of it
      CollectedReplay<AggregationFact> report = replay(chained);
      boolean same =
          report.differences().isEmpty()
              && report.taken().equals(replay(entries).taken())
              && report
                  .facts(AggregationFact.Seen.class)
                  .equals(replay(entries).facts(AggregationFact.Seen.class));
      assertThat(same).as("without %s", entries.get(gone)).isFalse();
    }
  }

  @Test
  void shouldFindAClockThatTheLogNeverBroughtThere() {
    AggregationJob job = proven();
    floor
        .pipes()
        .pipe(
            Topics.AGGREGATES,
            batch.id(),
            work(job, job.getAggregatorId(), job.getLeaves()),
            3_000);
    List<JournalEntry> entries = new ArrayList<>(entries());

    entries.set(
        entries.size() - 1,
        clocks(
            entries.getLast(),
            clocks -> {
              clocks.merge(Topics.AGGREGATES.name(), 1L, Long::sum);
              return clocks;
            }));

    assertThat(times(entries)).extracting(Difference::kind).contains(Difference.Kind.WRONG_CLOCK);
  }

  /** Where another topic's record was taken, the clock of the aggregates says what had passed. */
  /**
   * What came from inside has no other date than the entry's, which may be apart from it by 5 s.
   */
  @Test
  void shouldFindWhatIsOlderThanItsInputOrThanAClock() {
    // given
    proven();
    JournalEntry inner =
        entries().stream().filter(e -> e.getInternalInput() != null).toList().getLast();
    long time = inner.getInput().getTime();
    String clock = InternalTopics.TURNS;
    JournalEntry ahead =
        clocks(
            inner,
            clocks -> {
              clocks.put(clock, time + 1);
              return clocks;
            });

    // when
    List<Difference> none = writtenTimes(List.of(new WrittenEntry(inner, time - 5_000)));
    List<Difference> input = writtenTimes(List.of(new WrittenEntry(inner, time - 5_001)));
    List<Difference> itsClock = writtenTimes(List.of(new WrittenEntry(ahead, time - 5_000)));

    // then
    assertThat(none).isEmpty();
    assertThat(input).extracting(Difference::kind).contains(Difference.Kind.WRONG_TIME);
    assertThat(itsClock)
        .singleElement()
        .satisfies(found -> {
          assertThat(found.kind()).isEqualTo(Difference.Kind.WRONG_CLOCK);
          assertThat(found.detail()).contains(clock + " stood at");
        });
  }

  @Test
  void shouldFindAClockOfAnotherTopicThatNeverStoodThere() {
    proven();
    List<JournalEntry> entries = new ArrayList<>(entries());
    entries.add(
        clocks(
            entries.removeLast(),
            clocks -> {
              clocks.put(Topics.AGGREGATES.name(), 1_999L);
              return clocks;
            }));

    assertThat(times(entries))
        .extracting(Difference::kind)
        .containsExactly(Difference.Kind.WRONG_CLOCK);
  }

  @Test
  void shouldFindATimeThatIsNotItsRecordsAndATopicOutOfOrder() {
    // given
    AggregationJob job = proven();
    for (int i = 0; i < 2; i++) {
      floor
          .pipes()
          .pipe(
              Topics.AGGREGATES,
              batch.id(),
              work(job, job.getAggregatorId(), job.getLeaves()),
              3_000 + i);
    }
    List<JournalEntry> entries = entries();
    JournalEntry first = last(entries, Topics.AGGREGATES.name(), 1);
    JournalEntry second = last(entries, Topics.AGGREGATES.name(), 0);

    // when
    List<Difference> late = times(List.of(at(first, first.getInput().getTime() + 1)));
    List<Difference> swapped = times(List.of(second, first));
    List<Difference> twice = times(List.of(first, first));

    // then
    assertThat(late).extracting(Difference::kind).containsExactly(Difference.Kind.WRONG_TIME);
    assertThat(swapped).extracting(Difference::kind).contains(Difference.Kind.OUT_OF_ORDER);
    assertThat(twice).extracting(Difference::kind).containsExactly(Difference.Kind.OUT_OF_ORDER);
  }

  private static JournalEntry last(List<JournalEntry> entries, String topic, int fromTheEnd) {
    List<JournalEntry> of =
        entries.stream().filter(entry -> entry.getInput().getTopic().equals(topic)).toList();
    return of.get(of.size() - 1 - fromTheEnd);
  }

  private static JournalEntry at(JournalEntry entry, long time) {
    io.proofworks.avro.Coordinates at = entry.getInput();
    return JournalEntry.newBuilder(entry)
        .setInput(
            new io.proofworks.avro.Coordinates(
                at.getTopic(), at.getPartition(), at.getOffset(), time))
        .build();
  }

  /** The holder's aggregate came after its lease had run out. */
  @Test
  void shouldFindDeadlinesThatWereLeftOutBeforeAnAggregate() {
    // given
    AggregationJob job = proven();
    floor
        .pipes()
        .pipe(
            Topics.AGGREGATES,
            batch.id(),
            work(job, job.getAggregatorId(), job.getLeaves()),
            job.getLeaseUntil() + 1);
    List<JournalEntry> entries = entries();
    List<JournalEntry> shorter =
        entries.stream().filter(e -> !e.getClocks().containsKey(Applied.DEADLINES)).toList();

    // when
    List<Difference> differences = replay(chained(shorter)).differences();

    // then
    assertThat(replay(entries).differences()).isEmpty();
    assertThat(differences)
        .anyMatch(difference ->
            difference.kind() == Difference.Kind.NOT_APPLICABLE
                && difference.detail().contains("deadlines before it have not passed"));
  }

  @Test
  void shouldFindARecordInWhosePlaceTheEntryHasAnother() {
    AggregationJob job = proven();
    floor
        .pipes()
        .pipe(
            Topics.AGGREGATES,
            batch.id(),
            work(job, job.getAggregatorId(), job.getLeaves()),
            3_000);
    List<JournalEntry> entries = new ArrayList<>(entries());
    JournalEntry aggregate = entries.removeLast();
    entries.add(
        JournalEntry.newBuilder(aggregate)
            .setInternalInput(ByteBuffer.wrap(new byte[] {1}))
            .build());

    assertThat(replay(chained(entries)).differences())
        .extracting(Difference::kind)
        .contains(Difference.Kind.NOT_APPLICABLE);
  }

  private static JournalEntry clocks(JournalEntry entry, UnaryOperator<Map<String, Long>> change) {
    return JournalEntry.newBuilder(entry)
        .setClocks(change.apply(new HashMap<>(entry.getClocks())))
        .build();
  }

  private static List<JournalEntry> without(List<JournalEntry> entries, String clock) {
    return entries.stream().filter(entry -> !entry.getClocks().containsKey(clock)).toList();
  }

  private static List<JournalEntry> chained(List<JournalEntry> entries) {
    List<JournalEntry> chained = new ArrayList<>();
    JournalChain.Head head = JournalChain.start(Hash32.parse(DOMAIN), JOURNAL);
    for (JournalEntry entry : entries) {
      Hash32 hash =
          JournalChain.entryHash(
              head,
              Replay.at(entry),
              Hash32.parse(entry.getInputDigest()),
              entry.getClocks(),
              Hash32.parse(entry.getOutcomeDigest()));
      JournalEntry next =
          JournalEntry.newBuilder(entry)
              .setSequence(head.sequence())
              .setPreviousHash(head.hash().hex())
              .setEntryHash(hash.hex())
              .build();
      chained.add(next);
      head = JournalChain.after(next);
    }
    return chained;
  }
}
