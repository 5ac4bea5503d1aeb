package io.proofworks.sharding.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.proofworks.protocol.Reason;
import io.proofworks.protocol.TaskClass;
import io.proofworks.protocol.TaskState;
import io.proofworks.protocol.VerdictKind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Identities that are staked, ask nothing, say with every heartbeat that they are there, and let
 * whatever they are given pass; or prove it in a form that nobody can judge. Among them is one
 * honest prover that asks what it needs. However many they are, every task of it that leaves time
 * for it is proved: a retry budget is of those that had the task, and silence is remembered.
 */
class SilenceSimulationTest {

  private static final long DEADLINE = 600_000;
  private static final int TASKS = 4;

  private static final class Run {
    private final Random random;
    private final MarketPolicy policy = Samples.policy(1);
    private final MarketBook book = new MarketBook(Samples.DOMAIN);
    private final List<String> silent = new ArrayList<>();
    private final List<Due> due = new ArrayList<>();
    private final Set<String> proved = new HashSet<>();
    private final boolean known;
    private int epochs;
    private int mostFailures;

    /** A word of settlement that comes when its time has come. */
    private record Due(long at, ScheduleEvent said) {}

    Run(long seed, boolean known) {
      random = new Random(seed);
      this.known = known;
      int count = Samples.MAX_EPOCHS + random.nextInt(12);
      for (int i = 0; i < count; i++) {
        silent.add("s" + i);
      }
    }

    void play() {
      silent.forEach(id -> hear(Samples.standing(1, profile(id, 0))));
      hear(Samples.standing(1, profile("honest", 790)));
      if (known) {
        deliverOnce();
      }
      for (int i = 0; i < TASKS; i++) {
        hear(Samples.published(100, Samples.offer("t" + i, TaskClass.STANDARD, 1, 100, DEADLINE)));
        hear(Samples.funded(100, "t" + i));
      }
      for (long now = 200; now < DEADLINE; now += 1_000) {
        pass(now);
      }
    }

    /** It has worked for this market before. */
    private void deliverOnce() {
      hear(Samples.heartbeat(2, "honest", 4));
      hear(Samples.published(3, Samples.offer("first", TaskClass.STANDARD, 1, 3, DEADLINE)));
      hear(Samples.funded(3, "first"));
      pass(5_000);
    }

    private static ProverProfile profile(String id, long price) {
      return Samples.profile(id, 4, price, 0, Long.MAX_VALUE);
    }

    private void pass(long now) {
      List<Due> over = due.stream().filter(word -> word.at() <= now).toList();
      due.removeAll(over);
      over.forEach(word -> hear(word.said()));
      silent.forEach(id -> hear(Samples.heartbeat(now, id, 4)));
      hear(Samples.heartbeat(now, "honest", 4));
      hear(new ScheduleEvent.Ticked(now));
    }

    private void hear(ScheduleEvent event) {
      Decision decision = Scheduler.decide(book, event, policy);
      book.apply(decision.changes());
      for (Effect effect : decision.effects()) {
        assertThat(effect).as("no task is given up").isInstanceOf(Effect.Assign.class);
        assigned((Effect.Assign) effect, event.at());
      }
    }

    private void assigned(Effect.Assign assign, long now) {
      String task = assign.taskId();
      String holder = assign.holders().getFirst().proverId();
      epochs++;
      mostFailures = Math.max(mostFailures, book.task(task).orElseThrow().failures());
      if (holder.equals("honest")) {
        proved.add(task);
        due.add(new Due(now + 2_000, Samples.revealed(now + 2_000, task, assign.epoch(), holder)));
      } else if (random.nextInt(4) == 0) {
        due.add(new Due(now + 2_000, unsupported(now + 2_000, assign, holder)));
      } else {
        long at = assign.commitBy();
        due.add(
            new Due(at, Samples.silent(at, task, assign.epoch(), holder, TaskState.REASSIGNED)));
      }
    }

    private static ScheduleEvent unsupported(long at, Effect.Assign assign, String holder) {
      return new ScheduleEvent.Judged(
          at,
          assign.taskId(),
          assign.epoch(),
          VerdictKind.REVEAL,
          Reason.UNSUPPORTED,
          holder,
          TaskState.REASSIGNED,
          0);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void shouldReachTheHonestProverHoweverManyAreSilent(long seed) {
    Run run = new Run(seed, false);

    run.play();

    assertThat(run.proved).as("seed %d", seed).hasSize(TASKS);
    assertThat(run.mostFailures)
        .as("failures in seed %d of %d silent", seed, run.silent.size())
        .isGreaterThanOrEqualTo(Samples.MAX_EPOCHS);
    assertThat(run.epochs)
        .as("epochs of seed %d", seed)
        .isLessThanOrEqualTo(TASKS * (run.silent.size() + 1));
  }

  /** Who has delivered before is asked as soon as anybody has failed on a task. */
  @ParameterizedTest
  @ValueSource(longs = {11, 12, 13, 14, 15, 16})
  void shouldTurnToWhoHasDeliveredOnceSomebodyWasSilent(long seed) {
    Run run = new Run(seed, true);

    run.play();

    assertThat(run.proved).as("seed %d", seed).hasSize(TASKS + 1);
    assertThat(run.mostFailures).as("seed %d", seed).isEqualTo(1);
  }
}
