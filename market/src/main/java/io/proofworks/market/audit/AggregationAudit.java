package io.proofworks.market.audit;

import io.proofworks.aggregation.processor.AggregationReplay;
import io.proofworks.aggregation.processor.AggregationReport;
import io.proofworks.aggregation.processor.AggregationTimes;
import io.proofworks.aggregation.processor.Outcome;
import io.proofworks.aggregation.processor.RelayedMessages;
import io.proofworks.aggregation.processor.Schemes;
import io.proofworks.avro.AggregationJob;
import io.proofworks.avro.JournalEntry;
import io.proofworks.avro.Receipt;
import io.proofworks.avro.Verdict;
import io.proofworks.market.audit.Audit.Finding;
import io.proofworks.protocol.VerdictKind;
import io.proofworks.runtime.InboundRecord;
import io.proofworks.runtime.journal.Difference;
import io.proofworks.runtime.journal.Message;
import io.proofworks.serde.MarketSerdes;
import io.proofworks.settlement.replay.ReplayReport;
import io.proofworks.topics.Journals;
import io.proofworks.topics.Topic;
import io.proofworks.topics.Topics;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Aggregation's journals, replayed: jobs, verdicts and receipts are those that follow, both ways;
 * what a partition says that it was told follows from the records of others, both ways; and leases
 * went to somebody who could have them.
 */
final class AggregationAudit {

  private static final Set<String> KINDS =
      Set.of(VerdictKind.AGGREGATE.name(), VerdictKind.LEASE.name());

  private final Decoding log;
  private final AggregationReplay.Scope scope;
  private final long overdue;
  private final List<AggregationReport> reports = new ArrayList<>();
  private final List<Difference> differences = new ArrayList<>();
  private final List<Finding> findings = new ArrayList<>();

  /**
   * @param overdue what was appended before that, epoch milliseconds, has been taken in by now
   */
  AggregationAudit(Decoding log, Audit.Scope scope, long overdue) {
    this.log = log;
    this.scope =
        new AggregationReplay.Scope(
            scope.domain(),
            scope.partitions(),
            scope.serdes(),
            new MarketSerdes(KnownSchemas.ofThisBuild()),
            scope.verifiers(),
            Schemes.standard());
    this.overdue = overdue;
  }

  /** Whether a journal of that name is aggregation's. */
  static boolean keeps(String journal) {
    return journal.startsWith(Journals.AGGREGATION);
  }

  /** Replays a journal, all of its entries, and holds its times against the log. */
  AggregationReport replay(String journal, List<JournalEntry> entries) {
    AggregationReport report =
        AggregationReplay.run(
            journal,
            entries,
            scope,
            at ->
                log.log().find(at).map(found -> InboundRecord.of(at, found.key(), found.value())));
    reports.add(report);
    differences.addAll(report.differences());
    AggregationTimes.Result times =
        AggregationTimes.check(journal, entries, scope.domain(), log::partition);
    differences.addAll(times.differences());
    long past = times.reached() - Audit.LONGEST_WAIT_MS;
    if (report.owes().test(past)) {
      differences.add(
          new Difference(
              Difference.Kind.LEFT_OUT,
              journal,
              entries.size(),
              "",
              "a deadline before " + past + " has passed, and nothing came of it"));
    }
    return report;
  }

  /**
   * Compares what follows with what was published, and what was told with what it follows from.
   *
   * @param settlement its journals, replayed: standings follow from them
   */
  Compared compare(List<ReplayReport> settlement) {
    Messages messages = Messages.toAggregation(sent(), reports, overdue);
    differences.addAll(messages.differences());
    Standings standings = Standings.of(log, scope.domain(), settlement);
    Told told = new Told(standings, reports, scope.partitions(), overdue);
    differences.addAll(told.differences());
    LeaseChoices choices = new LeaseChoices(log, standings, reports);
    findings.addAll(choices.findings());
    DerivedRecords jobs = new DerivedRecords(overdue);
    DerivedRecords receipts = new DerivedRecords(overdue);
    DerivedRecords verdicts = new DerivedRecords(overdue);
    for (AggregationReport report : reports) {
      for (AggregationReport.Derived derived : report.derived()) {
        String from = report.journal() + " " + derived.sequence();
        switch (derived.outcome()) {
          case Outcome.JobIssued(AggregationJob job) ->
              jobs.add(job.toString(), from, derived.time());
          case Outcome.Closed(Receipt receipt) ->
              receipts.add(receipt.toString(), from, derived.time());
          case Outcome.Answered(String key, Verdict verdict) ->
              verdicts.add(key + " " + verdict, from, derived.time());
          case Outcome.DeskTold ignored -> {}
          case Outcome.Delayed ignored -> {}
        }
      }
    }
    log.all(Topics.AGGREGATION_JOBS).forEach(f -> jobs.take(f.value().toString(), f.place()));
    log.all(Topics.RECEIPTS).forEach(f -> receipts.take(f.value().toString(), f.place()));
    log.all(Topics.VERDICTS).stream()
        .filter(found -> KINDS.contains(found.value().getKind()))
        .forEach(f -> verdicts.take(f.record().key().orElse("") + " " + f.value(), f.place()));
    findings.addAll(jobs.findings(Difference.Kind.DIFFERENT_RECORD));
    findings.addAll(receipts.findings(Difference.Kind.DIFFERENT_RECORD));
    findings.addAll(verdicts.findings(Difference.Kind.DIFFERENT_VERDICT));
    return new Compared(
        messages.matched() + told.matched(),
        messages.waiting(),
        jobs.matched() + receipts.matched(),
        verdicts.matched());
  }

  /**
   * How much matches.
   *
   * @param messages that follow and were taken in
   * @param waiting messages that may still be on their way
   * @param records jobs and receipts
   */
  record Compared(int messages, int waiting, int records, int verdicts) {}

  private List<Message> sent() {
    RelayedMessages relayed =
        new RelayedMessages(scope.serdes(), scope.domain(), scope.partitions());
    List<Message> sent = new ArrayList<>();
    for (Topic<?> topic : RelayedMessages.topics()) {
      log.records(topic).forEach(record -> sent.addAll(relayed.of(record)));
    }
    return sent;
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
        .collect(Collectors.toMap(AggregationReport::journal, AggregationReport::entries));
  }
}
