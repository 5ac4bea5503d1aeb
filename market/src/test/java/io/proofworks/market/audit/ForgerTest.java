package io.proofworks.market.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.proofworks.avro.Coordinates;
import io.proofworks.avro.JournalEntry;
import io.proofworks.avro.Verdict;
import io.proofworks.market.audit.Audit.Finding;
import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.Reason;
import io.proofworks.protocol.UnknownRulesException;
import io.proofworks.protocol.VerdictKind;
import io.proofworks.tlog.MerkleTree;
import io.proofworks.topics.Journals;
import io.proofworks.topics.Topic;
import io.proofworks.topics.Topics;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A forger at work on the log of a market in which everything happened: each kind of forgery, on
 * each topic and journal where it makes a difference, is found, and what is found names it. Some
 * four hundred audits: for the nightly run.
 */
@Tag("nightly")
class ForgerTest {

  @TempDir private static Path directory;
  private static EventfulMarket market;

  /** As it was, and nothing but ticks for a while after it: what waits has been judged by then. */
  private static ForgedLog log;

  @BeforeAll
  static void everythingHappens() throws Exception {
    market = EventfulMarket.run(directory);
    log =
        market
            .rewriting()
            .signedToTheEnd(market.log())
            .later(ForgedLog.TICKED, Topics.PARTITIONS, 75)
            .thinned();
  }

  @AfterAll
  static void close() {
    market.close();
  }

  /** Whose log it is. */
  static Hash32 market() {
    return market.domain();
  }

  private static List<Finding> audit(ForgedLog forged) {
    try (LogSnapshot snapshot = LogSnapshot.of(forged.records())) {
      return Audit.of(snapshot, market.scope(forged.serdes())).findings();
    } catch (Audit.MissingSystemException | UnknownRulesException e) {
      return List.of(
          new Finding("REFUSED", Topics.POLICIES.name(), String.valueOf(e.getMessage())));
    }
  }

  private static boolean names(List<Finding> findings, List<String> names) {
    return findings.stream()
        .map(f -> f.where() + " " + f.detail())
        .anyMatch(text -> names.stream().anyMatch(name -> says(text, name)));
  }

  /** Not as the beginning of a longer number. */
  private static boolean says(String text, String name) {
    return Pattern.compile(Pattern.quote(name) + "(?!\\d)").matcher(text).find();
  }

  @Test
  void shouldFindNothingInTheLogAsItIs() {
    assertThat(audit(market.log())).isEmpty();
    assertThat(audit(log)).isEmpty();
  }

  @Test
  void shouldHaveSomethingOnEachTopicAndInEachJournal() {
    TopicCover.all().stream()
        .filter(cover -> cover.how() != TopicCover.How.NOT_COVERED)
        .map(cover -> Topics.byName(cover.topic()).orElseThrow())
        .forEach(topic -> assertThat(log.of(topic)).as(topic.name()).isNotEmpty());
    assertThat(
            Rewriting.journals(log).keySet().stream().map(j -> j.substring(0, j.indexOf('-') + 1)))
        .contains(
            Journals.TASK,
            Journals.ACCOUNT,
            Journals.BATCH,
            Journals.POLICY,
            Journals.AGGREGATION,
            Journals.REQUEST,
            Journals.SCHEDULE);
  }

  /** The page has a row for each kind. */
  @Test
  void shouldTellOfEachKindInTheDocumentation() throws IOException {
    String page = Files.readString(Path.of("..", "docs", "journal.md"));
    List<String> rows =
        Pattern.compile("^\\| `([A-Z_]+)` \\|$", Pattern.MULTILINE)
            .matcher(page)
            .results()
            .map(row -> row.group(1))
            .toList();
    List<String> kinds =
        Stream.concat(Stream.of(RecordForgery.values()), Stream.of(JournalForgery.values()))
            .map(Enum::name)
            .toList();
    assertThat(rows).isEqualTo(kinds).hasSizeGreaterThanOrEqualTo(40);
  }

  @Test
  void shouldFindEachForgeryOfARecordOnEachTopic() {
    List<String> missed = new ArrayList<>();
    Set<RecordForgery> done = EnumSet.noneOf(RecordForgery.class);
    for (TopicCover cover : TopicCover.all()) {
      if (cover.how() == TopicCover.How.NOT_COVERED) {
        continue;
      }
      Topic<?> topic = Topics.byName(cover.topic()).orElseThrow();
      for (RecordForgery forgery : RecordForgery.values()) {
        Optional<RecordForgery.Forged> forged =
            forgery.appliesTo(topic) ? forgery.forge(log, topic) : Optional.empty();
        forged.ifPresent(f -> {
          done.add(forgery);
          judge(forgery + " " + topic, audit(f.log()), f.names(), missed);
        });
      }
    }
    assertThat(missed).isEmpty();
    assertThat(done).containsExactlyInAnyOrder(RecordForgery.values());
  }

