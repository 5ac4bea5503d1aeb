package io.proofworks.market.audit;

import io.proofworks.avro.JournalEntry;
import io.proofworks.avro.Policy;
import io.proofworks.avro.ProgramEntry;
import io.proofworks.avro.Verdict;
import io.proofworks.proofs.aggregation.AggregationSchemes;
import io.proofworks.proofs.registry.VerifierRegistry;
import io.proofworks.protocol.Digests;
import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.LedgerBucket;
import io.proofworks.protocol.Reason;
import io.proofworks.protocol.VerdictKind;
import io.proofworks.runtime.Coordinates;
import io.proofworks.runtime.journal.Difference;
import io.proofworks.serde.MarketSerdes;
import io.proofworks.settlement.checks.PolicyProofCheck;
import io.proofworks.settlement.checks.ProofChecks;
import io.proofworks.settlement.records.BatchRecords;
import io.proofworks.settlement.replay.EntryTimes;
import io.proofworks.settlement.replay.JournalReplay;
import io.proofworks.settlement.replay.ReplayReport;
import io.proofworks.tlog.Witnesses;
import io.proofworks.topics.Journals;
import io.proofworks.topics.Topic;
import io.proofworks.topics.Topics;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongPredicate;

/**
 * Settles everything again from the log: replays each journal, compares what follows with the
 * published verdicts and ledger movements, and looks for records that the journals leave out or
 * apply twice, and for answers and movements that were published twice.
 */
public final class Audit {

  private static final List<Topic<?>> OUTPUTS =
      List.of(
          Topics.JOURNAL,
          Topics.CHECKPOINTS,
          Topics.COSIGNATURES,
          Topics.VERDICTS,
          Topics.LEDGER,
          Topics.PROVERS,
          Topics.CHILD_PROOFS,
          Topics.WINDOWS);

  /**
   * Log time after which everything that waits has had its turn, whatever it waited for: a task its
   * policy, a message its way from one side to another, a record its answer.
   */
  static final long LONGEST_WAIT_MS = 60_000;

  /** Each record of these has its turn in a task journal. */
  private static final List<Topic<?>> IN_TURN =
      List.of(Topics.TASKS, Topics.ASSIGNMENTS, Topics.COMMITMENTS, Topics.REVEALS);

  /** Each record of these has an entry in a journal, as it is read. */
  private static final List<Topic<?>> AT_ONCE =
      List.of(
          Topics.WINDOWS,
          Topics.REGISTRATIONS,
          Topics.STAKES,
          Topics.POLICIES,
          Topics.AGGREGATION_JOBS,
          Topics.RECEIPTS,
          Topics.CHILD_PROOFS,
          Topics.AGGREGATES);

  /** Each record of these has an entry in a journal of requests, as it is read, if it is signed. */
  private static final List<Topic<?>> OF_REQUESTS =
      List.of(Topics.BATCHES, Topics.SUPERSESSIONS, Topics.RECEIPTS, Topics.CHILD_PROOFS);

  /**
   * One thing that was found.
   *
   * @param kind of {@link Difference.Kind}, or NOT_JOURNALED, JOURNALED_TWICE, PUBLISHED_TWICE,
   *     UNDECODABLE, BAD_CHECKPOINT, NOT_IN_THE_LOG
   * @param where journal and sequence, or coordinates
   */
  public record Finding(String kind, String where, String detail) {}

  /**
   * What an audit says.
   *
   * @param records read, ticks included
   * @param entries by journal
   * @param verdicts derived from the journals
   * @param movements derived from the journals
   * @param inputs records on the log that have entries; of what two applications take, twice
   * @param checkpoints whose roots, and signatures if a key was given, are right
   * @param waiting of these, later than everything the journal has of their partition
   * @param findings empty when everything is as it should be
   * @param read what of the log, by topic and partition
   * @param signed what of each journal that has entries or checkpoints
   * @param compared how much of what is held against other records
   * @param topics how each topic is covered, or why it is not
   */
  public record Result(
      int records,
      Map<String, Integer> entries,
      int verdicts,
      int movements,
      int checkpoints,
      int inputs,
      int waiting,
      List<Finding> findings,
      List<Span> read,
      List<Checkpoints.Signed> signed,
      Compared compared,
      List<TopicCover> topics) {

    /** The latest append time that was read, epoch milliseconds; 0 of an empty log. */
    public long upTo() {
      return read.stream().mapToLong(Span::lastTime).max().orElse(0);
    }

    /** Whether something was audited, and nothing found: an empty audit is not a good one. */
    public boolean clean() {
      return findings.isEmpty() && entries.values().stream().anyMatch(n -> n > 0);
    }
  }

