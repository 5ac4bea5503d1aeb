package io.proofworks.sharding.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.proofworks.protocol.Reason;
import io.proofworks.protocol.TaskClass;
import io.proofworks.protocol.TaskState;
import io.proofworks.protocol.VerdictKind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The same few works submitted again and again under new nonces, with and without money,
 * superseded, failed and closed at any moment; and a front-runner that gets single shards of them
 * proved before, or never. The oracle is settlement's rule: whoever the market asks for a proof is
 * paid, once, out of its own task's escrow; what is proved is adopted, as long as it is kept; and
 * what was revealed before a task's end counts even if the verdict comes after the scheduler has
 * closed it.
 */
class StatementsSimulationTest {

  private static final int STEPS = 3_000;
  private static final int SHARDS = 3;
  private static final int WORKS = 24;
  private static final long PATIENCE = Samples.TIMEOUT + Samples.WINDOW + Samples.GRACE;
  private static final long MONEY = 1_000_000_000_000L;
  private static final int ADOPT_PART = 10;

  private static final List<String> PROVERS = List.of("p", "q", "r", "s");

  private static final class Run {
    private final Random random;
    private final MarketPolicy policy = Samples.policy(1);
    private final MarketBook book = new MarketBook(Samples.DOMAIN);
    private final Map<String, TaskOffer> offers = new HashMap<>();

    /** Tasks that settlement has not ended, with their epochs; 0 before an assignment. */
    private final Map<String, Integer> open = new TreeMap<>();

    private final Set<String> unfunded = new HashSet<>();
    private final Set<String> everAssigned = new HashSet<>();
    private final Map<String, String> paid = new HashMap<>();
    private final Set<String> givenBack = new HashSet<>();
    private final Set<String> adopted = new HashSet<>();

    /** From when a task waits to be given to somebody. */
    private final Map<String, Long> waitsSince = new HashMap<>();

    private final Map<String, Long> escrows = new TreeMap<>();
    private final Map<String, Long> promised = new HashMap<>();
    private final Map<String, String> adoptedFrom = new HashMap<>();
    private final Set<String> proved = new HashSet<>();
    private final Set<String> ended = new HashSet<>();
    private long free = MONEY;
    private long earned;
    private int settled;
    private int boughtInParallel;
    private int forgotten;
    private long now = 1;

    Run(long seed) {
      random = new Random(seed);
    }

    void play() {
      PROVERS.forEach(id -> hear(Samples.standing(now, Samples.profile(id, 1_000))));
      for (int step = 0; step < STEPS; step++) {
        now += random.nextInt(200);
        beat();
        next(step);
      }
    }

    private void beat() {
      PROVERS.forEach(id -> hear(Samples.heartbeat(now, id, 1_000)));
    }

    /**
     * Nobody asks for anything new, and all is delivered but what the front-runner asked for, which
     * is neither proved nor given up: what everybody else asked for in time is settled.
     */
    void drain() {
      List.copyOf(unfunded).forEach(this::pay);
      List<String> inTime =
          open.keySet().stream()
              .filter(task -> !task.startsWith("f") && !ended.contains(task))
              .filter(task -> offers.get(task).commitBy() > now + 2 * Samples.TIMEOUT)
              .filter(task -> isWhole(offers.get(task).batchId()))
              .toList();
      for (long until = now + 40_000; now < until; now += 500) {
        beat();
        hear(new ScheduleEvent.Ticked(now));
        List.copyOf(open.keySet()).stream()
            .filter(task -> !task.startsWith("f"))
            .filter(task -> book.task(task).filter(this::isInHand).isPresent())
            .forEach(task -> prove(task, open.get(task)));
      }
      assertThat(proved).as("what was asked for in time").containsAll(inTime);
      settled = inTime.size();
    }

    private boolean isWhole(String batch) {
      return offers.values().stream()
          .filter(offer -> offer.batchId().equals(batch))
          .noneMatch(offer -> ended.contains(offer.taskId()));
    }

    private boolean isInHand(TaskView task) {
      return task.status() instanceof TaskStatus.Assigned
          || task.status() instanceof TaskStatus.Adopting;
    }

    private void next(int step) {
      switch (random.nextInt(20)) {
        case 0 -> submit("b" + step, random.nextInt(WORKS));
        case 1 -> frontRun("f" + step, random.nextInt(WORKS));
        case 2, 3, 4, 5, 6, 7, 8, 9 -> pick(unfunded).ifPresent(this::answerEscrow);
        case 10, 11, 12, 13, 14, 15, 16, 17, 18 -> pick(open.keySet()).ifPresent(this::happen);
        default -> hear(new ScheduleEvent.Ticked(now));
      }
    }

    private Optional<String> pick(Set<String> from) {
      List<String> all = from.stream().sorted().toList();
      return all.isEmpty() ? Optional.empty() : Optional.of(all.get(random.nextInt(all.size())));
    }

