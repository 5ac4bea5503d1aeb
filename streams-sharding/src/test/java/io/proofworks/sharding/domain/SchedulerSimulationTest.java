package io.proofworks.sharding.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.proofworks.protocol.Reason;
import io.proofworks.protocol.TaskClass;
import io.proofworks.protocol.TaskState;
import io.proofworks.protocol.VerdictKind;
import io.proofworks.runtime.FormatSerdes;
import io.proofworks.sharding.processor.ShardingFormats;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.apache.kafka.common.serialization.Serde;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random populations of provers and tasks. The oracle keeps its own, simpler record of who holds
 * what and checks every assignment against it.
 */
class SchedulerSimulationTest {

  private static final int STEPS = 4_000;
  private static final Serde<Change> CHANGES = FormatSerdes.of(ShardingFormats.CHANGE);

  private static final class Run {
    private final Random random;
    private final MarketPolicy policy = Samples.policy(2);
    private final MarketBook book = new MarketBook(Samples.DOMAIN);
    private final List<Effect> log = new ArrayList<>();
    private final Map<String, ProverProfile> profiles = new HashMap<>();
    private final Map<String, Pulse> pulses = new HashMap<>();
    private final Map<String, Set<String>> everHeld = new HashMap<>();
    private final Map<String, Set<String>> holding = new HashMap<>();
    private final Map<String, Integer> epochs = new HashMap<>();
    private final Map<String, TaskOffer> offers = new HashMap<>();
    private final List<String> published = new ArrayList<>();
    private final Map<String, Integer> declines = new HashMap<>();
    private final Map<String, Long> given = new HashMap<>();
    private long now = 1;

    Run(long seed) {
      random = new Random(seed);
    }

    List<Effect> play() {
      for (int step = 0; step < STEPS; step++) {
        now += random.nextInt(400);
        ScheduleEvent event = next(step);
        Decision decision = Scheduler.decide(book, event, policy);
        book.apply(stored(decision.changes()));
        observe(event);
        decision.effects().forEach(this::check);
        log.addAll(decision.effects());
      }
      return log;
    }

    /** Through the bytes of the state stores, so that nothing is lost in them. */
    private static List<Change> stored(List<Change> changes) {
      return changes.stream()
          .map(c -> CHANGES.deserializer().deserialize("", CHANGES.serializer().serialize("", c)))
          .toList();
    }

    private ScheduleEvent next(int step) {
      String prover = Samples.address("p" + random.nextInt(12));
      return switch (random.nextInt(10)) {
        case 0 -> standing(prover);
        case 1, 2, 3 -> heartbeat(prover);
        case 4, 5 -> publish(Samples.id("t" + step));
        case 6 -> Samples.funded(now, anyTask());
        case 7 -> judged();
        case 8 -> Samples.revealed(now, anyTask(), 1, prover);
        default -> new ScheduleEvent.Ticked(now);
      };
    }

    private ScheduleEvent standing(String id) {
      long paused = random.nextInt(4) == 0 ? now + 3_000 : 0;
      long free = List.of(10L, 90_000L, 1_000_000L, 1_000_000L).get(random.nextInt(4));
      return Samples.standing(
          now,
          Samples.profile(id, 1 + random.nextInt(4), 500 + random.nextInt(1_000), paused, free));
    }

    private ScheduleEvent heartbeat(String id) {
      List<Pulse.GivenBack> back = new ArrayList<>();
      holding.getOrDefault(id, Set.of()).stream()
          .sorted()
          .filter(task -> random.nextInt(20) == 0)
          .forEach(task -> back.add(new Pulse.GivenBack(task, epochs.get(task))));
      boolean draining = random.nextInt(10) == 0;
      return new ScheduleEvent.HeartbeatChecked(
          now, new Pulse(id, now, random.nextInt(5), random.nextInt(3), draining, back));
    }

    private ScheduleEvent publish(String id) {
      TaskClass taskClass = TaskClass.values()[random.nextInt(TaskClass.values().length)];
      TaskOffer offer =
          Samples.offer(
              id, taskClass, 1 + random.nextInt(2), now, now + 20_000 + random.nextInt(60_000));
      offers.put(id, offer);
      published.add(id);
      return Samples.published(now, offer);
    }

    private ScheduleEvent judged() {
      String task = anyTask();
      int epoch = epochs.getOrDefault(task, 0);
      String author =
          everHeld.getOrDefault(task, Set.of()).stream()
              .sorted()
              .findFirst()
              .orElse(Samples.address("nobody"));
      return switch (random.nextInt(3)) {
        case 0 -> Samples.silent(now, task, epoch, author, TaskState.REASSIGNED);
        case 1 ->
            new ScheduleEvent.Judged(
                now,
                task,
                epoch,
                VerdictKind.REVEAL,
                Reason.INVALID_PROOF,
                author,
                TaskState.REASSIGNED,
                0);
        default ->
            new ScheduleEvent.Judged(
                now,
                task,
                epoch,
                VerdictKind.COMMIT,
                Reason.ACCEPTED,
                author,
                TaskState.COMMITTED,
                0);
      };
    }

