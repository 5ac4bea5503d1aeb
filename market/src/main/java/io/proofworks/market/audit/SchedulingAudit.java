package io.proofworks.market.audit;

import io.proofworks.avro.Assignment;
import io.proofworks.avro.TaskRecord;
import io.proofworks.avro.Verdict;
import io.proofworks.protocol.Hash32;
import io.proofworks.runtime.journal.Difference;
import io.proofworks.runtime.journal.Replayed;
import io.proofworks.serde.MarketSerdes;
import io.proofworks.sharding.processor.Outcome;
import io.proofworks.sharding.processor.PolicyHistory;
import io.proofworks.sharding.processor.Provers;
import io.proofworks.sharding.processor.ScheduleMessages;
import io.proofworks.sharding.processor.SchedulingFact;
import io.proofworks.sharding.processor.SchedulingReplay;
import io.proofworks.sharding.processor.SchedulingTimes;
import io.proofworks.topics.Journals;
import io.proofworks.topics.Topics;
import java.util.Optional;

/**
 * Sharding's journals, replayed: tasks, assignments, and verdicts on requests and on what takes
 * batches back, are those that follow, both ways, from journals, or from the record alone where
 * nobody signed it; what it says that it knew of the money of who asks was so; what the schedule
 * says that it was told follows from the requests' journals and from verdicts, both ways; and whom
 * it chose could have the task.
 */
final class SchedulingAudit implements JournalAudit {

  private final Run run;
  private final Decoding log;
  private final JournalIndex journals;
  private final SchedulingReplay.Scope scope;
  private final SchedulingTimes.Scope times;
  private final UnsignedRecords unsigned;
  private final Messages messages;
  private final AssignmentChoices choices;
  private final KnownMoney money;
  private final WrittenTogether together;
  private final DerivedRecords verdicts;
  private final DerivedRecords tasks;
  private final DerivedRecords assignments;

  /**
   * @param standings those that follow from settlement's journals, when one of these is replayed
   */
  SchedulingAudit(Run run, JournalIndex journals, Standings standings, Heartbeats heartbeats) {
    this.run = run;
    this.log = run.log();
    this.journals = journals;
    Audit.Scope of = run.scope();
    PolicyHistory policies =
        new PolicyHistory(
            log.records(Topics.POLICIES).toList(), of.serdes(), of.domain(), of.verifiers());
    this.scope =
        new SchedulingReplay.Scope(
            of.domain(),
            of.partitions(),
            of.serdes(),
            new MarketSerdes(KnownSchemas.ofThisBuild()),
            of.verifiers(),
            policies);
    this.unsigned = new UnsignedRecords(log, scope);
    this.times =
        new SchedulingTimes.Scope(of.domain(), of.partitions(), policies, log, run.scratch());
    this.messages = Messages.toSchedule(run);
    this.choices =
        new AssignmentChoices(
            heartbeats,
            standings,
            beat -> mayBeTaken(beat, scope.domain(), scope.partitions()),
            policies::heartbeatTimeoutMs,
            run.findings());
    this.money =
        new KnownMoney(
            standings,
            of.serdes().decoder(Topics.BATCHES),
            run::find,
            policies,
            run.delays(),
            run.findings());
    this.together = new WrittenTogether(run, journals);
    this.verdicts = DerivedRecords.of(Difference.Kind.DIFFERENT_VERDICT, run);
    this.tasks = DerivedRecords.of(Difference.Kind.DIFFERENT_RECORD, run);
    this.assignments = DerivedRecords.of(Difference.Kind.DIFFERENT_RECORD, run);
  }

  /**
   * Anybody may write heartbeats: what stands under another key or in another partition, is of
   * another market, or gives too much back, was refused.
   */
  static boolean mayBeTaken(Heartbeats.Beat beat, Hash32 domain, int partitions) {
    return beat.record().key().equals(Optional.of(beat.value().getProverId()))
        && beat.record().inPartitionOfItsKey(partitions)
        && beat.value().getDomain().equals(domain.hex())
        && !Provers.givesBackTooMuch(beat.value());
  }

  /** Whether a journal of that name is sharding's. */
  static boolean isOf(String journal) {
    return SchedulingReplay.keeps(journal);
  }

  @Override
  public boolean keeps(String journal) {
    return isOf(journal);
  }

  @Override
  public void replay(String journal) {
    Replayed replayed =
        SchedulingReplay.run(
            journal,
            journals.entries(journal),
            scope,
            run::find,
            run.scratch(),
            new Following(journal));
    long reached =
        SchedulingTimes.check(journal, journals.written(journal), times, run.findings()::add);
    if (journal.startsWith(Journals.REQUEST)) {
      money.check(journals.written(journal));
    }
    run.requireTurns(replayed, reached);
  }

  @Override
  public void compare() {
    ScheduleMessages told = scope.messages();
    log.records(Topics.VERDICTS)
        .forEach(record -> run.derive(record, of -> told.of(of).ifPresent(messages::sent)));
    messages.compare();
    unsigned.answers(verdicts);
    log.all(Topics.TASKS).forEach(f -> take(tasks, f, f.value().toString()));
    log.all(Topics.ASSIGNMENTS).forEach(f -> take(assignments, f, f.value().toString()));
    log.all(Topics.VERDICTS)
        .filter(found -> DecidedBy.of(found.value()) == DecidedBy.REQUESTS)
        .forEach(f -> take(verdicts, f, f.record().key().orElse("") + " " + f.value()));
    tasks.conclude();
    assignments.conclude();
    verdicts.conclude();
  }

  private void take(DerivedRecords derived, Decoding.Found<?> found, String text) {
    together.require(derived.take(text, found.place(), found.time()), found.place(), found.time());
  }

  /** What nobody signed: no journal has it. */
  UnsignedRecords unsigned() {
    return unsigned;
  }

  /** On a request, or on what takes a batch back; settlement takes back each of its tasks. */
  @Override
  public Matched matched() {
    return new Matched(
        messages.matched(),
        messages.waiting(),
        tasks.matched() + assignments.matched(),
        verdicts.matched(),
        0);
  }

  /** Takes what follows from a journal. */
  private final class Following extends JournalFollower<SchedulingFact> {

    private final String journal;

    Following(String journal) {
      super(messages, run.findings());
      this.journal = journal;
    }

    @Override
    public void told(SchedulingFact fact) {
      switch (fact) {
        case SchedulingFact.Derived derived -> follows(derived);
        case SchedulingFact.Beat beat -> choices.check(journal, beat);
        case SchedulingFact.Chosen chosen -> choices.check(journal, chosen);
        case SchedulingFact.GivenUp givenUp -> choices.check(journal, givenUp);
      }
    }

    private void follows(SchedulingFact.Derived derived) {
      String from = Difference.place(journal, derived.sequence());
      switch (derived.outcome()) {
        case Outcome.Answered(String key, Verdict verdict) ->
            verdicts.add(key + " " + verdict, from, derived.time());
        case Outcome.TaskTold(TaskRecord task) -> tasks.add(task.toString(), from, derived.time());
        case Outcome.Assigned(Assignment assignment) ->
            assignments.add(assignment.toString(), from, derived.time());
        case Outcome.Told ignored -> {}
      }
    }
  }
}
