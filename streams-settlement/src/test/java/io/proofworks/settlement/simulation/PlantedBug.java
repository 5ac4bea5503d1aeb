package io.proofworks.settlement.simulation;

import io.proofworks.protocol.Digests;
import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.MarketRules;
import io.proofworks.protocol.Reason;
import io.proofworks.runtime.Coordinates;
import io.proofworks.runtime.InboundRecord;
import io.proofworks.settlement.domain.AccountContext;
import io.proofworks.settlement.domain.AccountDecision;
import io.proofworks.settlement.domain.AccountEffect;
import io.proofworks.settlement.domain.AccountRequest;
import io.proofworks.settlement.domain.AccountRules;
import io.proofworks.settlement.domain.CommitEntry;
import io.proofworks.settlement.domain.Epoch;
import io.proofworks.settlement.domain.MarketPolicy;
import io.proofworks.settlement.domain.OpenTime;
import io.proofworks.settlement.domain.Origin;
import io.proofworks.settlement.domain.ProofCheck;
import io.proofworks.settlement.domain.RequestIds;
import io.proofworks.settlement.domain.TaskAnswer;
import io.proofworks.settlement.domain.TaskCase;
import io.proofworks.settlement.domain.TaskContext;
import io.proofworks.settlement.domain.TaskDecision;
import io.proofworks.settlement.domain.TaskEffect;
import io.proofworks.settlement.domain.TaskInput;
import io.proofworks.settlement.domain.TaskRules;
import io.proofworks.settlement.domain.TaskStage;
import io.proofworks.settlement.domain.VerdictIssued;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Mistakes that an engine could make, each around the real one. */
enum PlantedBug {
  NONE(changing(step -> step)),
  COMMIT_ACCEPTED_ONE_MILLISECOND_LATE(changing(PlantedBug::commitEarlier)),
  REVEAL_WINDOW_ONE_MILLISECOND_LONG(
      changing(s -> s.input() instanceof TaskInput.RevealReceived r ? s.with(timed(r, -1)) : s)),
  REVEAL_AS_OLD_AS_ITS_COMMIT(
      changing(s -> s.input() instanceof TaskInput.RevealReceived r ? s.with(timed(r, 1)) : s)),
  EPOCH_OF_COMMITS_UNCHECKED(changing(PlantedBug::currentEpoch)),
  DOMAIN_UNCHECKED(changing(PlantedBug::ourDomain)),
  SIGNATURE_UNCHECKED(changing(s -> s.with(anySignature(s.context())))),
  ANYBODY_MAY_COMMIT(
      changing(
          s -> s.input() instanceof TaskInput.CommitReceived ? s.onTask(PlantedBug::opened) : s)),
  COMMIT_AFTER_THE_PROOF_IS_THERE(
      changing(
          s -> s.input() instanceof TaskInput.CommitReceived ? s.onTask(PlantedBug::reopened) : s)),
  SECOND_COMMIT_ACCEPTED(changing(PlantedBug::forgetOwn)),
  COPIED_COMMITMENT_BLOCKS(changing(PlantedBug::inTheWay)),
  COPY_IS_ONLY_INVALID(changing(s -> s.with(ownBindingOnly(s)))),
  BINDING_IGNORED(changing(s -> s.with(anyBinding(s.context())))),
  LATE_REVEAL_EARNS_ALL(changing(s -> s.with(policy(s.context(), PlantedBug::generous)))),
  NOTHING_IS_BURNED(changing(s -> s.with(policy(s.context(), PlantedBug::unburned)))),
  NEWEST_POLICY_JUDGES_ALL(changing(s -> s.with(policy(s.context(), p -> newest(p))))),
  NEWEST_RULES_JUDGE_ALL(
      changing(s -> s.with(policy(s.context(), p -> ruled(p, MarketRules.NEWEST))))),
  RULES_NEVER_CHANGE(changing(s -> s.with(policy(s.context(), p -> ruled(p, MarketRules.FIRST))))),
  OUTAGE_COUNTS(
      changing(s ->
          s.with(
              new TaskContext(
                  s.context().policy(),
                  s.context().provers(),
                  OpenTime.ALWAYS,
                  s.context().proofs(),
                  s.context().signatures(),
                  s.context().digests())))),
  EVERY_STATEMENT_IS_PAID(
      changing(s ->
          s.input() instanceof TaskInput.StatementAnswered a
              ? s.with(
                  new TaskInput.StatementAnswered(
                      a.origin(), a.taskId(), true, a.holder(), a.provedAt()))
              : s)),
  RANKED_BY_REVEAL(changing(PlantedBug::firstToRevealFirst)),
  GIVEN_BACK_EARNS_LIKE_OTHERS((s, decide) -> rankedAsBefore(s, decide.apply(s))),
  GIVEN_BACK_IS_SILENT(after(PlantedBug::forgetWhoGaveBack)),
  STALE_SINCE_ITS_NOTICE(changing(PlantedBug::undated)),
  PAYS_TWICE(after(effects(PlantedBug::twicePaid))),
  RELEASE_FORGOTTEN(after(without(e -> asked(e) instanceof AccountRequest.ReleaseBond))),
  REFUND_FORGOTTEN(after(without(e -> asked(e) instanceof AccountRequest.RefundEscrow))),
  COMPENSATION_FORGOTTEN(
      after(
          without(e ->
              asked(e) instanceof AccountRequest.PayFromEscrow pay
                  && pay.kind().name().equals("COMPENSATE")))),
  SLASHED_MONEY_GOES_BACK(after(effects(PlantedBug::slashedToOneself))),
  BOND_NOT_RESERVED(after(effects(PlantedBug::noBond))),
  REPEATS_UNANSWERED(
      after(without(e -> e instanceof VerdictIssued v && v.reason() == Reason.DUPLICATE))),
  ANSWERED_TWICE(after(effects(e -> e instanceof VerdictIssued ? Stream.of(e, e) : Stream.of(e)))),
  PARKED_RECORD_DROPPED(after(PlantedBug::dropParked)),
  SUPERSESSION_IGNORED((s, decide) ->
      s.input() instanceof TaskInput.TaskSuperseded && s.task() != null
          ? new TaskDecision(s.task(), decide.apply(s).effects())
          : decide.apply(s)),
  DEADLINES_BY_A_FAST_CLOCK(changing(step -> step)) {
    @Override
    InboundRecord arriving(InboundRecord record) {
      Coordinates at = record.coordinates();
      return record.isTick()
          ? new InboundRecord(
              new Coordinates(at.topic(), at.partition(), at.offset(), at.time() + 250),
              record.keyBytes(),
              record.value(),
              record.key(),
              record.headers(),
              record.digest())
          : record;
    }
  },
  REPEATED_DEPOSIT_COUNTS(changing(step -> step)) {
    @Override
    AccountRules accounts() {
      return (state, input, context) ->
          AccountRules.PROTOCOL.decide(
              state, input, new AccountContext(context.policy(), context.digests(), id -> false));
    }
  },
  BOND_ON_CREDIT(changing(step -> step)) {
    @Override
    AccountRules accounts() {
      return (state, input, context) ->
          granting(AccountRules.PROTOCOL.decide(state, input, context));
    }
  },
  MONEY_LOST_ON_ITS_WAY(changing(step -> step)) {
    @Override
    AccountRules accounts() {
      return (state, input, context) -> {
        AccountDecision decision = AccountRules.PROTOCOL.decide(state, input, context);
        List<AccountEffect> effects =
            decision.effects().stream()
                .filter(e -> !(e instanceof AccountEffect.Forwarded))
                .toList();
        return new AccountDecision(decision.next(), effects);
      };
    }
  };

