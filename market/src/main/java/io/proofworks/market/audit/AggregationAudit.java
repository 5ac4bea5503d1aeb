package io.proofworks.market.audit;

import io.proofworks.aggregation.processor.AggregationFact;
import io.proofworks.aggregation.processor.AggregationReplay;
import io.proofworks.aggregation.processor.AggregationTimes;
import io.proofworks.aggregation.processor.Outcome;
import io.proofworks.aggregation.processor.RelayedMessages;
import io.proofworks.aggregation.processor.Schemes;
import io.proofworks.avro.AggregationJob;
import io.proofworks.avro.Receipt;
import io.proofworks.avro.Verdict;
import io.proofworks.runtime.journal.Difference;
import io.proofworks.runtime.journal.Replayed;
import io.proofworks.serde.MarketSerdes;
import io.proofworks.topics.Journals;
import io.proofworks.topics.Topic;
import io.proofworks.topics.Topics;

/**
 * Aggregation's journals, replayed: jobs, verdicts and receipts are those that follow, both ways;
 * what a partition says that it was told follows from the records of others, both ways; and leases
 * went to somebody who could have them.
 */
final class AggregationAudit implements JournalAudit {

  private final Run run;
  private final Decoding log;
  private final JournalIndex journals;
  private final AggregationReplay.Scope scope;
  private final Messages messages;
  private final Told told;
  private final LeaseChoices choices;
  private final WrittenTogether together;
  private final DerivedRecords jobs;
  private final DerivedRecords receipts;
  private final DerivedRecords verdicts;

  /**
   * @param standings those that follow from settlement's journals, when one of these is replayed
   */
  AggregationAudit(Run run, JournalIndex journals, Standings standings, Heartbeats heartbeats) {
    this.run = run;
    this.log = run.log();
    this.journals = journals;
    Audit.Scope of = run.scope();
    this.scope =
        new AggregationReplay.Scope(
            of.domain(),
            of.deployment(),
            of.partitions(),
            of.serdes(),
            new MarketSerdes(KnownSchemas.ofThisBuild()),
            of.verifiers(),
            Schemes.standard());
    this.messages = Messages.toAggregation(run);
    this.told = new Told(standings, run.overdue(), run.scratch(), run.findings());
    this.choices = new LeaseChoices(heartbeats, standings, run.scratch(), run.findings());
    this.together = new WrittenTogether(run, journals);
    this.jobs = DerivedRecords.of(Difference.Kind.DIFFERENT_RECORD, run);
    this.receipts = DerivedRecords.of(Difference.Kind.DIFFERENT_RECORD, run);
    this.verdicts = DerivedRecords.of(Difference.Kind.DIFFERENT_VERDICT, run);
  }

  /** Whether a journal of that name is aggregation's. */
  static boolean isOf(String journal) {
    return journal.startsWith(Journals.AGGREGATION);
  }

  @Override
  public boolean keeps(String journal) {
    return isOf(journal);
  }

  @Override
  public void replay(String journal) {
    Replayed replayed =
        AggregationReplay.run(
            journal,
            journals.entries(journal),
            scope,
            run::find,
            run.scratch(),
            new Following(journal));
    long reached =
        AggregationTimes.check(
            journal,
            journals.written(journal),
            scope.digests(),
            log,
            run.scratch(),
            run.findings()::add);
    run.requireTurns(replayed, reached);
  }

  @Override
  public void compare() {
    RelayedMessages relayed =
        new RelayedMessages(scope.serdes(), scope.domain(), scope.partitions());
    for (Topic<?> topic : RelayedMessages.topics()) {
      log.records(topic)
          .forEach(record -> run.derive(record, of -> relayed.of(of).forEach(messages::sent)));
    }
    messages.compare();
    for (int partition = 0; partition < scope.partitions(); partition++) {
      told.conclude(Journals.AGGREGATION + partition);
    }
    choices.check();
    log.all(Topics.AGGREGATION_JOBS).forEach(f -> take(jobs, f, f.value().toString()));
    log.all(Topics.RECEIPTS).forEach(f -> take(receipts, f, f.value().toString()));
    log.all(Topics.VERDICTS)
        .filter(found -> DecidedBy.of(found.value()) == DecidedBy.AGGREGATION)
        .forEach(f -> take(verdicts, f, f.record().key().orElse("") + " " + f.value()));
    jobs.conclude();
    receipts.conclude();
    verdicts.conclude();
  }

  private void take(DerivedRecords derived, Decoding.Found<?> found, String text) {
    together.require(derived.take(text, found.place()), found.place(), found.time());
  }

  @Override
  public Matched matched() {
    return new Matched(
        messages.matched() + told.matched(),
        messages.waiting(),
        jobs.matched() + receipts.matched(),
        verdicts.matched(),
        0);
  }

  /** Takes what follows from a journal. */
  private final class Following extends JournalFollower<AggregationFact> {

    private final String journal;

    Following(String journal) {
      super(messages, run.findings());
      this.journal = journal;
    }

    @Override
    public void told(AggregationFact fact) {
      switch (fact) {
        case AggregationFact.Derived derived -> follows(derived);
        case AggregationFact.Seen seen -> told.take(journal, seen);
        case AggregationFact.Lease lease -> choices.add(lease);
      }
    }

    private void follows(AggregationFact.Derived derived) {
      String from = Difference.place(journal, derived.sequence());
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
}