  /**
   * How much was held against other records.
   *
   * @param messages that one side sent and another took in, and what records told others
   * @param waiting messages that may still be on their way
   * @param followUps child proofs, windows, jobs, receipts, tasks and assignments that follow from
   *     journals
   * @param answers verdicts of scheduling and aggregation
   * @param tasks against what requesters signed
   * @param leases jobs, and the ends of their leases
   * @param receipts roots verified again among them
   * @param totals base units by bucket over all accounts
   */
  public record Compared(
      int messages,
      int waiting,
      int followUps,
      int answers,
      int tasks,
      int leases,
      int receipts,
      Map<LedgerBucket, BigInteger> totals) {}

  /**
   * What is audited, and by what.
   *
   * @param verifiers the proof systems of the market
   * @param partitions of every topic of the market
   * @param journalKey public key that signs the checkpoints; without one only their roots are
   *     checked
   * @param kept checkpoints of an earlier audit, signed notes, which the journals have to continue
   * @param witnesses who has to have cosigned these for them to count
   */
  public record Scope(
      Hash32 domain,
      MarketSerdes serdes,
      VerifierRegistry verifiers,
      int partitions,
      Optional<byte[]> journalKey,
      List<String> kept,
      Witnesses witnesses) {

    public Scope {
      kept = List.copyOf(kept);
    }

    /** An audit that knows of none before it. */
    public Scope(
        Hash32 domain,
        MarketSerdes serdes,
        VerifierRegistry verifiers,
        int partitions,
        Optional<byte[]> journalKey) {
      this(domain, serdes, verifiers, partitions, journalKey, List.of(), Witnesses.NONE);
    }
  }