  /** A decision to be taken. */
  private record Step(@Nullable TaskCase task, TaskInput input, TaskContext context) {

    Step with(TaskInput other) {
      return new Step(task, other, context);
    }

    Step with(TaskContext other) {
      return new Step(task, input, other);
    }

    Step onTask(UnaryOperator<TaskCase> change) {
      return task == null ? this : new Step(change.apply(task), input, context);
    }
  }

  @FunctionalInterface
  private interface Mistake {
    TaskDecision decide(Step step, Function<Step, TaskDecision> rules);
  }

  private final Mistake mistake;

  PlantedBug(Mistake mistake) {
    this.mistake = mistake;
  }

  TaskRules tasks() {
    return new TaskRules() {
      @Override
      public TaskDecision decide(@Nullable TaskCase task, TaskInput input, TaskContext context) {
        return mistake.decide(
            new Step(task, input, context), s -> PROTOCOL.decide(s.task(), s.input(), s.context()));
      }

      @Override
      public TaskDecision timePassed(TaskCase task, long at, TaskContext context) {
        TaskInput none =
            new TaskInput.BondAnswered(
                new Origin("time", 0, 0, at, Hash32.ZERO), task.task().taskId(), Hash32.ZERO, true);
        return mistake.decide(
            new Step(task, none, context),
            s -> PROTOCOL.timePassed(s.task() == null ? task : s.task(), at, s.context()));
      }
    };
  }