    private void submit(String batch, int work) {
      submit(batch, work, 0, SHARDS);
    }

    private void frontRun(String batch, int work) {
      int shard = random.nextInt(SHARDS);
      submit(batch, work, shard, shard + 1);
    }

    private void submit(String batch, int work, int from, int to) {
      List<TaskOffer> tasks = new ArrayList<>();
      for (int i = from; i < to; i++) {
        TaskOffer offer =
            Samples.offer(
                batch + "-" + i,
                batch,
                "s" + work + "-" + i,
                TaskClass.STANDARD,
                1,
                now,
                now + 40_000);
        tasks.add(offer);
        offers.put(offer.taskId(), offer);
        open.put(offer.taskId(), 0);
        unfunded.add(offer.taskId());
      }
      hear(new ScheduleEvent.TasksPublished(now, tasks));
    }

    private void answerEscrow(String task) {
      if (random.nextInt(40) == 0) {
        unfunded.remove(task);
        end(task, VerdictKind.TASK, Reason.INSUFFICIENT_BOND, TaskState.FAILED);
      } else {
        pay(task);
      }
    }

    private void pay(String task) {
      unfunded.remove(task);
      if (open.containsKey(task)) {
        long most = offers.get(task).maxReward();
        free -= most;
        escrows.put(task, most);
        waitsSince.put(task, now);
        hear(Samples.funded(now, task));
      }
    }

    /** What a task pays to whom the market has asked, or to whose proof it takes over. */
    private void earn(String task, long amount) {
      assertThat(amount).as("%s pays", task).isBetween(1L, escrows.get(task));
      assertThat(proved.add(task)).as("%s is proved once", task).isTrue();
      escrows.merge(task, -amount, Long::sum);
      earned += amount;
      refund(task);
    }

    private void refund(String task) {
      Long left = escrows.remove(task);
      free += left == null ? 0 : left;
    }

    private void happen(String task) {
      int epoch = open.get(task);
      switch (random.nextInt(12)) {
        case 0, 1, 2, 3, 4, 5, 6 -> prove(task, epoch);
        case 7 -> {
          if (epoch > 0 && !adopted.contains(task)) {
            holder(task)
                .ifPresent(id -> hear(Samples.silent(now, task, epoch, id, TaskState.REASSIGNED)));
          }
        }
        case 8 -> holder(task).ifPresent(id -> hear(Samples.decline(now, id, task, epoch)));
        case 9 -> supersede(offers.get(task).batchId());
        default -> confirm(task);
      }
    }

    private Optional<String> holder(String task) {
      return PROVERS.stream()
          .filter(id -> book.task(task).filter(known -> known.isHeldBy(id)).isPresent())
          .findFirst();
    }

    /** Whoever holds the task delivers; if it was closed meanwhile, the reveal was there before. */
    private void prove(String task, int epoch) {
      if (epoch == 0 || isGivenBack(task)) {
        return;
      }
      String statement = offers.get(task).statementId();
      boolean waits =
          book.task(task).filter(t -> t.status() instanceof TaskStatus.Adopting).isPresent();
      if (adopted.contains(task) && waits && random.nextInt(20) == 0) {
        adopted.remove(task);
        paid.remove(statement, adoptedFrom.get(task));
        forgotten++;
        hear(
            new ScheduleEvent.Judged(
                now,
                task,
                epoch,
                VerdictKind.ASSIGNMENT,
                Reason.UNKNOWN_TASK,
                "",
                TaskState.REASSIGNED));
        return;
      }
      if (adopted.contains(task)) {
        open.remove(task);
        earn(task, promised.get(task) / ADOPT_PART);
        hear(
            new ScheduleEvent.Judged(
                now, task, epoch, VerdictKind.ASSIGNMENT, Reason.ACCEPTED, "", TaskState.VERIFIED));
        return;
      }
      paid.putIfAbsent(statement, task);
      String holder = holder(task).orElse("p");
      open.remove(task);
      earn(task, promised.get(task));
      hear(Samples.revealed(now, task, epoch, holder));
    }

    /** Nobody has it, and who had it will not deliver, also once it is closed. */
    private boolean isGivenBack(String task) {
      return givenBack.contains(task);
    }

    private void supersede(String batch) {
      List<String> tasks = open.keySet().stream().filter(t -> t.startsWith(batch + "-")).toList();
      ended.addAll(tasks);
      hear(new ScheduleEvent.BatchEnded(now, tasks));
    }

    /** Settlement ends what the scheduler has closed; until then a reveal may still count. */
    private void confirm(String task) {
      if (book.task(task).filter(t -> t.status() instanceof TaskStatus.Over).isPresent()) {
        end(task, VerdictKind.TASK, Reason.ACCEPTED, TaskState.FAILED);
      }
    }

