package io.proofworks.settlement.domain;

import static io.proofworks.settlement.domain.Scene.ANN;
import static io.proofworks.settlement.domain.Scene.BOB;
import static io.proofworks.settlement.domain.Scene.CEM;
import static io.proofworks.settlement.domain.Scene.REQUESTER;
import static io.proofworks.settlement.domain.Scene.WINDOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.proofworks.protocol.Address;
import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.Reason;
import io.proofworks.protocol.StakeKind;
import io.proofworks.protocol.TaskState;
import io.proofworks.protocol.VerdictKind;
import io.proofworks.settlement.domain.ManyIdentitiesTest.Plan.Bonds;
import io.proofworks.settlement.domain.ManyIdentitiesTest.Plan.End;
import io.proofworks.settlement.domain.ManyIdentitiesTest.Plan.Outsider;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * One owner behind several provers, each with its own conduct, in any order, with and without an
 * honest prover of somebody else: together they never have more than honesty would have paid, less
 * what was burned of their bonds, and none of them is compensated that had no bond at stake. So
 * what one of them forfeits is never worth to another what it costs.
 */
final class ManyIdentitiesTest {

  private static final Address OUTSIDER = Scene.address(4);
  private static final List<Address> IDENTITIES = List.of(ANN, BOB, CEM);
  private static final Hash32 ELSEWHERE = Scene.hash("another task of the statement");
  private static final long STAKE = 5_000;
  private static final long FIRST_COMMIT = 100;
  private static final long SECOND_EPOCH = FIRST_COMMIT + WINDOW + 60;

  /** What an identity does with its task. */
  enum Conduct {
    HONEST,
    /** Declines, or just stays silent: settlement sees the same. */
    ABSENT,
    /** Commits without the money for a bond. */
    BROKE,
    WITHHOLDING,
    LATE,
    INVALID,
    NON_CANONICAL,
    /** Proves nothing itself: commits to the proof of the next identity and reveals it. */
    COPIES_PROOF,
    /** The same with that of the honest outsider. */
    COPIES_OUTSIDER,
    /** Commits to the C of the next identity. */
    COPIES_COMMITMENT,
    /** Commits and gives the task back, so that others are asked; and reveals like anybody. */
    GIVES_BACK
  }

  /**
   * @param conducts of each identity
   * @param commits identities in the order in which they commit
   * @param reveals in the order in which they reveal
   * @param relay whether only the first is assigned at first, and the others when it has failed
   * @param elsewhere whether another task was rewarded for the same statement meanwhile
   */
  record Plan(
      List<Conduct> conducts,
      List<Integer> commits,
      List<Integer> reveals,
      boolean relay,
      Bonds bonds,
      Outsider outsider,
      End end,
      boolean elsewhere) {

    /** When the account side's word on the bonds comes. */
    enum Bonds {
      AT_ONCE,
      AFTER_ALL_COMMITS,
      AFTER_ALL_REVEALS
    }

    enum Outsider {
      NONE,
      COMMITS_FIRST,
      COMMITS_LAST,
      /** In the second epoch, if there is one, and commits before anybody reveals. */
      ASKED_INSTEAD,
      /** The same, and commits when whoever had the task before has revealed. */
      ASKED_INSTEAD_AND_SLOW;

      boolean isAskedInstead() {
        return this == ASKED_INSTEAD || this == ASKED_INSTEAD_AND_SLOW;
      }
    }

    enum End {
      SETTLED,
      SUPERSEDED_BEFORE_REVEALS,
      SUPERSEDED_IN_THE_GRACE
    }

    Plan honest() {
      List<Conduct> all = conducts.stream().map(c -> Conduct.HONEST).toList();
      return new Plan(all, commits, reveals, relay, bonds, outsider, end, elsewhere);
    }
  }

  /**
   * @param profit of all identities together, in base units
   * @param paid of that by the requester, for work or for stale work
   * @param burned of their bonds
   * @param slashed in how many verdicts they lost something
   * @param requester what its requester has more than before
   * @param outsider what the honest prover of somebody else has more than before
   */
  record Result(long profit, long paid, long burned, int slashed, long requester, long outsider) {}

  private record Event(long at, int order, Runnable action) {}