  AccountRules accounts() {
    return AccountRules.PROTOCOL;
  }

  /** A record as the partition gets to see it. */
  InboundRecord arriving(InboundRecord record) {
    return record;
  }

  private static Mistake changing(UnaryOperator<Step> change) {
    return (step, rules) -> rules.apply(change.apply(step));
  }

  private static Mistake after(UnaryOperator<TaskDecision> change) {
    return (step, rules) -> change.apply(rules.apply(step));
  }

  private static UnaryOperator<TaskDecision> effects(
      Function<TaskEffect, Stream<TaskEffect>> change) {
    return d -> new TaskDecision(d.next(), d.effects().stream().flatMap(change).toList());
  }

  private static UnaryOperator<TaskDecision> without(Predicate<TaskEffect> effect) {
    return effects(e -> effect.test(e) ? Stream.of() : Stream.of(e));
  }

  private static @Nullable AccountRequest asked(TaskEffect effect) {
    return effect instanceof TaskEffect.AccountAsked(AccountRequest request) ? request : null;
  }

  private static Step commitEarlier(Step step) {
    return step.input() instanceof TaskInput.CommitReceived c
        ? step.with(commit(c, c.epoch(), earlier(c.origin()), c.domain()))
        : step;
  }

  private static Origin earlier(Origin at) {
    return new Origin(at.topic(), at.partition(), at.offset(), at.time() - 1, at.digest());
  }

  private static TaskInput commit(
      TaskInput.CommitReceived c, int epoch, Origin origin, Hash32 domain) {
    return new TaskInput.CommitReceived(
        origin, domain, c.taskId(), epoch, c.prover(), c.commitment(), c.signed(), c.signature());
  }

  private static TaskInput timed(TaskInput.RevealReceived r, long by) {
    Origin at = r.origin();
    return new TaskInput.RevealReceived(
        new Origin(at.topic(), at.partition(), at.offset(), at.time() + by, at.digest()),
        r.domain(),
        r.taskId(),
        r.epoch(),
        r.prover(),
        r.proof(),
        r.nonce(),
        r.grant(),
        r.signed(),
        r.signature());
  }

  private static Step currentEpoch(Step step) {
    TaskStage.Current current = step.task() == null ? null : step.task().stage().current();
    return step.input() instanceof TaskInput.CommitReceived c && current != null
        ? step.with(commit(c, current.epoch().number(), c.origin(), c.domain()))
        : step;
  }

  private static Step ourDomain(Step step) {
    Hash32 ours = step.context().digests().domain();
    return step.input() instanceof TaskInput.CommitReceived c
        ? step.with(commit(c, c.epoch(), c.origin(), ours))
        : step;
  }

  private static TaskContext anySignature(TaskContext c) {
    return new TaskContext(
        c.policy(), c.provers(), c.open(), c.proofs(), (key, digest, by) -> true, c.digests());
  }

  private static TaskContext proofs(TaskContext c, ProofCheck check) {
    return new TaskContext(c.policy(), c.provers(), c.open(), check, c.signatures(), c.digests());
  }

  private static TaskContext anyBinding(TaskContext c) {
    return proofs(c, (task, binding, proof) -> c.proofs().check(task, null, proof));
  }

  private static TaskContext ownBindingOnly(Step step) {
    TaskContext c = step.context();
    if (!(step.input() instanceof TaskInput.RevealReceived r)) {
      return c;
    }
    Digests digests = c.digests();
    return proofs(
        c,
        (task, binding, proof) -> {
          boolean own =
              binding == null
                  || Hash32.of(binding).equals(digests.binding(task.taskId(), r.prover()));
          return own
              ? c.proofs().check(task, binding, proof)
              : new ProofCheck.Outcome.Invalid("not looked at");
        });
  }

  private static TaskContext policy(TaskContext c, UnaryOperator<MarketPolicy> change) {
    return new TaskContext(
        change.apply(c.policy()), c.provers(), c.open(), c.proofs(), c.signatures(), c.digests());
  }

  private static MarketPolicy generous(MarketPolicy p) {
    return policy(p, p.slashing(), 10_000);
  }