    private void end(String task, VerdictKind kind, Reason reason, TaskState state) {
      if (open.containsKey(task)) {
        int epoch = open.remove(task);
        ended.add(task);
        refund(task);
        hear(new ScheduleEvent.Judged(now, task, epoch, kind, reason, "requester", state));
      }
    }

    private void hear(ScheduleEvent event) {
      open.keySet().stream()
          .flatMap(id -> book.task(id).stream())
          .filter(task -> task.begun() && !(task.status() instanceof TaskStatus.Waiting))
          .forEach(task -> waitsSince.put(task.taskId(), now));
      Decision decision = Scheduler.decide(book, event, policy);
      book.apply(decision.changes());
      open.keySet().stream()
          .flatMap(id -> book.task(id).stream())
          .filter(t -> t.status() instanceof TaskStatus.Waiting && !t.inProof())
          .forEach(t -> givenBack.add(t.taskId()));
      decision.effects().forEach(this::check);
    }

    private void check(Effect effect) {
      switch (effect) {
        case Effect.Assign assign -> assigned(assign);
        case Effect.GiveBack back -> {}
        case Effect.Adopt adopt -> adopting(adopt);
        case Effect.Close close -> ended.add(close.taskId());
      }
    }

    private void assigned(Effect.Assign assign) {
      open.put(assign.taskId(), assign.epoch());
      everAssigned.add(assign.taskId());
      givenBack.remove(assign.taskId());
      String statement = offers.get(assign.taskId()).statementId();
      assertThat(paid).as("%s is given away", assign.taskId()).doesNotContainKey(statement);
      promised.put(assign.taskId(), assign.reward());
      boolean inProof =
          open.entrySet().stream()
              .filter(e -> e.getValue() > 0 && !e.getKey().equals(assign.taskId()))
              .map(Map.Entry::getKey)
              .filter(t -> !adopted.contains(t) && !isGivenBack(t))
              .anyMatch(t -> offers.get(t).statementId().equals(statement));
      boughtInParallel += inProof ? 1 : 0;
      assertThat(!inProof || hasWaited(assign.taskId()))
          .as("%s is given away while %s is in proof", assign.taskId(), statement)
          .isTrue();
    }

    private boolean hasWaited(String task) {
      long lastMoment = offers.get(task).commitBy() - Samples.TIMEOUT;
      return now >= Math.min(waitsSince.get(task) + PATIENCE, lastMoment);
    }

    /** Nobody has worked on it; it names the task that was paid for the proof. */
    private void adopting(Effect.Adopt adopt) {
      open.put(adopt.taskId(), adopt.epoch());
      assertThat(adopted.add(adopt.taskId())).as("%s adopts once", adopt.taskId()).isTrue();
      assertThat(adopt.from()).isEqualTo(paid.get(offers.get(adopt.taskId()).statementId()));
      assertThat(adopt.reward()).isEqualTo(offers.get(adopt.taskId()).minReward());
      promised.put(adopt.taskId(), adopt.reward());
      adoptedFrom.put(adopt.taskId(), adopt.from());
    }

    /** What is missing of a work is bought, and the rest adopted, whatever became of it before. */
    void finish() {
      List.copyOf(open.keySet()).forEach(t -> supersede(offers.get(t).batchId()));
      List.copyOf(open.keySet()).forEach(this::confirm);
      assertThat(open).isEmpty();
      assertThat(escrows).as("money that is nobody's").isEmpty();
      assertThat(free + earned).as("conserved").isEqualTo(MONEY);
      for (int work = 0; work < WORKS; work++) {
        String prefix = "s" + work + "-";
        long proven = paid.keySet().stream().filter(s -> s.startsWith(prefix)).count();
        String batch = "last" + work;
        submit(batch, work);
        for (int i = 0; i < SHARDS; i++) {
          hear(Samples.funded(now, batch + "-" + i));
        }
        long given = everAssigned.stream().filter(t -> t.startsWith(batch + "-")).count();
        long taken = adopted.stream().filter(t -> t.startsWith(batch + "-")).count();
        assertThat(taken).as("adopted of work %d", work).isEqualTo(proven);
        assertThat(given).as("bought of work %d", work).isEqualTo(SHARDS - proven);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void shouldLetNobodyProveWhatIsNotPaid(long seed) {
    Run run = new Run(seed);

    run.play();
    run.drain();
    run.finish();

    assertThat(run.paid).as("proofs of seed %d", seed).hasSizeGreaterThan(20);
    assertThat(run.adopted).as("adopted in seed %d", seed).hasSizeGreaterThan(20);
    assertThat(run.settled).as("asked for in time in seed %d", seed).isPositive();
    assertThat(run.boughtInParallel).as("bought after waiting in seed %d", seed).isPositive();
    assertThat(run.forgotten).as("forgotten in seed %d", seed).isPositive();
  }
}