  /** A task, the accounts of all, and the ways between them. */
  private static final class Play {
    private final Plan plan;
    private final Scene scene = new Scene();
    private final Ledger ledger = new Ledger();
    private final List<Address> owned;
    private final PriorityQueue<Event> events =
        new PriorityQueue<>(Comparator.comparingLong(Event::at).thenComparingInt(Event::order));
    private final Deque<TaskAnswer> heldBack = new ArrayDeque<>();
    private final Set<String> bonded = new HashSet<>();
    private long now;
    private long lastOpened;
    private int order;
    private int slashed;
    private boolean holdsBack;

    Play(Plan plan) {
      this.plan = plan;
      this.owned = IDENTITIES.subList(0, plan.conducts().size());
      scene.provers.put(OUTSIDER, new ProverKey(Scene.key(OUTSIDER), 100_000, false));
      deposit(REQUESTER, 100_000);
      deposit(OUTSIDER, STAKE);
      for (Address identity : owned) {
        boolean broke = conduct(identity) == Conduct.BROKE;
        deposit(identity, broke ? 1 : STAKE);
      }
    }

    private void deposit(Address account, long amount) {
      ledger.stake(account, StakeKind.DEPOSIT, amount, account.hex());
    }

    private Conduct conduct(Address identity) {
      return plan.conducts().get(owned.indexOf(identity));
    }

    Result run() {
      take(s -> s.announced());
      take(s -> s.assigned(1, firstAssigned().toArray(Address[]::new)));
      holdsBack = plan.bonds() != Bonds.AT_ONCE;
      begin(1, firstAssigned(), FIRST_COMMIT);
      if (plan.relay()) {
        at(givesBack() ? FIRST_COMMIT + 20 : SECOND_EPOCH, this::relay);
      }
      at(FIRST_COMMIT + 90, () -> answer(Bonds.AFTER_ALL_COMMITS));
      at(FIRST_COMMIT + 250, () -> answer(Bonds.AFTER_ALL_REVEALS));
      switch (plan.end()) {
        case SUPERSEDED_BEFORE_REVEALS -> at(FIRST_COMMIT + 95, this::supersede);
        case SUPERSEDED_IN_THE_GRACE -> at(FIRST_COMMIT + WINDOW + 100, this::supersedeInTheGrace);
        case SETTLED -> {}
      }
      at(5_000, () -> take(s -> s.closed(5_000, TaskState.SETTLED)));
      while (!events.isEmpty()) {
        Event next = events.poll();
        now = next.at();
        ledger.time = now;
        next.action().run();
      }
      return result();
    }

    /** Of the window that opened last: before its end all live commits are compensated alike. */
    private void supersedeInTheGrace() {
      long due = lastOpened + WINDOW + 100;
      if (now < due) {
        at(due, this::supersedeInTheGrace);
      } else {
        supersede();
      }
    }

    private List<Address> firstAssigned() {
      List<Address> assigned = new ArrayList<>(plan.relay() ? owned.subList(0, 1) : owned);
      if (plan.outsider() != Outsider.NONE && !plan.outsider().isAskedInstead()) {
        assigned.add(OUTSIDER);
      }
      return assigned;
    }

    private boolean givesBack() {
      return conduct(owned.getFirst()) == Conduct.GIVES_BACK;
    }

    private void supersede() {
      take(s -> s.superseded(now));
    }

    /**
     * The task is offered anew: to the owner's other identities, and maybe to somebody else. What
     * was given back is asked of one, as it was of one before: how many are asked is no gain.
     */
    private void relay() {
      int asked = givesBack() ? Math.min(2, owned.size()) : owned.size();
      List<Address> others = new ArrayList<>(owned.subList(1, asked));
      if (plan.outsider().isAskedInstead()) {
        others.add(OUTSIDER);
      }
      TaskState state = scene.task().state();
      boolean wanted = givesBack() ? !state.isEnd() : state == TaskState.REASSIGNED;
      if (wanted && !others.isEmpty()) {
        if (givesBack()) {
          take(s -> s.givenBack(1, now, owned.getFirst()));
        }
        take(s -> s.assigned(2, others.toArray(Address[]::new)));
        begin(2, others, now + 5);
      }
    }