  private static MarketPolicy unburned(MarketPolicy p) {
    MarketPolicy.Slashing s = p.slashing();
    return policy(
        p,
        new MarketPolicy.Slashing(
            s.unrevealed(), s.invalid(), s.plagiarism(), s.delay(), s.censorship(), 0),
        p.lateRewardBps());
  }

  private static MarketPolicy newest(MarketPolicy p) {
    return p.version() == 1
        ? policy(p, new MarketPolicy.Slashing(3_333, 6_001, 9_000, 777, 0, 1_111), 2_500)
        : p;
  }

  private static MarketPolicy policy(MarketPolicy p, MarketPolicy.Slashing slashing, int late) {
    return policy(p, slashing, late, p.rules());
  }

  private static MarketPolicy ruled(MarketPolicy p, int rules) {
    return policy(p, p.slashing(), p.lateRewardBps(), rules);
  }

  private static MarketPolicy policy(
      MarketPolicy p, MarketPolicy.Slashing slashing, int late, int rules) {
    return new MarketPolicy(
        p.domain(),
        p.version(),
        p.programs(),
        p.verifierStatus(),
        slashing,
        late,
        p.adoptBps(),
        p.staleCompensationBps(),
        p.breakerFailures(),
        p.breakerPauseMs(),
        p.reputationHalfLifeMs(),
        p.parkedPerTask(),
        p.parkedPerProver(),
        p.aggregatorFee(),
        p.tickKey(),
        rules,
        p.closed());
  }

  private static TaskCase opened(TaskCase t) {
    return task(
        t,
        switch (t.stage()) {
          case TaskStage.Open open -> open;
          case TaskStage.Assigned(var current) -> new TaskStage.Assigned(toAll(current));
          case TaskStage.Committed(var current) -> new TaskStage.Committed(toAll(current));
          case TaskStage.Reassigned(var current) -> new TaskStage.Reassigned(toAll(current));
          case TaskStage.Verified(var current, var by) ->
              new TaskStage.Verified(toAll(current), by);
          case TaskStage.Ended(var outcome, var current, var by, var since) ->
              new TaskStage.Ended(outcome, current == null ? null : toAll(current), by, since);
        },
        t.commits(),
        t.waiting());
  }

  private static TaskStage.Current toAll(TaskStage.Current current) {
    Epoch e = current.epoch();
    return new TaskStage.Current(
        new Epoch(e.number(), List.of(), true, e.begun(), e.commitBy(), e.reward()),
        current.lapsed(),
        List.of());
  }

  private static TaskCase reopened(TaskCase t) {
    return t.stage() instanceof TaskStage.Verified verified
        ? task(t, new TaskStage.Committed(verified.current()), t.commits(), t.waiting())
        : t;
  }

  private static TaskCase task(
      TaskCase t, TaskStage stage, List<CommitEntry> commits, List<TaskInput> waiting) {
    return new TaskCase(t.task(), t.published(), stage, t.escrow(), commits, waiting, t.reward());
  }

  private static Step forgetOwn(Step step) {
    return forget(
        step,
        (commit, c) ->
            commit.prover().equals(c.prover()) && !commit.commitment().equals(c.commitment()));
  }

  /** Whoever comes second with a C is refused, be it the copy or the one that was copied. */
  private static Step inTheWay(Step step) {
    if (!(step.input() instanceof TaskInput.CommitReceived c) || step.task() == null) {
      return step;
    }
    boolean stands =
        step.task().commits().stream()
            .filter(commit -> !(commit instanceof CommitEntry.Refused))
            .anyMatch(commit ->
                !commit.prover().equals(c.prover()) && commit.commitment().equals(c.commitment()));
    return stands ? step.with(commit(c, c.epoch() + 1, c.origin(), c.domain())) : step;
  }

  private static Step forget(
      Step step, java.util.function.BiPredicate<CommitEntry, TaskInput.CommitReceived> which) {
    if (!(step.input() instanceof TaskInput.CommitReceived c)) {
      return step;
    }
    return step.onTask(t ->
        task(
            t,
            t.stage(),
            t.commits().stream().filter(e -> !which.test(e, c)).toList(),
            t.waiting()));
  }

  /** The commit that is revealed now gets the first rank, unless one has it. */
  private static Step firstToRevealFirst(Step step) {
    if (!(step.input() instanceof TaskInput.RevealReceived r)) {
      return step;
    }
    return step.onTask(t -> {
      boolean taken = t.commits().stream().anyMatch(c -> c.origin().offset() < 0);
      List<CommitEntry> ranked =
          t.commits().stream()
              .map(c -> !taken && c.prover().equals(r.prover()) ? first(c) : c)
              .toList();
      return task(t, t.stage(), ranked, t.waiting());
    });
  }