  /**
   * The market has a proof system, or a scheme, that the audit has not: its verdicts cannot be
   * derived.
   */
  public static final class MissingSystemException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    MissingSystemException(String what) {
      super("the market's policy has " + what + ", which this audit cannot verify");
    }
  }

  private final LogSnapshot log;
  private final Scope scope;
  private final Hash32 domain;
  private final MarketSerdes serdes;
  private final int partitions;
  private final VerifierRegistry verifiers;
  private final ProofChecks proofs;
  private final Decoding decoding;
  private final Published published;
  private final long overdue;
  private final List<Finding> findings = new ArrayList<>();

  private Audit(LogSnapshot log, Scope scope) {
    this.log = log;
    this.scope = scope;
    this.domain = scope.domain();
    this.serdes = scope.serdes();
    this.partitions = scope.partitions();
    this.verifiers = scope.verifiers();
    this.proofs = new PolicyProofCheck(scope.verifiers());
    this.decoding = new Decoding(log, serdes);
    this.published = new Published(decoding);
    this.overdue = log.lastTime() - LONGEST_WAIT_MS;
  }

  /**
   * Reads the market's topics to their ends and audits them.
   *
   * @param kafka client settings: at least {@code bootstrap.servers}
   * @throws MissingSystemException when a policy has programs of a system, or a scheme, that the
   *     scope has not
   */
  public static Result run(Map<String, Object> kafka, Scope scope) {
    return run(kafka, scope, LogSnapshot.TMP, AuditProgress.SILENT);
  }

  /**
   * The same.
   *
   * @param scratch directory for what does not fit into memory
   */
  public static Result run(
      Map<String, Object> kafka, Scope scope, Path scratch, AuditProgress progress) {
    try (LogSnapshot log = read(kafka, scratch, progress)) {
      return of(log, scope, progress);
    }
  }

  /** Everything on the market's topics. */
  static LogSnapshot read(Map<String, Object> kafka, Path scratch, AuditProgress progress) {
    List<Topic<?>> inputs =
        Topics.all().stream().<Topic<?>>map(t -> t).filter(t -> !OUTPUTS.contains(t)).toList();
    return LogFetch.read(kafka, OUTPUTS, inputs, scratch, progress);
  }

  /** Audits what was read. */
  static Result of(LogSnapshot log, Scope scope) {
    return of(log, scope, AuditProgress.SILENT);
  }

  static Result of(LogSnapshot log, Scope scope, AuditProgress progress) {
    return new Audit(log, scope).result(progress);
  }

  private Result result(AuditProgress progress) {
    log.gaps().forEach(this::gone);
    decoding.all(Topics.POLICIES).forEach(policy -> requireSystems(policy.value()));
    Map<String, List<JournalEntry>> journals = new TreeMap<>();
    decoding.each(
        Topics.JOURNAL,
        (e, at) -> journals.computeIfAbsent(e.getJournal(), j -> new ArrayList<>()).add(e),
        findings::add);
    AggregationAudit aggregation = new AggregationAudit(decoding, scope, overdue);
    SchedulingAudit scheduling = new SchedulingAudit(decoding, scope, overdue);
    List<ReplayReport> reports = replayed(journals, aggregation, scheduling, progress);
    reports.forEach(report -> report.differences().forEach(this::found));
    findings.addAll(published.compare(reports));
    Checkpoints checkpoints = Checkpoints.of(log, scope);
    findings.addAll(checkpoints.findings());
    Coverage coverage = coverage(journals, reports);
    findings.addAll(coverage.findings());
    AggregationAudit.Compared aggregated = aggregation.compare(reports);
    aggregation.differences().forEach(this::found);
    findings.addAll(aggregation.findings());
    SchedulingAudit.Compared scheduled = scheduling.compare(reports);
    scheduling.differences().forEach(this::found);
    findings.addAll(scheduling.findings());
    Coverage requests = coverageOfRequests(journals, scheduling.unsigned());
    findings.addAll(requests.findings());
    Compared compared = compared(reports, aggregated, scheduled);
    Map<String, Integer> entries = new TreeMap<>(aggregation.entries());
    entries.putAll(scheduling.entries());
    reports.forEach(report -> entries.put(report.journal(), report.entries()));
    return new Result(
        log.size(),
        entries,
        reports.stream().mapToInt(r -> r.verdicts().size()).sum()
            + aggregated.verdicts()
            + scheduled.verdicts(),
        reports.stream().mapToInt(r -> r.movements().size()).sum(),
        checkpoints.good(),
        coverage.inputs() + requests.inputs(),
        coverage.waiting() + requests.waiting(),
        List.copyOf(findings),
        log.spans(),
        checkpoints.signed(),
        compared,
        TopicCover.all());
  }

  /** Of settlement's journals; those of others are replayed by their own audits. */
  private List<ReplayReport> replayed(
      Map<String, List<JournalEntry>> journals,
      AggregationAudit aggregation,
      SchedulingAudit scheduling,
      AuditProgress progress) {
    List<ReplayReport> reports = new ArrayList<>();
    int done = 0;
    for (Map.Entry<String, List<JournalEntry>> journal : journals.entrySet()) {
      progress.at("journals replayed", done++, journals.size());
      if (AggregationAudit.keeps(journal.getKey())) {
        aggregation.replay(journal.getKey(), journal.getValue());
      } else if (SchedulingAudit.keeps(journal.getKey())) {
        scheduling.replay(journal.getKey(), journal.getValue());
      } else {
        reports.add(replay(journal.getKey(), journal.getValue()));
      }
    }
    return reports;
  }

  /** What is gone cannot be audited, and may not pass for audited. */
  private void gone(LogSnapshot.Gap gap) {
    findings.add(
        new Finding(
            "NOT_IN_THE_LOG",
            gap.topic() + "-" + gap.partition() + "@" + gap.from(),
            "%d records, up to offset %d, were gone before they were read: not audited"
                .formatted(gap.to() - gap.from(), gap.to() - 1)));
  }

  private void requireSystems(Policy policy) {
    for (ProgramEntry program : policy.getPrograms()) {
      if (verifiers.system(program.getProofSystem()).isEmpty()) {
        throw new MissingSystemException("programs of " + program.getProofSystem());
      }
    }
    String scheme = policy.getAggregationScheme();
    if (AggregationSchemes.find(scheme, verifiers).isEmpty()) {
      throw new MissingSystemException("the aggregation scheme " + scheme);
    }
  }

  private ReplayReport replay(String journal, List<JournalEntry> entries) {
    return JournalReplay.run(journal, entries, domain, partitions, serdes, log::find, proofs);
  }

  private Coverage coverage(Map<String, List<JournalEntry>> journals, List<ReplayReport> reports) {
    Coverage coverage =
        new Coverage(
            journals.entrySet().stream()
                .filter(journal -> !SchedulingAudit.keeps(journal.getKey()))
                .flatMap(journal -> journal.getValue().stream())
                .toList());
    Map<Integer, EntryTimes.Result> turns = times(journals, reports);
    Coverage.Progress inTurn = inTurn(turns);
    IN_TURN.forEach(topic -> coverage.check(decoding.records(topic), inTurn));
    Coverage.Progress atOnce = coverage.atOnce(overdue);
    AT_ONCE.forEach(topic -> coverage.check(decoding.records(topic), atOnce));
    BatchRecords batches = new BatchRecords(serdes);
    coverage.check(
        decoding.records(Topics.VERDICTS).stream().filter(batches::concerns).toList(), atOnce);
    Set<String> taken = takenRequests();
    coverage.check(
        decoding.records(Topics.BATCHES).stream()
            .filter(request -> taken.contains(request.coordinates().toString()))
            .toList(),
        atOnce);
    return coverage;
  }

  /** What sharding takes, which others take as well; what nobody signed has no entry. */
  private Coverage coverageOfRequests(
      Map<String, List<JournalEntry>> journals, UnsignedRecords unsigned) {
    Coverage coverage =
        new Coverage(
            journals.entrySet().stream()
                .filter(journal -> SchedulingAudit.keeps(journal.getKey()))
                .flatMap(journal -> journal.getValue().stream())
                .toList());
    Coverage.Progress atOnce = coverage.atOnce(overdue);
    OF_REQUESTS.forEach(topic ->
        coverage.check(
            decoding.records(topic).stream().filter(r -> !unsigned.has(r)).toList(), atOnce));
    return coverage;
  }

  /** Where the requests are that scheduling took: those that aggregation has to know. */
  private Set<String> takenRequests() {
    Set<String> places = new HashSet<>();
    for (Decoding.Found<Verdict> found : decoding.all(Topics.VERDICTS)) {
      Verdict verdict = found.value();
      var at = verdict.getInput();
      if (at != null
          && verdict.getKind().equals(VerdictKind.BATCH.name())
          && verdict.getReason().equals(Reason.ACCEPTED.name())) {
        places.add(at.getTopic() + "-" + at.getPartition() + "@" + at.getOffset());
      }
    }
    return places;
  }

  /** How far the task journals are, by partition; one that has no entry as well. */
  private Map<Integer, EntryTimes.Result> times(
      Map<String, List<JournalEntry>> journals, List<ReplayReport> reports) {
    Map<String, List<JournalEntry>> all = new TreeMap<>(journals);
    all.keySet().removeIf(name -> AggregationAudit.keeps(name) || SchedulingAudit.keeps(name));
    for (int partition = 0; partition < partitions; partition++) {
      all.putIfAbsent(Journals.TASK + partition, List.of());
    }
    Map<String, LongPredicate> owes = new HashMap<>();
    reports.forEach(report -> owes.put(report.journal(), report.owes()));
    Map<Integer, EntryTimes.Result> turns = new HashMap<>();
    all.forEach((journal, entries) -> {
      EntryTimes.Result times =
          EntryTimes.check(
              journal, entries, domain, partitions, serdes, decoding::partition, log.lastTime());
      times.differences().forEach(this::found);
      if (journal.startsWith(Journals.TASK)) {
        turns.put(Journals.partition(journal), times);
        long past = times.reached() - LONGEST_WAIT_MS;
        if (owes.getOrDefault(journal, until -> false).test(past)) {
          found(
              new Difference(
                  Difference.Kind.LEFT_OUT,
                  journal,
                  entries.size(),
                  "",
                  "a deadline before " + past + " has passed, and nothing came of it"));
        }
      }
    });
    return turns;
  }

  private static Coverage.Progress inTurn(Map<Integer, EntryTimes.Result> turns) {
    EntryTimes.Result none = new EntryTimes.Result(List.of(), 0, 0);
    return new Coverage.Progress() {
      @Override
      public boolean overtook(Coordinates at) {
        return at.time() < turns.getOrDefault(at.partition(), none).turn();
      }

      @Override
      public boolean overdue(Coordinates at) {
        return at.time() < turns.getOrDefault(at.partition(), none).reached() - LONGEST_WAIT_MS;
      }
    };
  }

  private Compared compared(
      List<ReplayReport> reports,
      AggregationAudit.Compared aggregated,
      SchedulingAudit.Compared scheduled) {
    List<Decoding.Found<Verdict>> verdicts = decoding.all(Topics.VERDICTS);
    Digests digests = new Digests(domain);
    Messages messages = Messages.ofSettlement(reports, overdue);
    messages.differences().forEach(this::found);
    FollowUps followUps = new FollowUps(decoding, reports, overdue);
    Answers answers = new Answers(decoding, verdicts, digests, Published::isOfSettlement, overdue);
    Requests requests = new Requests(decoding, verdicts, digests, overdue);
    Leases leases = new Leases(decoding, verdicts, digests, requests.accepted().keySet());
    ReceiptAudit receipts =
        new ReceiptAudit(decoding, verdicts, requests.accepted(), verifiers, overdue);
    Sums sums = new Sums(decoding.all(Topics.LEDGER), messages.waiting());
    findings.addAll(followUps.findings());
    findings.addAll(answers.findings());
    findings.addAll(requests.findings());
    findings.addAll(leases.findings());
    findings.addAll(receipts.findings());
    findings.addAll(sums.findings());
    findings.addAll(new Placement(decoding, partitions).findings());
    return new Compared(
        messages.matched() + aggregated.messages() + scheduled.messages(),
        messages.waiting() + aggregated.waiting() + scheduled.waiting(),
        followUps.compared() + aggregated.records() + scheduled.records(),
        answers.compared(),
        requests.tasks(),
        leases.compared(),
        receipts.compared(),
        sums.totals());
  }

  private void found(Difference difference) {
    findings.add(published.finding(difference));
  }
}
