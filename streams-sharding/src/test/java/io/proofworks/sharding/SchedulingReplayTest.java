package io.proofworks.sharding;

import static io.proofworks.sharding.LedgerMarket.DEADLINE;
import static io.proofworks.sharding.LedgerMarket.DOMAIN;
import static io.proofworks.sharding.LedgerMarket.heartbeat;
import static io.proofworks.sharding.LedgerMarket.request;
import static io.proofworks.sharding.LedgerMarket.standing;
import static io.proofworks.sharding.LedgerMarket.supersession;
import static io.proofworks.sharding.LedgerMarket.verdict;
import static io.proofworks.sharding.LedgerMarket.wide;
import static org.assertj.core.api.Assertions.assertThat;

import io.proofworks.avro.Assignment;
import io.proofworks.avro.Decline;
import io.proofworks.avro.JournalEntry;
import io.proofworks.avro.Policy;
import io.proofworks.avro.ProofRequest;
import io.proofworks.avro.ProverStanding;
import io.proofworks.avro.TaskRecord;
import io.proofworks.avro.Verdict;
import io.proofworks.messages.SignedMessages;
import io.proofworks.proofs.registry.VerifierRegistry;
import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.MarketRules;
import io.proofworks.protocol.OwnerKey;
import io.proofworks.protocol.Reason;
import io.proofworks.protocol.TaskState;
import io.proofworks.protocol.VerdictKind;
import io.proofworks.runtime.Coordinates;
import io.proofworks.runtime.InboundRecord;
import io.proofworks.runtime.journal.Difference;
import io.proofworks.runtime.journal.JournalChain;
import io.proofworks.runtime.journal.Logged;
import io.proofworks.runtime.journal.Message;
import io.proofworks.runtime.journal.PartitionLog;
import io.proofworks.runtime.journal.Replay;
import io.proofworks.runtime.journal.ReplayListener;
import io.proofworks.runtime.journal.Replayed;
import io.proofworks.runtime.journal.WrittenEntry;
import io.proofworks.runtime.state.EmptyStores;
import io.proofworks.runtime.testing.CollectedReplay;
import io.proofworks.runtime.testing.InMemoryRegistry;
import io.proofworks.runtime.testing.TopologyFixture;
import io.proofworks.serde.Decoded;
import io.proofworks.serde.MarketSerdes;
import io.proofworks.sharding.LedgerMarket.Prover;
import io.proofworks.sharding.processor.Names;
import io.proofworks.sharding.processor.Outcome;
import io.proofworks.sharding.processor.PolicyHistory;
import io.proofworks.sharding.processor.ScheduleMessages;
import io.proofworks.sharding.processor.SchedulingFact;
import io.proofworks.sharding.processor.SchedulingReplay;
import io.proofworks.sharding.processor.SchedulingTimes;
import io.proofworks.topics.Topics;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What sharding wrote down is enough to decide all of it again. */
final class SchedulingReplayTest {

  private static final String REQUESTS = "request-0";
  private static final String SCHEDULE = "schedule-0";
  private static final Prover ANN = Prover.of(1);
  private static final Prover BOB = Prover.of(2);

  private TopologyFixture market;
  private final List<JournalEntry> journal = new ArrayList<>();
  private final List<String> published = new ArrayList<>();

  @BeforeEach
  void openTheMarket() {
    market = TopologyFixture.of(new ShardingApplication());
    market.pipe(Topics.POLICIES, DOMAIN.hex(), LedgerMarket.policy(), 1);
  }

  @AfterEach
  void closeTheMarket() {
    market.close();
  }

  private void goBy(int rules) {
    Policy next = Policy.newBuilder(LedgerMarket.policy()).setVersion(2).setRules(rules).build();
    market.pipe(Topics.POLICIES, DOMAIN.hex(), next, 2);
  }