  private static TaskDecision rankedAsBefore(Step step, TaskDecision decision) {
    TaskCase next = decision.next();
    return step.input() instanceof TaskInput.GivenBack && step.task() != null && next != null
        ? new TaskDecision(
            task(next, next.stage(), step.task().commits(), next.waiting()), decision.effects())
        : decision;
  }

  private static TaskDecision forgetWhoGaveBack(TaskDecision decision) {
    TaskCase next = decision.next();
    return next != null && next.stage() instanceof TaskStage.Begun begun
        ? new TaskDecision(
            task(
                next,
                begun.in(new TaskStage.Current(begun.epoch(), begun.isLapsed(), List.of())),
                next.commits(),
                next.waiting()),
            decision.effects())
        : decision;
  }

  private static Step undated(Step step) {
    return step.input() instanceof TaskInput.TaskSuperseded s
        ? step.with(
            new TaskInput.TaskSuperseded(s.origin(), s.domain(), s.taskId(), s.cause(), null))
        : step;
  }

  private static CommitEntry first(CommitEntry c) {
    Origin at = c.origin();
    CommitEntry.Terms terms =
        new CommitEntry.Terms(
            c.prover(),
            c.epoch(),
            c.commitment(),
            new Origin(at.topic(), at.partition(), -1, at.time(), at.digest()),
            c.bondId(),
            c.bond(),
            c.reward(),
            c.terms().askedAt(),
            c.ranksLast());
    return switch (c) {
      case CommitEntry.Pending _ -> new CommitEntry.Pending(terms);
      case CommitEntry.Refused _ -> new CommitEntry.Refused(terms);
      case CommitEntry.Accepted _ -> new CommitEntry.Accepted(terms);
      case CommitEntry.Due it -> new CommitEntry.Due(terms, it.window());
      case CommitEntry.Overdue it -> new CommitEntry.Overdue(terms, it.window());
      case CommitEntry.Revealed it ->
          new CommitEntry.Revealed(terms, it.window(), it.earns(), it.proofDigest());
      case CommitEntry.Forfeited it -> new CommitEntry.Forfeited(terms, it.window());
      case CommitEntry.Released it -> new CommitEntry.Released(terms, it.window());
    };
  }

  private static Stream<TaskEffect> twicePaid(TaskEffect effect) {
    return asked(effect) instanceof AccountRequest.PayFromEscrow p
        ? Stream.of(
            effect,
            new TaskEffect.AccountAsked(
                new AccountRequest.PayFromEscrow(
                    RequestIds.of("again", p.id()),
                    p.account(),
                    p.escrowId(),
                    p.to(),
                    p.amount(),
                    p.kind(),
                    p.matter())))
        : Stream.of(effect);
  }

  private static Stream<TaskEffect> slashedToOneself(TaskEffect effect) {
    return asked(effect) instanceof AccountRequest.SlashBond s
        ? Stream.of(
            new TaskEffect.AccountAsked(
                new AccountRequest.SlashBond(
                    s.id(),
                    s.account(),
                    s.bondId(),
                    s.amount(),
                    s.burned(),
                    s.account(),
                    s.matter(),
                    s.performance())))
        : Stream.of(effect);
  }

  private static Stream<TaskEffect> noBond(TaskEffect effect) {
    return asked(effect) instanceof AccountRequest.ReserveBond b
        ? Stream.of(
            new TaskEffect.AccountAsked(
                new AccountRequest.ReserveBond(b.id(), b.account(), b.bondId(), 0, b.matter())))
        : Stream.of(effect);
  }

  private static TaskDecision dropParked(TaskDecision decision) {
    TaskCase t = decision.next();
    if (t == null || t.waiting().isEmpty()) {
      return decision;
    }
    List<TaskInput> fewer = t.waiting().subList(0, t.waiting().size() - 1);
    return new TaskDecision(task(t, t.stage(), t.commits(), fewer), decision.effects());
  }

  private static AccountDecision granting(AccountDecision decision) {
    List<AccountEffect> effects =
        decision.effects().stream()
            .map(e ->
                e instanceof AccountEffect.Answered(TaskAnswer.BondWord word)
                    ? new AccountEffect.Answered(
                        new TaskAnswer.BondWord(word.taskId(), word.bondId(), true))
                    : e)
            .toList();
    return new AccountDecision(decision.next(), effects);
  }
}
