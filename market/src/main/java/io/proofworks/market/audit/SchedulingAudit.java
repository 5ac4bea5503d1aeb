package io.proofworks.market.audit;

import io.proofworks.avro.Assignment;
import io.proofworks.avro.JournalEntry;
import io.proofworks.avro.TaskRecord;
import io.proofworks.avro.Verdict;
import io.proofworks.market.audit.Audit.Finding;
import io.proofworks.runtime.InboundRecord;
import io.proofworks.runtime.journal.Difference;
import io.proofworks.runtime.journal.Message;
import io.proofworks.serde.MarketSerdes;
import io.proofworks.settlement.replay.ReplayReport;
import io.proofworks.sharding.processor.Outcome;
import io.proofworks.sharding.processor.PolicyHistory;
import io.proofworks.sharding.processor.ScheduleMessages;
import io.proofworks.sharding.processor.SchedulingReplay;
import io.proofworks.sharding.processor.SchedulingReport;
import io.proofworks.sharding.processor.SchedulingTimes;
import io.proofworks.topics.Topics;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Sharding's journals, replayed: tasks, assignments, and verdicts on requests and on what takes
 * batches back, are those that follow, both ways, from journals, or from the record alone where
 * nobody signed it; what the schedule says that it was told follows from the requests' journals and
 * from verdicts, both ways; and whom it chose could have the task.
 */
final class SchedulingAudit {

  private final Decoding log;
  private final SchedulingReplay.Scope scope;
  private final long overdue;
  private final UnsignedRecords unsigned;
  private final Map<String, List<Long>> written = new HashMap<>();
  private final List<SchedulingReport> reports = new ArrayList<>();
  private final List<Difference> differences = new ArrayList<>();
  private final List<Finding> findings = new ArrayList<>();

  /**
   * @param overdue what was appended before that, epoch milliseconds, has been taken in by now
   */
  SchedulingAudit(Decoding log, Audit.Scope scope, long overdue) {
    this.log = log;
    this.overdue = overdue;
    this.scope =
        new SchedulingReplay.Scope(
            scope.domain(),
            scope.partitions(),
            scope.serdes(),
            new MarketSerdes(KnownSchemas.ofThisBuild()),
            scope.verifiers(),
            new PolicyHistory(
                log.records(Topics.POLICIES), scope.serdes(), scope.domain(), scope.verifiers()));
    this.unsigned = new UnsignedRecords(log, this.scope);
    log.all(Topics.JOURNAL)
        .forEach(found -> {
          String journal = found.value().getJournal();
          if (keeps(journal)) {
            written.computeIfAbsent(journal, j -> new ArrayList<>()).add(found.time());
          }
        });
  }

  /** Whether a journal of that name is sharding's. */
  static boolean keeps(String journal) {
    return SchedulingReplay.keeps(journal);
  }

  /** Replays a journal, all of its entries, and holds its times against the log. */
  SchedulingReport replay(String journal, List<JournalEntry> entries) {
    SchedulingReport report =
        SchedulingReplay.run(
            journal,
            entries,
            scope,
            at ->
                log.log().find(at).map(found -> InboundRecord.of(at, found.key(), found.value())));
    reports.add(report);
    differences.addAll(report.differences());
    SchedulingTimes.Result times =
        SchedulingTimes.check(
            journal,
            written(journal, entries),
            scope.domain(),
            scope.partitions(),
            scope.policies(),
            log::partition);
    differences.addAll(times.differences());
    long past = times.reached() - Audit.LONGEST_WAIT_MS;
    if (report.owes().test(past)) {
      differences.add(
          new Difference(
              Difference.Kind.LEFT_OUT,
              journal,
              entries.size(),
              "",
              "what was due before " + past + " has not had its turn"));
    }
    return report;
  }