    private void begin(int epoch, List<Address> assigned, long from) {
      if (assigned.contains(OUTSIDER)) {
        long offset =
            switch (plan.outsider()) {
              case COMMITS_FIRST, ASKED_INSTEAD -> 0;
              case NONE, COMMITS_LAST -> 80;
              case ASKED_INSTEAD_AND_SLOW -> 120;
            };
        at(from + offset, () -> commit(OUTSIDER, epoch));
        at(from + offset + 110, () -> reveal(OUTSIDER, epoch));
      }
      for (int rank = 0; rank < owned.size(); rank++) {
        Address committing = owned.get(plan.commits().get(rank));
        Address revealing = owned.get(plan.reveals().get(rank));
        if (assigned.contains(committing) && conduct(committing) != Conduct.ABSENT) {
          at(from + 10 * (rank + 1), () -> commit(committing, epoch));
        }
        if (assigned.contains(revealing) && reveals(conduct(revealing))) {
          boolean late = conduct(revealing) == Conduct.LATE;
          at(from + 100 + 10 * rank + (late ? WINDOW : 0), () -> reveal(revealing, epoch));
        }
      }
    }

    private static boolean reveals(Conduct conduct) {
      return conduct != Conduct.ABSENT && conduct != Conduct.WITHHOLDING;
    }

    private void at(long time, Runnable action) {
      events.add(new Event(time, order++, action));
    }

    private byte[] proofOf(Address prover) {
      if (prover.equals(OUTSIDER)) {
        return Scene.proof(1, OUTSIDER);
      }
      Address next = owned.get((owned.indexOf(prover) + 1) % owned.size());
      return switch (conduct(prover)) {
        case HONEST, ABSENT, BROKE, WITHHOLDING, LATE, GIVES_BACK -> Scene.proof(1, prover);
        case INVALID -> Scene.proof(0, prover);
        case NON_CANONICAL -> Scene.proof(2, prover);
        case COPIES_PROOF, COPIES_COMMITMENT -> Scene.proof(1, next);
        case COPIES_OUTSIDER -> Scene.proof(1, OUTSIDER);
      };
    }

    private void commit(Address prover, int epoch) {
      Address next =
          prover.equals(OUTSIDER) ? prover : owned.get((owned.indexOf(prover) + 1) % owned.size());
      boolean copies = !prover.equals(OUTSIDER) && conduct(prover) == Conduct.COPIES_COMMITMENT;
      Hash32 c = Scene.commitment(copies ? next : prover, proofOf(prover));
      take(s ->
          s.take(
              new TaskInput.CommitReceived(
                  s.at("commitments", now),
                  Scene.DOMAIN,
                  Scene.TASK,
                  epoch,
                  prover,
                  c,
                  Hash32.ZERO,
                  Scene.key(prover))));
    }

    private void reveal(Address prover, int epoch) {
      TaskInput.RevealReceived first = scene.reveal(prover, now, proofOf(prover));
      take(s ->
          s.take(
              new TaskInput.RevealReceived(
                  first.origin(),
                  first.domain(),
                  first.taskId(),
                  epoch,
                  prover,
                  first.proof(),
                  first.nonce(),
                  first.grant(),
                  first.signed(),
                  first.signature())));
    }

    /** Lets something happen to the task, and all that follows from it. */
    private void take(Consumer<Scene> happens) {
      happens.accept(scene);
      for (TaskEffect effect : List.copyOf(scene.effects)) {
        switch (effect) {
          case TaskEffect.AccountAsked(AccountRequest request) -> ask(request);
          case TaskEffect.DeadlineSet(Hash32 task, long due) ->
              at(Math.max(due, now), () -> take(s -> s.pass(now)));
          case VerdictIssued verdict -> count(verdict);
          case TaskEffect.ChildProofReady _, TaskEffect.SetAside _ -> {}
        }
      }
    }

    private void count(VerdictIssued verdict) {
      if (verdict.kind() == VerdictKind.COMMIT && verdict.reason() == Reason.ACCEPTED) {
        bonded.add(verdict.author());
        at(now, () -> take(s -> s.take(opening(s, verdict))));
      }
      boolean ours = owned.stream().anyMatch(a -> a.hex().equals(verdict.author()));
      slashed += ours && verdict.slashed() > 0 ? 1 : 0;
      assertThat(verdict.slashed() == 0 || !verdict.author().equals(OUTSIDER.hex()))
          .as("the outsider is slashed in %s", plan)
          .isTrue();
    }

    /** The acceptance could be read at once. */
    private TaskInput opening(Scene s, VerdictIssued accepted) {
      lastOpened = now;
      return new TaskInput.WindowOpened(
          s.at("windows", now), Scene.DOMAIN, Scene.TASK, accepted.id());
    }

