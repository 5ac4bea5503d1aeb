package io.proofworks.market.audit;

import io.proofworks.proofs.registry.VerifierRegistry;
import io.proofworks.runtime.Coordinates;
import io.proofworks.runtime.journal.BrokerClocks;
import io.proofworks.runtime.journal.Consequence;
import io.proofworks.runtime.journal.Difference;
import io.proofworks.runtime.journal.Replayed;
import io.proofworks.settlement.checks.PolicyProofCheck;
import io.proofworks.settlement.domain.AccountEffect;
import io.proofworks.settlement.domain.TaskEffect;
import io.proofworks.settlement.domain.VerdictIssued;
import io.proofworks.settlement.replay.EntryTimes;
import io.proofworks.settlement.replay.JournalReplay;
import io.proofworks.topics.Journals;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.StreamSupport;

/**
 * Settlement's journals, replayed: verdicts, movements, standings, child proofs and windows are
 * those that follow, both ways; and what its sides asked of each other was taken in, both ways.
 */
final class SettlementAudit implements JournalAudit {

  private final Run run;
  private final JournalIndex journals;
  private final Standings standings;
  private final JournalReplay.Scope scope;
  private final EntryTimes.Scope times;
  private final Published published;
  private final FollowUps followUps;
  private final Messages messages;
  private final ReadingOrder order;
  private final Openings openings;

  /** How far the task journals are, by partition. */
  private final Map<Integer, EntryTimes.Result> turns = new HashMap<>();

  private long verdicts;
  private long movements;

  /**
   * @param standings gets those that follow
   */
  SettlementAudit(Run run, JournalIndex journals, Standings standings) {
    this.run = run;
    this.journals = journals;
    this.standings = standings;
    Audit.Scope of = run.scope();
    VerifierRegistry verifiers = of.verifiers();
    this.scope =
        new JournalReplay.Scope(
            of.domain(),
            of.deployment(),
            of.partitions(),
            of.serdes(),
            new PolicyProofCheck(verifiers));
    this.times =
        new EntryTimes.Scope(
            of.domain(),
            of.deployment(),
            of.partitions(),
            of.serdes(),
            run.log(),
            run.log().log().lastTime(),
            run.scratch());
    WrittenTogether together = new WrittenTogether(run, journals);
    this.published = new Published(run, together);
    this.followUps = new FollowUps(run, together);
    this.order = new ReadingOrder(journals, run.delays(), run.scratch(), run.findings());
    this.openings = new Openings(run, journals);
    this.messages =
        Messages.ofSettlement(run.overdue(), order::arrived, run.scratch(), run.findings());
    journals.sizes().keySet().stream()
        .filter(journal -> journal.startsWith(Journals.ACCOUNT))
        .flatMap(journal ->
            StreamSupport.stream(journals.each(journal, found -> found).spliterator(), false))
        .forEach(found -> standings.wrote(found.value().getInput().getTime(), found.time()));
  }

  /** What nobody else keeps is settlement's, or of no side at all. */
  @Override
  public boolean keeps(String journal) {
    return !AggregationAudit.isOf(journal) && !SchedulingAudit.isOf(journal);
  }

  @Override
  public void replay(String journal) {
    Replayed replayed =
        JournalReplay.run(
            journal,
            journals.entries(journal),
            scope,
            run.log()::find,
            run.scratch(),
            new Following(journal));
    checkTimes(replayed);
  }

  /** The turns of a task journal that has no entry are checked as well. */
  private void checkTimes(Replayed replayed) {
    String journal = replayed.journal();
    EntryTimes.Result result =
        EntryTimes.check(journal, journals.entries(journal), times, run.findings()::add);
    if (journal.startsWith(Journals.TASK)) {
      turns.put(Journals.partition(journal), result);
      run.requireTurns(replayed, result.reached());
    }
  }

  @Override
  public void compare() {
    for (int partition = 0; partition < run.scope().partitions(); partition++) {
      if (!turns.containsKey(partition)) {
        checkTimes(new Replayed(Journals.TASK + partition, 0, until -> false));
      }
    }
    published.compare();
    messages.compare();
    journals.sizes().keySet().stream().filter(this::keeps).forEach(order::check);
    followUps.compare();
    openings.check();
  }

  /** How far the task journals are. */
  Coverage.Progress turns() {
    return new Coverage.Progress() {
      @Override
      public boolean overtook(Coordinates at) {
        EntryTimes.Result of = of(at);
        return isBefore(at, of, of.turn());
      }

      @Override
      public boolean overdue(Coordinates at) {
        EntryTimes.Result of = of(at);
        return isBefore(at, of, Math.min(of.reached() - Audit.LONGEST_WAIT_MS, run.overdue()));
      }

      /** Its time may step back behind what its topic had before, by what clocks are apart. */
      private boolean isBefore(Coordinates at, EntryTimes.Result of, long time) {
        return of.times().applyAsLong(at) < time || at.time() + BrokerClocks.APART_MS < time;
      }

      private EntryTimes.Result of(Coordinates at) {
        return turns.getOrDefault(at.partition(), EntryTimes.Result.NONE);
      }
    };
  }

  @Override
  public Matched matched() {
    return new Matched(
        messages.matched(), messages.waiting(), followUps.compared(), verdicts, movements);
  }

  /** Takes what follows from a journal. */
  private final class Following extends JournalFollower<JournalReplay.Derived> {

    private final String journal;

    Following(String journal) {
      super(messages, run.findings());
      this.journal = journal;
    }

    @Override
    public void told(JournalReplay.Derived derived) {
      follows(derived.consequence(), derived.sequence());
    }

    private void follows(Consequence consequence, long sequence) {
      String from = Difference.place(journal, sequence);
      if (consequence instanceof VerdictIssued verdict) {
        verdicts++;
        published.follows(journal, sequence, verdict);
        followUps.follows(verdict, from);
      } else if (consequence instanceof AccountEffect.Moved moved) {
        movements++;
        published.follows(journal, sequence, moved);
      } else if (consequence instanceof AccountEffect.StandingChanged changed) {
        standings.add(published.follows(journal, sequence, changed));
      } else if (consequence instanceof TaskEffect.ChildProofReady ready) {
        followUps.follows(ready, from);
      }
    }
  }
}