  private List<SchedulingTimes.Written> written(String journal, List<JournalEntry> entries) {
    List<Long> times = written.getOrDefault(journal, List.of());
    List<SchedulingTimes.Written> all = new ArrayList<>();
    for (int i = 0; i < entries.size(); i++) {
      all.add(new SchedulingTimes.Written(entries.get(i), times.get(i)));
    }
    return all;
  }

  /**
   * Compares what follows with what was published, and what was told with what it follows from.
   *
   * @param settlement its journals, replayed: standings follow from them
   */
  Compared compare(List<ReplayReport> settlement) {
    Messages messages = Messages.toSchedule(sent(), reports, overdue);
    differences.addAll(messages.differences());
    AssignmentChoices choices =
        new AssignmentChoices(
            new HeartbeatLog(log, scope.domain(), scope.partitions()),
            Standings.of(log, scope.domain(), settlement),
            scope.policies()::heartbeatTimeoutMs,
            reports);
    findings.addAll(choices.findings());
    DerivedRecords verdicts = new DerivedRecords(overdue);
    unsigned.answers(verdicts);
    DerivedRecords tasks = new DerivedRecords(overdue);
    DerivedRecords assignments = new DerivedRecords(overdue);
    for (SchedulingReport report : reports) {
      for (SchedulingReport.Derived derived : report.derived()) {
        String from = report.journal() + " " + derived.sequence();
        switch (derived.outcome()) {
          case Outcome.Answered(String key, Verdict verdict) ->
              verdicts.add(key + " " + verdict, from, derived.time());
          case Outcome.TaskTold(TaskRecord task) ->
              tasks.add(task.toString(), from, derived.time());
          case Outcome.Assigned(Assignment assignment) ->
              assignments.add(assignment.toString(), from, derived.time());
          case Outcome.Told ignored -> {}
        }
      }
    }
    log.all(Topics.TASKS).forEach(f -> tasks.take(f.value().toString(), f.place(), f.time()));
    log.all(Topics.ASSIGNMENTS)
        .forEach(f -> assignments.take(f.value().toString(), f.place(), f.time()));
    log.all(Topics.VERDICTS).stream()
        .filter(found -> isOfRequests(found.value()))
        .forEach(
            f -> verdicts.take(f.record().key().orElse("") + " " + f.value(), f.place(), f.time()));
    findings.addAll(tasks.findings(Difference.Kind.DIFFERENT_RECORD));
    findings.addAll(assignments.findings(Difference.Kind.DIFFERENT_RECORD));
    findings.addAll(verdicts.findings(Difference.Kind.DIFFERENT_VERDICT));
    return new Compared(
        messages.matched(),
        messages.waiting(),
        tasks.matched() + assignments.matched(),
        verdicts.matched());
  }

  /** On a request, or on what takes a batch back; settlement takes back each of its tasks. */
  private static boolean isOfRequests(Verdict verdict) {
    return verdict.getKind().equals("BATCH")
        || (verdict.getKind().equals("SUPERSESSION") && !Published.isOfSettlement(verdict));
  }

  /**
   * How much matches.
   *
   * @param messages that follow and were taken in
   * @param waiting messages that may still be on their way
   * @param records tasks and assignments
   */
  record Compared(int messages, int waiting, int records, int verdicts) {}

  private List<Message> sent() {
    ScheduleMessages told =
        new ScheduleMessages(scope.domain(), scope.partitions(), scope.serdes());
    List<Message> sent = new ArrayList<>();
    reports.forEach(report -> sent.addAll(report.sent()));
    log.records(Topics.VERDICTS).forEach(record -> told.of(record).ifPresent(sent::add));
    return sent;
  }

  /** What nobody signed: no journal has it. */
  UnsignedRecords unsigned() {
    return unsigned;
  }

  List<Difference> differences() {
    return differences;
  }

  List<Finding> findings() {
    return findings;
  }

  /** Entries by journal. */
  Map<String, Integer> entries() {
    return reports.stream()
        .collect(Collectors.toMap(SchedulingReport::journal, SchedulingReport::entries));
  }
}