  /** What a journal says of who gave back, and of since when, is held to what follows. */
  @Test
  void shouldNotTakeAnotherWordOnWhoGaveBackOrSinceWhenATaskIsStale() {
    everything();
    ProofRequest request = request();
    market.pipe(
        Topics.SUPERSESSIONS,
        request.getBatchId(),
        supersession(request.getBatchId(), LedgerMarket.REQUESTER),
        7_000);
    market.tick(8_000, Topics.BATCHES);

    Stream<String> said =
        Stream.concat(replayed(REQUESTS).stream(), replayed(SCHEDULE).stream())
            .map(Outcome::outcome);

    assertThat(said)
        .anyMatch(text -> text.startsWith("superseded|") && text.endsWith("|7000"))
        .anyMatch(text -> text.startsWith("assigned|") && text.endsWith("|null|" + ANN.id()));
  }

  private List<Outcome> replayed(String of) {
    return replay(entries(of)).facts(SchedulingFact.Derived.class).stream()
        .map(SchedulingFact.Derived::outcome)
        .toList();
  }

  private void join(Prover prover, long time) {
    market.pipe(Topics.PROVERS, prover.id(), standing(prover, 8), time);
    market.pipe(Topics.HEARTBEATS, prover.id(), heartbeat(prover, time), time);
  }

  private void judge(
      VerdictKind kind,
      Reason reason,
      String task,
      int epoch,
      String author,
      TaskState state,
      long time) {
    market.pipe(Topics.VERDICTS, task, verdict(kind, reason, task, epoch, author, state), time);
  }

  private List<TaskRecord> ask(ProofRequest request, long time) {
    market.pipe(Topics.BATCHES, request.getBatchId(), request, time);
    List<TaskRecord> tasks = market.read(Topics.TASKS);
    tasks.forEach(task -> published.add(task.toString()));
    return tasks;
  }

  /** Everything that sharding does, but for a batch that runs out of time. */
  private List<TaskRecord> everything() {
    join(ANN, 10);
    ProofRequest early = request();
    market.pipe(
        Topics.SUPERSESSIONS,
        Hash32.ZERO.hex(),
        supersession(Hash32.ZERO.hex(), LedgerMarket.REQUESTER),
        15);
    List<TaskRecord> tasks = ask(early, 20);
    ask(early, 21);
    for (TaskRecord task : tasks) {
      judge(VerdictKind.TASK, Reason.ACCEPTED, task.getTaskId(), 0, "", TaskState.OPEN, 30);
    }
    join(BOB, 40);
    String declined = tasks.getFirst().getTaskId();
    market.pipe(Topics.HEARTBEATS, ANN.id(), heartbeat(ANN, 50, new Decline(declined, 1)), 50);
    String lapsed = tasks.get(1).getTaskId();
    judge(
        VerdictKind.ASSIGNMENT,
        Reason.COMMIT_CLOSED,
        lapsed,
        1,
        ANN.id(),
        TaskState.REASSIGNED,
        5_000);
    String proven = tasks.get(2).getTaskId();
    Verdict committed =
        verdict(VerdictKind.COMMIT, Reason.ACCEPTED, proven, 1, ANN.id(), TaskState.COMMITTED);
    market.pipe(Topics.VERDICTS, proven, appended(committed, 4_990), 5_010);
    judge(VerdictKind.REVEAL, Reason.ACCEPTED, proven, 1, ANN.id(), TaskState.VERIFIED, 5_020);
    market.tick(6_000, Topics.HEARTBEATS);
    return tasks;
  }

  /** The same verdict, on a commit that was appended then. */
  private static Verdict appended(Verdict verdict, long time) {
    return Verdict.newBuilder(verdict)
        .setInput(new io.proofworks.avro.Coordinates(Topics.COMMITMENTS.name(), 0, 0L, time))
        .build();
  }

  private List<JournalEntry> entries(String of) {
    journal.addAll(market.read(Topics.JOURNAL));
    return journal.stream().filter(entry -> entry.getJournal().equals(of)).toList();
  }

  private PolicyHistory policies() {
    return new PolicyHistory(
        market.log(Topics.POLICIES.name()).stream().map(Logged::record).toList(),
        market.serdes(),
        DOMAIN,
        VerifierRegistry.standard());
  }

  private CollectedReplay<SchedulingFact> replay(List<JournalEntry> entries) {
    CollectedReplay<SchedulingFact> all = new CollectedReplay<>();
    replay(entries, all);
    return all;
  }

