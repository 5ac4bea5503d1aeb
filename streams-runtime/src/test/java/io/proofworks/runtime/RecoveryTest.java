package io.proofworks.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.proofworks.runtime.Failure.Kind;
import io.proofworks.runtime.Recovery.Aside;
import io.proofworks.runtime.Recovery.Step;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class RecoveryTest {

  private static final Duration BRIEFLY = Duration.ofSeconds(5);

  private static Failure failure(Kind kind) {
    return new Failure(kind, Optional.empty(), Optional.empty(), new IllegalStateException("x"));
  }

  private static Failure at(String record) {
    return new Failure(
        Kind.DEFECT, Optional.of(record), Optional.empty(), new IllegalStateException("x"));
  }

  private static Failure damaged(Optional<String> task) {
    return new Failure(Kind.DAMAGED, Optional.empty(), task, new IllegalStateException("x"));
  }

  private static Duration pauseOf(Step step) {
    return switch (step) {
      case Step.AnotherThread(Duration after) -> after;
      case Step.AnotherClient(Duration after, Aside aside) -> after;
      case Step.End end -> throw new AssertionError("it ended");
    };
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void shouldTryAsOftenAsTheKindIsWorthAndThenEnd(Kind kind) {
    Recovery recovery = new Recovery(1);
    int expected = Math.min(kind.tries(), 1_000);

    int tries = 0;
    while (tries < 1_000
        && recovery.after(failure(kind), BRIEFLY, true) instanceof Step.AnotherClient) {
      tries++;
    }

    assertThat(tries).isEqualTo(expected);
  }

  @ParameterizedTest
  @EnumSource(names = {"BROKEN", "UNUSABLE", "LOST", "MISCONFIGURED"})
  void shouldEndAtOnceOverWhatNoTryCanHeal(Kind kind) {
    Step step = new Recovery(4).after(failure(kind), Retries.HEALTHY, true);

    assertThat(step).isEqualTo(new Step.End(false));
  }

  @Test
  void shouldNeverGiveUpWaitingForBrokersAndPauseAtMostThirtySeconds() {
    Recovery recovery = new Recovery(1);

    List<Duration> pauses = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      pauses.add(pauseOf(recovery.after(failure(Kind.AWAY), Duration.ZERO, false)));
    }

    assertThat(pauses).isSorted().doesNotContain(Duration.ZERO);
    assertThat(pauses.getFirst()).isEqualTo(Retries.SHORTEST);
    assertThat(pauses.get(1)).isEqualTo(Retries.SHORTEST.multipliedBy(2));
    assertThat(pauses.getLast()).isEqualTo(Retries.LONGEST);
  }

  @Test
  void shouldCountFromTheLastHealthyTime() {
    Recovery recovery = new Recovery(1);
    for (int i = 0; i < Kind.DEFECT.tries(); i++) {
      var unused = recovery.after(failure(Kind.DEFECT), BRIEFLY, true);
    }

    Step afterHealth = recovery.after(failure(Kind.DEFECT), Retries.HEALTHY, true);

    assertThat(pauseOf(afterHealth)).isEqualTo(Retries.SHORTEST);
  }

  @Test
  void shouldNotCountAMomentLessThanHealthy() {
    Recovery recovery = new Recovery(1);
    for (int i = 0; i < Kind.DEFECT.tries(); i++) {
      var unused = recovery.after(failure(Kind.DEFECT), BRIEFLY, true);
    }

    Step step = recovery.after(failure(Kind.DEFECT), Retries.HEALTHY.minusMillis(1), true);

    assertThat(step).isEqualTo(new Step.End(false));
  }

  @Test
  void shouldEndAtTheThirdFailureOfOneRecordWhateverLiesBetween() {
    Recovery recovery = new Recovery(4);
    assertThat(recovery.after(at("t-0@7"), BRIEFLY, true)).isInstanceOf(Step.AnotherThread.class);
    assertThat(recovery.after(at("t-1@9"), BRIEFLY, true)).isInstanceOf(Step.AnotherThread.class);
    assertThat(recovery.after(at("t-0@7"), BRIEFLY, true)).isInstanceOf(Step.AnotherThread.class);

    assertThat(recovery.after(at("t-0@7"), BRIEFLY, true)).isEqualTo(new Step.End(true));
  }

  @Test
  void shouldReplaceAThreadOnlyWhereOthersGoOnAndOnlySoOften() {
    Recovery alone = new Recovery(1);
    Recovery among = new Recovery(2);

    assertThat(alone.after(failure(Kind.PASSING), BRIEFLY, true))
        .isInstanceOf(Step.AnotherClient.class);
    for (int i = 0; i < Recovery.THREADS; i++) {
      assertThat(among.after(failure(Kind.PASSING), BRIEFLY, true))
          .isInstanceOf(Step.AnotherThread.class);
    }
    assertThat(among.after(failure(Kind.PASSING), BRIEFLY, true))
        .isInstanceOf(Step.AnotherClient.class);
    assertThat(new Recovery(2).after(failure(Kind.PASSING), Duration.ZERO, false))
        .as("no thread of it ran yet")
        .isInstanceOf(Step.AnotherClient.class);
  }

  @Test
  void shouldSetAsideTheTaskFirstThenAllAndThenEnd() {
    Recovery recovery = new Recovery(4);

    List<Step> steps = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      steps.add(recovery.after(damaged(Optional.of("0_1")), BRIEFLY, true));
    }

    assertThat(steps.get(0))
        .isInstanceOfSatisfying(
            Step.AnotherClient.class, s -> assertThat(s.aside()).isEqualTo(Aside.TASK));
    assertThat(steps.subList(1, 3))
        .allSatisfy(step ->
            assertThat(step)
                .isInstanceOfSatisfying(
                    Step.AnotherClient.class, s -> assertThat(s.aside()).isEqualTo(Aside.ALL)));
    assertThat(steps.get(3)).isEqualTo(new Step.End(false));
    assertThat(new Recovery(1).after(damaged(Optional.empty()), BRIEFLY, true))
        .isInstanceOfSatisfying(
            Step.AnotherClient.class, s -> assertThat(s.aside()).isEqualTo(Aside.ALL));
  }

  /** Whatever happens in whatever order, tries between two healthy times are bounded. */
  @Test
  void shouldBoundWhatIsTriedBetweenHealthyTimesForEverySeed() {
    for (long seed = 0; seed < 500; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      Recovery recovery = new Recovery(1 + random.nextInt(3));
      int tries = 0;
      int most = 0;
      for (Kind kind : Kind.values()) {
        most += kind == Kind.AWAY ? 0 : kind.tries();
      }
      for (int i = 0; i < 300; i++) {
        Kind kind = Kind.values()[random.nextInt(Kind.values().length)];
        boolean healthy = random.nextInt(20) == 0;
        tries = healthy ? 0 : tries;
        Step step = recovery.after(failure(kind), healthy ? Retries.HEALTHY : BRIEFLY, true);
        tries += step instanceof Step.End || kind == Kind.AWAY ? 0 : 1;
        assertThat(tries).as("seed %d", seed).isLessThanOrEqualTo(most + Recovery.THREADS);
        if (!(step instanceof Step.End)) {
          assertThat(pauseOf(step))
              .as("seed %d", seed)
              .isBetween(Retries.SHORTEST, Retries.LONGEST);
        }
      }
    }
  }
}