    private void ask(AccountRequest request) {
      switch (request) {
        case AccountRequest.ClaimStatement claim ->
            answered(
                plan.elsewhere()
                    ? AccountEngine.claim(ELSEWHERE, kept(), claim)
                    : AccountEngine.claim(null, null, claim));
        case AccountRequest.KeepProof _, AccountRequest.FindProof _ -> {}
        case AccountRequest.OfAccount asked -> {
          if (asked instanceof AccountRequest.SlashBond slash) {
            requireStake(slash.beneficiary());
          }
          ledger.ask(asked);
          List<AccountEffect> effects = List.copyOf(ledger.last);
          ledger.deliver();
          effects.forEach(effect -> {
            if (effect instanceof AccountEffect.Answered(TaskAnswer answer)) {
              answered(answer);
            }
          });
        }
      }
    }

    /** What another task was rewarded for, public since before anybody committed here. */
    private KeptProof kept() {
      Origin reveal = new Origin("reveals", 0, 0, FIRST_COMMIT - 1, Hash32.ZERO);
      return new KeptProof(ELSEWHERE, 1, OUTSIDER, null, new byte[0], reveal);
    }

    /** Compensated is the requester, or who had a bond of its own accepted; or nobody. */
    private void requireStake(@Nullable Address beneficiary) {
      boolean mayClaim =
          beneficiary == null
              || beneficiary.equals(REQUESTER)
              || bonded.contains(beneficiary.hex());
      assertThat(mayClaim).as("%s is compensated in %s", beneficiary, plan).isTrue();
    }

    private void answered(TaskAnswer answer) {
      if (holdsBack && answer instanceof TaskAnswer.BondWord) {
        heldBack.add(answer);
      } else {
        at(now, () -> take(s -> s.take(answer.at(s.at("answers", now)))));
      }
    }

    private void answer(Bonds when) {
      if (when == plan.bonds()) {
        holdsBack = false;
        heldBack.forEach(this::answered);
        heldBack.clear();
      }
    }

    private Result result() {
      long profit = 0;
      long burned = 0;
      long paid = 0;
      for (Address identity : owned) {
        Balances balances = ledger.of(identity);
        assertThat(balances.reserved()).as("left reserved in %s", plan).isZero();
        profit += balances.free() + balances.paid() + balances.external();
        burned += balances.burned();
        paid += balances.paid();
      }
      assertThat(ledger.total() + ledger.external()).as("conserved in %s", plan).isZero();
      Balances requester = ledger.of(REQUESTER);
      assertThat(requester.escrow()).isEqualTo(100); // the fees of its aggregation
      return new Result(
          profit,
          paid,
          burned,
          slashed,
          requester.free() + requester.escrow() + requester.external(),
          outsider());
    }

    private long outsider() {
      Balances balances = ledger.of(OUTSIDER);
      return balances.free() + balances.paid() + balances.external();
    }
  }

  private final Map<Plan, Result> honestly = new HashMap<>();

  private void require(Plan plan) {
    Result honest = honestly.computeIfAbsent(plan.honest(), p -> new Play(p).run());
    Result result = new Play(plan).run();
    assertThat(honest.burned()).as("honesty burns in %s", plan.honest()).isZero();
    assertThat(result.profit())
        .as("%s has %s, honesty %s", plan, result, honest)
        .isLessThanOrEqualTo(honest.profit() - result.burned());
    assertThat(result.profit())
        .as("%s has %s, with what others lost", plan, result)
        .isLessThanOrEqualTo(result.paid() - result.burned());
    assertThat(result.profit() + result.requester())
        .as("%s has %s, requester and provers in one", plan, result)
        .isLessThanOrEqualTo(-result.burned());
    assertThat(result.burned() > 0)
        .as("who is slashed loses the burned part: %s %s", plan, result)
        .isEqualTo(result.slashed() > 0);
  }

  @Test
  void shouldPayHonestyWhatTheTaskOffers() {
    Plan alone = plan(List.of(Conduct.HONEST), List.of(0), List.of(0), false);
    assertThat(new Play(alone).run())
        .isEqualTo(new Result(Scene.REWARD, Scene.REWARD, 0, 0, -Scene.REWARD, 0));
  }

  private static Plan plan(
      List<Conduct> conducts, List<Integer> commits, List<Integer> reveals, boolean relay) {
    return new Plan(
        conducts, commits, reveals, relay, Bonds.AT_ONCE, Outsider.NONE, End.SETTLED, false);
  }