  private boolean owes(List<JournalEntry> entries, long until) {
    return replay(entries, new CollectedReplay<>()).owes().test(until);
  }

  private Replayed replay(List<JournalEntry> entries, ReplayListener<SchedulingFact> listener) {
    return SchedulingReplay.run(
        entries.getFirst().getJournal(),
        entries,
        new SchedulingReplay.Scope(
            DOMAIN,
            1,
            market.serdes(),
            new MarketSerdes(new InMemoryRegistry()),
            VerifierRegistry.standard(),
            policies()),
        market::find,
        EmptyStores.IN_MEMORY,
        listener);
  }

  private List<Difference> times(List<JournalEntry> entries) {
    return times(entries, (topic, partition) -> market.log(topic));
  }

  private List<Difference> times(List<JournalEntry> entries, PartitionLog log) {
    List<Difference> differences = new ArrayList<>();
    SchedulingTimes.check(
        entries.getFirst().getJournal(),
        entries.stream()
            .map(entry -> new WrittenEntry(entry, entry.getInput().getTime() + 1_000))
            .toList(),
        new SchedulingTimes.Scope(DOMAIN, 1, policies(), log, EmptyStores.IN_MEMORY),
        differences::add);
    return differences;
  }

  private static Stream<String> texts(CollectedReplay<SchedulingFact> replay) {
    return replay.facts(SchedulingFact.Derived.class).stream()
        .map(derived ->
            switch (derived.outcome()) {
              case Outcome.Answered(String key, var verdict) -> key + verdict;
              case Outcome.TaskTold(TaskRecord task) -> task.toString();
              case Outcome.Assigned(Assignment assignment) -> assignment.toString();
              case Outcome.Told told -> throw new AssertionError(told);
            });
  }

  private Stream<String> published() {
    market.read(Topics.TASKS).forEach(task -> published.add(task.toString()));
    market.read(Topics.ASSIGNMENTS).forEach(assignment -> published.add(assignment.toString()));
    market.readRecords(Topics.VERDICTS).stream()
        .filter(record -> !record.value().getKind().equals(VerdictKind.HEARTBEAT.name()))
        .forEach(record -> published.add(record.key() + record.value()));
    return published.stream();
  }

  @ParameterizedTest
  @ValueSource(ints = {MarketRules.FIRST, MarketRules.NEWEST})
  void shouldReplayToTheSameTasksAssignmentsAndVerdicts(int rules) {
    // given
    goBy(rules);
    String lost = everything().get(1).getTaskId(); // and nobody is there any more
    market.tick(19_900, Topics.HEARTBEATS);
    judge(
        VerdictKind.ASSIGNMENT,
        Reason.COMMIT_CLOSED,
        lost,
        2,
        BOB.id(),
        TaskState.REASSIGNED,
        20_000);
    for (long time = 21_000; time < DEADLINE + 10_000; time += 1_000) {
      market.tick(time, Topics.HEARTBEATS);
    }

    // when
    CollectedReplay<SchedulingFact> requests = replay(entries(REQUESTS));
    CollectedReplay<SchedulingFact> schedule = replay(entries(SCHEDULE));

    // then
    assertThat(requests.differences()).isEmpty();
    assertThat(schedule.differences()).isEmpty();
    assertThat(times(entries(REQUESTS))).isEmpty();
    assertThat(times(entries(SCHEDULE))).isEmpty();
    assertThat(published())
        .hasSizeGreaterThan(10)
        .anyMatch(text -> text.contains("EXPIRED"))
        .anyMatch(text -> text.contains("COMMIT_TIMEOUT"))
        .anyMatch(text -> text.contains("DECLINED"))
        .containsExactlyInAnyOrderElementsOf(
            Stream.concat(texts(requests), texts(schedule)).toList());
    assertThat(texts(schedule))
        .as("who gives back is told by the newest rules")
        .filteredOn(text -> text.contains("\"givenBackBy\": [\"" + ANN.id()))
        .hasSize(rules > MarketRules.FIRST ? 1 : 0);
    assertThat(schedule.facts(SchedulingFact.Chosen.class)).hasSize(5);
    assertThat(schedule.facts(SchedulingFact.Beat.class)).hasSize(1);
    assertThat(owes(entries(SCHEDULE), DEADLINE)).isFalse();
  }