  private static void judge(
      String what, List<Finding> findings, List<String> names, List<String> missed) {
    if (findings.isEmpty()) {
      missed.add(what + ": not found");
    } else if (!names(findings, names)) {
      missed.add(what + ": found and not named, " + findings.getFirst() + " instead of " + names);
    }
  }

  @Test
  void shouldFindEachJournalThatWasWrittenAnewWithItsKey() {
    List<String> missed = new ArrayList<>();
    Set<JournalForgery> done = EnumSet.noneOf(JournalForgery.class);
    Map<String, List<JournalEntry>> journals = Rewriting.journals(log);
    for (JournalForgery forgery : JournalForgery.values()) {
      Set<String> sides =
          journals.keySet().stream().map(ForgerTest::side).collect(Collectors.toSet());
      for (Map.Entry<String, List<JournalEntry>> journal : journals.entrySet()) {
        Optional<JournalForgery.Plan> plan =
            sides.contains(side(journal.getKey()))
                ? forgery.plan(journal.getKey(), journals)
                : Optional.empty();
        plan.ifPresent(p -> {
          sides.remove(side(journal.getKey()));
          done.add(forgery);
          judge(forgery + " " + journal.getKey(), audit(written(p)), p.names(), missed);
        });
      }
    }
    assertThat(missed).isEmpty();
    assertThat(done).containsExactlyInAnyOrder(JournalForgery.values());
  }

  /** The forger says of all of it that it was being written, and dates what he changed. */
  @Test
  void shouldFindAForgeryWhateverIsSaidToHaveBeenWrittenMeanwhile() {
    List<String> missed = new ArrayList<>();
    Map<String, List<JournalEntry>> journals = Rewriting.journals(log);
    int done = 0;
    for (JournalForgery forgery :
        List.of(
            JournalForgery.CHANGE_AN_AMOUNT,
            JournalForgery.LEAVE_OUT_A_SLASH,
            JournalForgery.LEAVE_OUT_AN_ESCROW,
            JournalForgery.APPLY_A_MESSAGE_TWICE)) {
      Optional<JournalForgery.Plan> plan =
          journals.keySet().stream()
              .flatMap(journal -> forgery.plan(journal, journals).stream())
              .filter(p -> p.names().stream().allMatch(name -> isFollowed(log, name)))
              .findFirst();
      if (plan.isPresent()) {
        done++;
        ForgedLog dated = dated(written(plan.get()), plan.get().names());
        judge(forgery + ", dated", auditAllTorn(dated), plan.get().names(), missed);
      }
    }
    assertThat(missed).isEmpty();
    assertThat(done).isGreaterThanOrEqualTo(2);
  }

  private static Optional<ConsumerRecord<byte[], byte[]>> entry(ForgedLog of, String name) {
    return of.first(Topics.JOURNAL, e -> name.equals(e.getJournal() + " " + e.getSequence()));
  }

  /** The last of a partition may be of the last minute. */
  private static boolean isFollowed(ForgedLog of, String name) {
    return entry(of, name).stream()
        .anyMatch(record ->
            of.of(Topics.JOURNAL).stream()
                .anyMatch(
                    r -> r.partition() == record.partition() && r.offset() > record.offset()));
  }

  private static ForgedLog dated(ForgedLog of, List<String> names) {
    ForgedLog dated = of;
    for (String name : names) {
      ConsumerRecord<byte[], byte[]> record = entry(dated, name).orElseThrow();
      dated = dated.with(record, ForgedLog.dated(record, of.newest()));
    }
    return dated;
  }

  private static List<Finding> auditAllTorn(ForgedLog forged) {
    try (LogSnapshot snapshot = LogSnapshot.of(forged.records())) {
      snapshot.spans().forEach(span -> snapshot.wholeUpTo(span.topic(), span.partition(), 0));
      return Audit.of(snapshot, market.scope(forged.serdes())).findings();
    }
  }

  private static ForgedLog written(JournalForgery.Plan plan) {
    ForgedLog forged = log;
    for (Map.Entry<String, List<JournalEntry>> journal : plan.journals().entrySet()) {
      forged = market.rewriting().with(forged, journal.getKey(), journal.getValue());
    }
    return forged;
  }

  private static String side(String journal) {
    return journal.substring(0, journal.indexOf('-') + 1);
  }