    private String anyTask() {
      List<String> recent = published.subList(Math.max(0, published.size() - 25), published.size());
      return recent.isEmpty() ? Samples.id("none") : recent.get(random.nextInt(recent.size()));
    }

    private void observe(ScheduleEvent event) {
      switch (event) {
        case ScheduleEvent.StandingChanged(long at, ProverProfile profile) ->
            profiles.put(profile.proverId(), profile);
        case ScheduleEvent.HeartbeatChecked(long at, Pulse pulse) -> {
          pulses.put(pulse.proverId(), pulse);
          pulse.declines().forEach(back -> declines.merge(back.taskId(), 1, Integer::sum));
        }
        case ScheduleEvent.TasksPublished published -> {}
        case ScheduleEvent.BatchEnded ended -> {}
        case ScheduleEvent.Judged judged -> {}
        case ScheduleEvent.HeartbeatsRead read -> {}
        case ScheduleEvent.Ticked ticked -> {}
      }
      holding.clear();
      for (ProverView prover : book.provers()) {
        holding.put(prover.proverId(), prover.holding().keySet());
      }
    }

    private void check(Effect effect) {
      if (effect instanceof Effect.Assign assign) {
        TaskOffer offer = offers.get(assign.taskId());
        assertThat(assign.epoch()).isEqualTo(epochs.merge(assign.taskId(), 1, Integer::sum));
        if (assign.epoch() > Samples.MAX_EPOCHS + declines.getOrDefault(assign.taskId(), 0)) {
          requireNewcomers(assign);
        }
        assertThat(assign.reward()).isBetween(offer.minReward(), offer.maxReward());
        assertThat(assign.commitBy()).isGreaterThan(now).isLessThanOrEqualTo(offer.commitBy());
        assertThat(assign.holders()).hasSizeBetween(1, offer.redundancy());
        assign.holders().forEach(holder -> check(assign, offer, holder.proverId()));
      }
    }

    /** A retry budget is of those that had the task: once it is spent, only others have it. */
    private void requireNewcomers(Effect.Assign assign) {
      assertThat(everHeld.getOrDefault(assign.taskId(), Set.of()))
          .as("who had %s before its epoch %d", assign.taskId(), assign.epoch())
          .doesNotContainAnyElementsOf(
              assign.holders().stream().map(Effect.Holder::proverId).toList());
    }

    private void check(Effect.Assign assign, TaskOffer offer, String id) {
      ProverProfile profile = profiles.get(id);
      Pulse pulse = pulses.get(id);
      assertThat(profile.pausedUntil()).isLessThanOrEqualTo(now);
      assertThat(profile.free()).isGreaterThanOrEqualTo(offer.bond());
      assertThat(now - pulse.at()).isLessThan(Samples.HEARTBEAT_TIMEOUT);
      assertThat(pulse.draining()).isFalse();
      assertThat(holding.get(id))
          .contains(assign.taskId())
          .hasSizeLessThanOrEqualTo(Math.min(profile.capacity(), pulse.capacity()));
      long ask = profile.offers().getFirst().pricePerWeight() * offer.weight();
      assertThat(assign.reward()).isGreaterThanOrEqualTo(ask);
      long bonds = holding.get(id).stream().mapToLong(task -> offers.get(task).bond()).sum();
      assertThat(bonds).as("bonds of %s", id).isLessThanOrEqualTo(profile.free());
      everHeld.computeIfAbsent(assign.taskId(), t -> new HashSet<>()).add(id);
      Long before = given.put(assign.taskId() + id, now);
      assertThat(before == null || now - before >= Samples.TIMEOUT)
          .as("%s is given %s again at %d, last at %s", id, assign.taskId(), now, before)
          .isTrue();
    }
  }

  /** In the last two somebody takes a task whose retry budget others have spent. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 36, 56})
  void shouldKeepEveryRuleAndRepeatItself(long seed) {
    List<Effect> once = new Run(seed).play();
    List<Effect> again = new Run(seed).play();

    assertThat(again).as("seed %d", seed).isEqualTo(once);
    assertThat(once.stream().filter(Effect.Assign.class::isInstance).count())
        .as("assignments of seed %d", seed)
        .isGreaterThan(100);
    assertThat(once.stream().filter(Effect.Close.class::isInstance).count())
        .as("closes of seed %d", seed)
        .isPositive();
  }
}