  /** Whoever asks and has no money has little executed, whoever has some is not in its way. */
  @ParameterizedTest
  @ValueSource(ints = {MarketRules.FIRST, MarketRules.NEWEST})
  void shouldExecuteForWhoHasMoneyWhateverOthersAskFor(int rules) {
    // given
    goBy(rules);
    OwnerKey poor = OwnerKey.parse("0x" + "22".repeat(32));
    long free = 1_000_000;
    market.pipe(Topics.PROVERS, LedgerMarket.REQUESTER.address().hex(), standingOf(free), 10);
    int flood = 80;
    for (int nonce = 1; nonce <= flood; nonce++) {
      ask(wide(poor, nonce), 20);
    }

    // when
    boolean honest = !ask(request(), 21).isEmpty();
    market.pipe(Topics.PROVERS, LedgerMarket.REQUESTER.address().hex(), standingOf(0), 22);
    boolean withoutMoney = !ask(wide(LedgerMarket.REQUESTER, 2), 23).isEmpty();
    boolean later = !ask(wide(LedgerMarket.REQUESTER, 3), 20_000).isEmpty();

    // then
    boolean asks = rules > MarketRules.FIRST;
    List<JournalEntry> entries = entries(REQUESTS);
    CollectedReplay<SchedulingFact> requests = replay(entries);
    assertThat(requests.differences()).isEmpty();
    assertThat(times(entries)).isEmpty();
    assertThat(published()).containsExactlyInAnyOrderElementsOf(texts(requests).toList());
    assertThat(honest).isTrue();
    assertThat(withoutMoney).isNotEqualTo(asks);
    assertThat(later).isTrue();
    assertThat(texts(requests).filter(text -> text.contains("\"INSUFFICIENT_BOND\"")))
        .hasSize(asks ? flood - 67 + 1 : 0);
    assertThat(entries)
        .extracting(entry -> entry.getClocks().get(Names.FREE))
        .filteredOn(known -> known != null && known > 0)
        .containsExactlyElementsOf(asks ? List.of(free) : List.of());
  }

  private static ProverStanding standingOf(long free) {
    return standing(LedgerMarket.REQUESTER, free);
  }

  /** It follows from what the entry says that was known, and that is held against the log. */
  @Test
  void shouldFindThatAnEntrySaysNothingOfTheMoneyThatItWasTakenFor() {
    OwnerKey poor = OwnerKey.parse("0x" + "22".repeat(32));
    market.pipe(Topics.PROVERS, LedgerMarket.REQUESTER.address().hex(), standingOf(1_000_000), 10);
    for (int nonce = 1; nonce <= 67; nonce++) {
      ask(wide(poor, nonce), 20);
    }
    ask(request(), 21);

    List<JournalEntry> silent =
        clocks(
            entries(REQUESTS),
            clocks -> {
              clocks.remove(Names.FREE);
              return clocks;
            });

    assertThat(replay(silent).differences())
        .extracting(Difference::kind)
        .containsOnly(Difference.Kind.DIFFERENT_OUTCOME);
  }

  /** A tick of a leader whose clock is ahead, then a restart, and requests at another leader. */
  @ParameterizedTest
  @ValueSource(longs = {21, 1_000_000})
  void shouldTakeAClockThatARestartBroughtBackToWhereRequestsAre(long ahead) {
    everything();
    market.pipe(
        Topics.SUPERSESSIONS,
        Hash32.ZERO.hex(),
        supersession(Hash32.ZERO.hex(), LedgerMarket.REQUESTER),
        60);
    Coordinates before = new Coordinates(Topics.BATCHES.name(), 0, -1, ahead);
    Logged tick = new Logged(InboundRecord.of(before, null, null), true);

    List<Difference> found =
        times(
            entries(REQUESTS),
            (topic, partition) ->
                topic.equals(Topics.BATCHES.name())
                    ? Stream.concat(Stream.of(tick), market.log(topic).stream()).toList()
                    : market.log(topic));

    assertThat(found).isEmpty();
  }

