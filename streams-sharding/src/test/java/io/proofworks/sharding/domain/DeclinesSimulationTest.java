package io.proofworks.sharding.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.proofworks.protocol.TaskClass;
import io.proofworks.protocol.TaskState;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Populations of provers that ask nothing and give every task back, and one honest prover that is
 * there sooner or later and asks what it needs. Whatever the others do, the honest one gets the
 * task, and the others cost the market a few records each.
 */
class DeclinesSimulationTest {

  private static final long DEADLINE = 400_000;

  private static final class Run {
    private final Random random;
    private final MarketPolicy policy = Samples.policy(1);
    private final MarketBook book = new MarketBook(Samples.DOMAIN);
    private final List<String> decliners = new ArrayList<>();
    private final long honestFrom;
    private final long honestAsks;
    private int epochs;
    private int told;
    private boolean honestHasIt;

    Run(long seed) {
      random = new Random(seed);
      int count = 1 + random.nextInt(20);
      for (int i = 0; i < count; i++) {
        decliners.add("d" + i);
      }
      honestFrom = random.nextBoolean() ? 0 : random.nextInt(300_000);
      honestAsks = 100L + random.nextInt(1_200);
    }

    void play() {
      TaskOffer offer = Samples.offer("t", TaskClass.STANDARD, 1, 1, DEADLINE);
      decliners.forEach(id -> hear(Samples.standing(1, profile(id, 0))));
      hear(Samples.standing(1, profile("honest", honestAsks)));
      hear(Samples.published(1, offer));
      hear(Samples.funded(1, "t"));
      for (long now = 2; now < offer.commitBy() && !honestHasIt; now += 1_000) {
        beat(now);
      }
    }

    private static ProverProfile profile(String id, long price) {
      return Samples.profile(id, 4, price, 0, Long.MAX_VALUE);
    }

    private void beat(long now) {
      for (String id : decliners) {
        hear(Samples.heartbeat(now, id, 4));
      }
      if (now >= honestFrom) {
        hear(Samples.heartbeat(now, "honest", 4));
      }
      hear(new ScheduleEvent.Ticked(now));
    }

    private void hear(ScheduleEvent event) {
      Decision decision = Scheduler.decide(book, event, policy);
      book.apply(decision.changes());
      decision.effects().forEach(effect -> react(effect, event.at()));
    }

    private void react(Effect effect, long now) {
      if (effect instanceof Effect.GiveBack back) {
        assertThat(back.epoch()).isEqualTo(epochs);
        told++;
        return;
      }
      assertThat(effect).as("the task is not given up").isInstanceOf(Effect.Assign.class);
      Effect.Assign assign = (Effect.Assign) effect;
      String holder = assign.holders().getFirst().proverId();
      epochs++;
      if (holder.equals("honest")) {
        honestHasIt = true;
      } else if (random.nextInt(4) > 0) {
        hear(Samples.decline(now, holder, "t", assign.epoch()));
      } else {
        hear(new ScheduleEvent.HeartbeatChecked(now, twice(holder, assign.epoch())));
      }
    }

    /** With what it held long ago, and the same twice. */
    private static Pulse twice(String holder, int epoch) {
      return new Pulse(
          holder,
          2,
          4,
          0,
          false,
          List.of(
              new Pulse.GivenBack("t", epoch - 1),
              new Pulse.GivenBack("t", epoch),
              new Pulse.GivenBack("t", epoch)));
    }

    /** Pauses double, so that a prover is asked a logarithm of the task's time often. */
    private int most() {
      long rounds = 64 - Long.numberOfLeadingZeros(DEADLINE / Samples.TIMEOUT);
      return Math.toIntExact(decliners.size() * (rounds + 1) + 1);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
  void shouldReachTheHonestProverWhoeverDeclines(long seed) {
    Run run = new Run(seed);

    run.play();

    assertThat(run.honestHasIt)
        .as("seed %d: honest from %d at %d", seed, run.honestFrom, run.honestAsks)
        .isTrue();
    assertThat(run.epochs).as("epochs of seed %d", seed).isLessThanOrEqualTo(run.most());
    assertThat(run.told).as("each is told once, seed %d", seed).isEqualTo(run.epochs - 1);
    assertThat(run.book.task("t").orElseThrow().failures()).as("seed %d", seed).isZero();
  }

  /** An authentic decline is of the current holder and of the current epoch. */
  @ParameterizedTest
  @ValueSource(longs = {21, 22, 23})
  void shouldNotTakeATaskForADeclineOfAnotherOrOfAnOldEpoch(long seed) {
    Random random = new Random(seed);
    MarketPolicy policy = Samples.policy(1);
    MarketBook book = new MarketBook(Samples.DOMAIN);
    List<ScheduleEvent> story =
        List.of(
            Samples.standing(1, Samples.profile("ann", 4)),
            Samples.heartbeat(2, "ann", 4),
            Samples.published(3, Samples.offer("t", TaskClass.STANDARD, 1, 3, DEADLINE)),
            Samples.funded(3, "t"),
            Samples.standing(4, Samples.profile("bob", 4)),
            Samples.decline(5, "bob", "t", 1),
            Samples.decline(6, "ann", "t", 0),
            Samples.decline(7, "ann", "t", 2 + random.nextInt(5)),
            Samples.silent(8, "t", 1, "bob", TaskState.ASSIGNED));

    story.forEach(event -> book.apply(Scheduler.decide(book, event, policy).changes()));

    assertThat(book.task("t").orElseThrow().epoch()).as("seed %d", seed).isEqualTo(1);
    assertThat(book.task("t").orElseThrow().isHeldBy("ann")).isTrue();
    assertThat(book.prover("bob").orElseThrow().acceptance()).isEqualTo(Acceptance.UNKNOWN);
  }
}