  @Test
  void shouldFindAJournalThatIsGoneOrOfNobody() {
    for (Map.Entry<String, List<JournalEntry>> journal : Rewriting.journals(log).entrySet()) {
      ForgedLog gone = log.without(r -> isOf(r, journal.getKey()));
      assertThat(audit(gone)).as("%s gone", journal.getKey()).isNotEmpty();
    }
    List<JournalEntry> some = Rewriting.journals(log).values().iterator().next();
    assertThat(audit(market.rewriting().with(log, "bank-0", some)))
        .anyMatch(f -> f.kind().equals("UNKNOWN_JOURNAL") && f.where().contains("bank-0"));
  }

  private static boolean isOf(ConsumerRecord<byte[], byte[]> record, String journal) {
    boolean ofJournals =
        record.topic().equals(Topics.JOURNAL.name())
            || record.topic().equals(Topics.CHECKPOINTS.name());
    return ofJournals && journal.equals(new String(record.key(), StandardCharsets.UTF_8));
  }

  @Test
  void shouldFindAJournalOfAnotherDomain() {
    Hash32 other = Hash32.of(new byte[32]);
    Rewriting.journals(log)
        .forEach((journal, entries) ->
            assertThat(audit(market.rewriting().with(log, journal, entries, other)))
                .as(journal)
                .anyMatch(
                    f -> f.kind().equals("BROKEN_CHAIN") && f.where().equals(journal + " 0")));
  }

  @Test
  void shouldFindAForkOfAJournal() {
    for (ConsumerRecord<byte[], byte[]> record : log.of(Topics.JOURNAL)) {
      JournalEntry entry = log.decoded(Topics.JOURNAL, record).orElseThrow();
      if (entry.getSequence() == 1) {
        ForgedLog forked =
            log.appended(
                record.topic(),
                record.partition(),
                record.timestamp(),
                record.key(),
                log.serdes()
                    .encode(
                        Topics.JOURNAL,
                        JournalEntry.newBuilder(entry)
                            .setEntryHash(entry.getPreviousHash())
                            .build()));
        assertThat(audit(forked))
            .as(entry.getJournal())
            .anyMatch(f ->
                f.kind().equals("BROKEN_CHAIN") && f.where().equals(entry.getJournal() + " 1"));
      }
    }
  }

  @Test
  void shouldFindACheckpointOfAJournalThatDoesNotExist() {
    MerkleTree tree = new MerkleTree();
    tree.append(new byte[32]);
    byte[] value =
        log.serdes().encode(Topics.CHECKPOINTS, market.rewriting().signed("task-99", tree, 1));
    ForgedLog more =
        log.appended(
            Topics.CHECKPOINTS.name(), 0, 1, "task-99".getBytes(StandardCharsets.UTF_8), value);
    assertThat(audit(more))
        .anyMatch(f -> names(List.of(f), List.of(ForgedLog.place(more.records().getLast()))));
  }

  /** With the batch journal and all that follows in accounts' journals written anew for it. */
  @Test
  void shouldFindAnAcceptedBatchThatWasTurnedIntoASlash() {
    ConsumerRecord<byte[], byte[]> record =
        log.first(
                Topics.VERDICTS,
                v ->
                    v.getKind().equals(VerdictKind.BATCH.name())
                        && v.getReason().equals("ACCEPTED"))
            .orElseThrow();
    Verdict accepted = log.decoded(Topics.VERDICTS, record).orElseThrow();
    Verdict slash =
        Verdict.newBuilder(accepted)
            .setKind(VerdictKind.AGGREGATE.name())
            .setReason(Reason.INCOMPLETE_AGGREGATE.name())
            .setNodeId(0)
            .setEpoch(1)
            .setSlashed(30)
            .build();
    ForgedLog forged = log.withValue(record, log.serdes().encode(Topics.VERDICTS, slash));
    assertThat(audit(written(forged, record)))
        .anyMatch(
            f -> f.kind().equals("WRONG_VERDICT") && f.where().equals(ForgedLog.place(record)));
  }

  /** The batch journal says that it applied that record as it is now. */
  private static ForgedLog written(ForgedLog forged, ConsumerRecord<byte[], byte[]> record) {
    String journal = Journals.BATCH + record.partition();
    ConsumerRecord<byte[], byte[]> now =
        forged.records().stream()
            .filter(r -> ForgedLog.place(r).equals(ForgedLog.place(record)))
            .findFirst()
            .orElseThrow();
    String digest = io.proofworks.runtime.InboundRecord.digest(now.key(), now.value()).hex();
    List<JournalEntry> entries =
        Rewriting.journals(forged).getOrDefault(journal, List.of()).stream()
            .map(e ->
                e.getInput().getTopic().equals(record.topic())
                        && e.getInput().getOffset() == record.offset()
                    ? JournalEntry.newBuilder(e).setInputDigest(digest).build()
                    : e)
            .toList();
    return market.rewriting().with(forged, journal, entries);
  }