  @Test
  void shouldTakeInWhatRequestsAndVerdictsSayAndNothingElse() {
    everything();

    CollectedReplay<SchedulingFact> schedule = replay(entries(SCHEDULE));

    assertThat(schedule.taken())
        .extracting(Message::digest)
        .containsExactlyInAnyOrderElementsOf(told(0));
  }

  /**
   * What the schedule is told, by the requests' journal and by verdicts.
   *
   * @param laterMs how much later these say that commits were appended
   */
  private List<Hash32> told(long laterMs) {
    ScheduleMessages told = new ScheduleMessages(DOMAIN, 1, market.serdes(), policies());
    return Stream.concat(
            replay(entries(REQUESTS)).sent().stream(),
            market.log(Topics.VERDICTS.name()).stream()
                .flatMap(logged -> told.of(dated(logged.record(), laterMs)).stream()))
        .map(Message::digest)
        .toList();
  }

  private InboundRecord dated(InboundRecord record, long laterMs) {
    if (!(market.serdes().decoder(Topics.VERDICTS).decode(record.value())
            instanceof Decoded.Value<Verdict>(Verdict verdict))
        || verdict.getInput() == null) {
      return record;
    }
    Verdict later = appended(verdict, verdict.getInput().getTime() + laterMs);
    byte[] value = market.serdes().encode(Topics.VERDICTS, later);
    return InboundRecord.of(record.coordinates(), record.keyBytes(), value);
  }

  /** The last release did not say when: what it handed on is the same message all the same. */
  @ParameterizedTest
  @ValueSource(ints = {MarketRules.FIRST, MarketRules.NEWEST})
  void shouldTakeInWhenACommitWasAppendedAsItsVerdictSaysUnlessAnEarlierReleaseHeardIt(int rules) {
    goBy(rules);
    everything();

    List<Message> taken = replay(entries(SCHEDULE)).taken();

    boolean held = rules >= MarketRules.COMMITS_ARE_DATED;
    assertThat(taken).extracting(Message::digest).containsExactlyInAnyOrderElementsOf(told(0));
    assertThat(taken)
        .extracting(Message::digest)
        .filteredOn(digest -> !told(1).contains(digest))
        .as("those that say another time than the verdicts")
        .hasSize(held ? 1 : 0);
  }

  /** Ticks and heartbeats are free to write, and the journal is kept for ever. */
  @Test
  void shouldHaveNoEntryForWhatChangesNoTask() {
    everything();
    int before = entries(SCHEDULE).size();

    market.tick(7_000, Topics.HEARTBEATS);
    market.pipe(Topics.HEARTBEATS, ANN.id(), heartbeat(ANN, 7_100), 7_100);
    judge(
        VerdictKind.COMMIT, Reason.BAD_SIGNATURE, Hash32.ZERO.hex(), 1, "", TaskState.OPEN, 7_200);

    assertThat(entries(SCHEDULE)).hasSize(before);
  }

  @ParameterizedTest
  @ValueSource(ints = {MarketRules.FIRST, MarketRules.NEWEST})
  void shouldReplayASupersessionThatWaitsForItsRequest(int rules) {
    goBy(rules);
    ProofRequest request = request();
    market.pipe(
        Topics.SUPERSESSIONS,
        request.getBatchId(),
        supersession(request.getBatchId(), LedgerMarket.REQUESTER),
        20);
    ask(request, 20);
    market.tick(30, Topics.BATCHES);

    CollectedReplay<SchedulingFact> requests = replay(entries(REQUESTS));

    assertThat(requests.differences()).isEmpty();
    assertThat(texts(requests))
        .anyMatch(text -> text.contains("3 tasks are stale"))
        .anyMatch(text ->
            text.contains(
                rules > MarketRules.FIRST ? "\"supersededAt\": 20" : "\"supersededAt\": null"));
    assertThat(published()).containsExactlyInAnyOrderElementsOf(texts(requests).toList());
    assertThat(owes(chained(entries(REQUESTS).subList(0, 2)), 30)).isTrue();
  }