  /** It was asked to prove, whoever else was, and whoever has the reward of the statement. */
  @Test
  void shouldPayWhomTheMarketAskedThoughTheStatementIsRewardedElsewhere() {
    Plan first = plan(List.of(Conduct.HONEST), List.of(0), List.of(0), false);
    Plan second =
        new Plan(
            first.conducts(),
            first.commits(),
            first.reveals(),
            false,
            first.bonds(),
            first.outsider(),
            first.end(),
            true);

    assertThat(new Play(second).run()).isEqualTo(new Play(first).run());
  }

  /**
   * Whoever gives a task back and commits to it all the same leaves whom the market asks instead
   * what it would have had, or earns nothing itself.
   */
  @Test
  void shouldEarnNothingAtTheCostOfWhoIsAskedInstead() {
    int atItsCost = 0;
    for (Outsider outsider : List.of(Outsider.ASKED_INSTEAD, Outsider.ASKED_INSTEAD_AND_SLOW)) {
      for (Bonds bonds : Bonds.values()) {
        for (End end : End.values()) {
          Plan committing =
              new Plan(
                  List.of(Conduct.GIVES_BACK),
                  List.of(0),
                  List.of(0),
                  true,
                  bonds,
                  outsider,
                  end,
                  false);
          Result result = new Play(committing).run();
          assertThat(result.burned()).as("a bond is lost in %s", committing).isZero();
          assertThat(result.profit() == 0 || result.outsider() > 0)
              .as("%s has %s", committing, result)
              .isTrue();
          atItsCost += result.outsider() == 0 ? 1 : 0;
          if (end == End.SETTLED && outsider == Outsider.ASKED_INSTEAD) {
            assertThat(result.outsider()).as("%s", committing).isEqualTo(Scene.REWARD);
          }
        }
      }
    }
    assertThat(atItsCost).as("courses in which the one asked instead has nothing").isPositive();
  }

  @Test
  void shouldNeverPayOneIdentityMoreThanHonesty() {
    for (Conduct one : Conduct.values()) {
      everyCourse(List.of(one), List.of(0), List.of(0));
    }
  }

  @Test
  void shouldNeverPayAPairMoreThanHonesty() {
    for (Conduct one : Conduct.values()) {
      for (Conduct other : Conduct.values()) {
        for (List<Integer> commits : orders(2)) {
          for (List<Integer> reveals : orders(2)) {
            everyCourse(List.of(one, other), commits, reveals);
          }
        }
      }
    }
  }

  /** Every three conducts in every order of commits, each in a course of its own. */
  @Test
  void shouldNeverPayThreeMoreThanHonesty() {
    long seed = 42;
    Random random = new Random(seed);
    Set<Conduct> all = EnumSet.allOf(Conduct.class);
    for (Conduct one : all) {
      for (Conduct two : all) {
        for (Conduct three : all) {
          for (List<Integer> commits : orders(3)) {
            List<List<Integer>> orders = orders(3);
            require(
                new Plan(
                    List.of(one, two, three),
                    commits,
                    orders.get(random.nextInt(orders.size())),
                    random.nextBoolean(),
                    any(Bonds.values(), random),
                    any(Outsider.values(), random),
                    any(End.values(), random),
                    random.nextBoolean()));
          }
        }
      }
    }
  }

  private static <T> T any(T[] all, Random random) {
    return all[random.nextInt(all.length)];
  }

  private void everyCourse(List<Conduct> conducts, List<Integer> commits, List<Integer> reveals) {
    for (boolean relay : new boolean[] {false, true}) {
      for (Bonds bonds : Bonds.values()) {
        for (Outsider outsider : Outsider.values()) {
          for (End end : End.values()) {
            for (boolean elsewhere : new boolean[] {false, true}) {
              require(new Plan(conducts, commits, reveals, relay, bonds, outsider, end, elsewhere));
            }
          }
        }
      }
    }
  }

  private static List<List<Integer>> orders(int count) {
    if (count == 1) {
      return List.of(List.of(0));
    }
    List<List<Integer>> orders = new ArrayList<>();
    for (List<Integer> shorter : orders(count - 1)) {
      for (int place = 0; place <= shorter.size(); place++) {
        List<Integer> longer = new ArrayList<>(shorter);
        longer.add(place, count - 1);
        orders.add(List.copyOf(longer));
      }
    }
    return orders;
  }
}