  /** Its entry is gone, its tasks with it, and the answer is one that needs no entry. */
  @Test
  void shouldFindASignedRequestOfWhichItIsSaidThatNobodySignedIt() {
    ConsumerRecord<byte[], byte[]> record =
        log.first(
                Topics.VERDICTS,
                v ->
                    v.getKind().equals(VerdictKind.BATCH.name())
                        && v.getReason().equals("ACCEPTED"))
            .orElseThrow();
    Verdict accepted = log.decoded(Topics.VERDICTS, record).orElseThrow();
    var at = accepted.getInput();
    String place = at.getTopic() + "-" + at.getPartition() + "@" + at.getOffset();
    String journal = Journals.REQUEST + at.getPartition();
    List<JournalEntry> rest =
        Rewriting.journals(log).get(journal).stream()
            .filter(entry -> !entry.getInput().equals(at))
            .toList();
    Verdict nobodys =
        Verdict.newBuilder(accepted)
            .setReason(Reason.BAD_SIGNATURE.name())
            .setDetail("not signed by " + accepted.getAuthor())
            .setAuthor("")
            .setSigned(false)
            .setBatchId(null)
            .setTaskClass(null)
            .build();

    ForgedLog forged =
        market
            .rewriting()
            .with(log, journal, rest)
            .appended(
                record.topic(),
                record.partition(),
                record.timestamp(),
                record.key(),
                log.serdes().encode(Topics.VERDICTS, nobodys));

    assertThat(audit(forged))
        .anyMatch(f -> f.kind().equals("NOT_JOURNALED") && says(f.where(), place))
        .anyMatch(f ->
            f.kind().equals("DIFFERENT_VERDICT")
                && says(f.where(), ForgedLog.place(forged.records().getLast())));
  }

  @Test
  void shouldFindAnAnswerToWhatNobodySignedThatIsMissingOrAnother() {
    for (VerdictKind kind : List.of(VerdictKind.BATCH, VerdictKind.SUPERSESSION)) {
      ConsumerRecord<byte[], byte[]> record =
          log.first(
                  Topics.VERDICTS,
                  v ->
                      v.getKind().equals(kind.name())
                          && v.getReason().equals(Reason.BAD_SIGNATURE.name()))
              .orElseThrow();
      Verdict unsigned = log.decoded(Topics.VERDICTS, record).orElseThrow();
      var at = unsigned.getInput();
      String place = at.getTopic() + "-" + at.getPartition() + "@" + at.getOffset();
      Verdict other = Verdict.newBuilder(unsigned).setReason(Reason.MALFORMED.name()).build();

      List<Finding> missing = audit(log.without(record));
      List<Finding> changed =
          audit(log.withValue(record, log.serdes().encode(Topics.VERDICTS, other)));

      for (List<Finding> found : List.of(missing, changed)) {
        assertThat(found)
            .as(kind.name())
            .anyMatch(f -> f.kind().equals("DIFFERENT_VERDICT") && says(f.where(), place));
      }
    }
  }