  @Test
  void shouldJudgeARequestByThePolicyThatItsEntryNames() {
    ProofRequest request = request();
    ask(request, 20);
    Policy dearer =
        Policy.newBuilder(LedgerMarket.policy()).setVersion(2).setBondBps(30_000).build();
    market.pipe(Topics.POLICIES, DOMAIN.hex(), dearer, 120_000);
    List<JournalEntry> entries = entries(REQUESTS);

    List<JournalEntry> other =
        clocks(
            entries,
            clocks -> {
              clocks.put(Topics.POLICIES.name(), 2L);
              return clocks;
            });

    assertThat(replay(entries).differences()).isEmpty();
    assertThat(replay(other).differences())
        .extracting(Difference::kind)
        .contains(Difference.Kind.DIFFERENT_OUTCOME);
    assertThat(times(other))
        .extracting(Difference::detail)
        .containsExactly("version 2 was not written yet");
  }

  @Test
  void shouldFindAPolicyThatHadLongBeenInForce() {
    Policy next = Policy.newBuilder(LedgerMarket.policy()).setVersion(2).build();
    market.pipe(Topics.POLICIES, DOMAIN.hex(), next, 10);
    ProofRequest late =
        SignedMessages.sign(
            ProofRequest.newBuilder(request()).setDeadline(2 * DEADLINE).build(),
            LedgerMarket.REQUESTER);
    ask(late, DEADLINE);

    List<JournalEntry> other =
        clocks(
            entries(REQUESTS),
            clocks -> {
              clocks.put(Topics.POLICIES.name(), 1L);
              return clocks;
            });

    assertThat(times(entries(REQUESTS))).isEmpty();
    assertThat(times(other))
        .extracting(Difference::kind)
        .containsExactly(Difference.Kind.WRONG_CLOCK);
  }

  /** Left out, everything that counts changes what follows, or what was told. */
  @Test
  void shouldFindAnEntryThatIsLeftOut() {
    everything();
    for (String of : List.of(REQUESTS, SCHEDULE)) {
      List<JournalEntry> entries = entries(of);
      CollectedReplay<SchedulingFact> whole = replay(entries);
      for (int gone = 0; gone < entries.size(); gone++) {
        List<JournalEntry> rest = new ArrayList<>(entries);
        rest.remove(gone);

        CollectedReplay<SchedulingFact> report = replay(chained(rest));

        boolean same =
            report.differences().isEmpty()
                && texts(report).toList().equals(texts(whole).toList())
                && report.taken().size() == whole.taken().size();
        assertThat(same).as("without %s", entries.get(gone)).isFalse();
      }
    }
  }

  @Test
  void shouldFindAScheduleWhoseClockIsAheadOfTheLogOrStepsBack() {
    everything();
    List<JournalEntry> entries = entries(SCHEDULE);
    List<JournalEntry> ahead =
        clocks(
            entries,
            clocks -> {
              clocks.merge(Names.SCHEDULE_TOPIC, 100_000L, Long::sum);
              return clocks;
            });

    assertThat(times(ahead))
        .hasSize(entries.size())
        .allMatch(difference -> difference.kind() == Difference.Kind.WRONG_CLOCK);
    assertThat(times(List.of(entries.getLast(), entries.getFirst())))
        .extracting(Difference::kind)
        .contains(Difference.Kind.WRONG_CLOCK, Difference.Kind.OUT_OF_ORDER);
  }

  private static List<JournalEntry> clocks(
      List<JournalEntry> entries, UnaryOperator<Map<String, Long>> change) {
    return chained(
        entries.stream()
            .map(entry ->
                JournalEntry.newBuilder(entry)
                    .setClocks(change.apply(new HashMap<>(entry.getClocks())))
                    .build())
            .toList());
  }

  private static List<JournalEntry> chained(List<JournalEntry> entries) {
    List<JournalEntry> chained = new ArrayList<>();
    JournalChain.Head head = JournalChain.start(DOMAIN, entries.getFirst().getJournal());
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