  /** As if it had been somebody's. */
  @Test
  void shouldFindAnEntryOfWhatNobodySigned() {
    Verdict unsigned =
        log.decoded(
                Topics.VERDICTS,
                log.first(
                        Topics.VERDICTS,
                        v ->
                            v.getKind().equals(VerdictKind.BATCH.name())
                                && v.getReason().equals(Reason.BAD_SIGNATURE.name()))
                    .orElseThrow())
            .orElseThrow();
    var at = unsigned.getInput();
    String journal = Journals.REQUEST + at.getPartition();
    List<JournalEntry> more = new ArrayList<>(Rewriting.journals(log).get(journal));
    int index = more.size();
    more.add(
        JournalEntry.newBuilder(more.getLast())
            .setInput(at)
            .setInputDigest(unsigned.getInputDigest())
            .setClocks(
                more.getLast().getClocks().entrySet().stream()
                    .filter(clock -> !clock.getKey().startsWith("("))
                    .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)))
            .setInternalInput(null)
            .build());

    ForgedLog forged = market.rewriting().with(log, journal, more);

    assertThat(audit(forged))
        .anyMatch(f ->
            f.kind().equals("NOT_APPLICABLE")
                && f.where().equals(journal + " " + index)
                && f.detail().contains("nobody signed it"));
  }

  @Test
  void shouldFindAVerdictThatTakesOrGivesMoreThanItMay() {
    for (Verdict.Builder change : changes()) {
      ConsumerRecord<byte[], byte[]> record =
          log.first(Topics.VERDICTS, v -> v.getVerdictId().equals(change.getVerdictId()))
              .orElseThrow();
      ForgedLog forged =
          log.withValue(record, log.serdes().encode(Topics.VERDICTS, change.build()));
      assertThat(audit(written(forged, record)))
          .as(change.getKind() + " " + change.getReason())
          .anyMatch(f -> says(f.where() + " " + f.detail(), ForgedLog.place(record)));
    }
  }

  private static List<Verdict.Builder> changes() {
    List<Verdict.Builder> changes = new ArrayList<>();
    for (VerdictKind kind :
        List.of(
            VerdictKind.AGGREGATE,
            VerdictKind.BATCH,
            VerdictKind.REVEAL,
            VerdictKind.SUPERSESSION)) {
      log.of(Topics.VERDICTS).stream()
          .map(r -> log.decoded(Topics.VERDICTS, r).orElseThrow())
          .filter(v -> v.getKind().equals(kind.name()) && !v.getAuthor().isEmpty())
          .findFirst()
          .ifPresent(v -> {
            changes.add(Verdict.newBuilder(v).setSlashed(v.getSlashed() + 1));
            changes.add(Verdict.newBuilder(v).setRewarded(v.getRewarded() + 1));
            changes.add(Verdict.newBuilder(v).setAuthor("0x" + "0".repeat(40)));
          });
    }
    assertThat(changes).hasSize(12);
    return changes;
  }

  /** Its time ran while its prover waited for the verdict. The task's journal says the same. */
  @Test
  void shouldFindAWindowThatWasOpenedBeforeItsAcceptanceWasWritten() {
    ConsumerRecord<byte[], byte[]> window = log.of(Topics.WINDOWS).getLast();
    long early = window.timestamp() - 10_000;
    String journal = Journals.TASK + window.partition();
    List<JournalEntry> entries =
        Rewriting.journals(log).get(journal).stream()
            .map(entry -> opened(entry, window) ? at(entry, early) : entry)
            .toList();

    ForgedLog forged =
        market.rewriting().with(log.with(window, ForgedLog.dated(window, early)), journal, entries);

    assertThat(audit(forged))
        .anyMatch(f -> f.kind().equals("WRONG_TIME") && f.where().equals(ForgedLog.place(window)));
  }

  private static boolean opened(JournalEntry entry, ConsumerRecord<byte[], byte[]> window) {
    Coordinates at = entry.getInput();
    return at.getTopic().equals(window.topic()) && at.getOffset() == window.offset();
  }

  private static JournalEntry at(JournalEntry entry, long time) {
    Coordinates at = entry.getInput();
    return JournalEntry.newBuilder(entry)
        .setInput(new Coordinates(at.getTopic(), at.getPartition(), at.getOffset(), time))
        .build();
  }

  /** An aggregator that holds a lease is said to have let it run out before it had. */
  @Test
  void shouldFindALeaseThatRanOutBeforeItsTime() {
    ConsumerRecord<byte[], byte[]> job = log.of(Topics.AGGREGATION_JOBS).getFirst();
    var lease = log.decoded(Topics.AGGREGATION_JOBS, job).orElseThrow();
    Verdict like =
        log.of(Topics.VERDICTS).stream()
            .map(r -> log.decoded(Topics.VERDICTS, r).orElseThrow())
            .filter(v -> v.getKind().equals(VerdictKind.AGGREGATE.name()))
            .findFirst()
            .orElseThrow();
    Verdict over =
        Verdict.newBuilder(like)
            .setVerdictId(Hash32.of(new byte[32]).hex())
            .setKind(VerdictKind.LEASE.name())
            .setReason(Reason.NO_REVEAL.name())
            .setBatchId(lease.getBatchId())
            .setNodeId(lease.getNodeId())
            .setEpoch(lease.getEpoch())
            .setAuthor(lease.getAggregatorId())
            .setInput(null)
            .setInputDigest(null)
            .setSlashed(10)
            .setRewarded(0)
            .setDecidedAt(job.timestamp() + 1)
            .build();
    ForgedLog forged =
        log.appended(
            Topics.VERDICTS.name(),
            job.partition(),
            job.timestamp() + 2,
            job.key(),
            log.serdes().encode(Topics.VERDICTS, over));
    assertThat(audit(forged))
        .anyMatch(f ->
            f.kind().equals("WRONG_LEASE")
                && f.where().equals(ForgedLog.place(forged.records().getLast()))
                && f.detail().contains("had not run out"));
  }
}
