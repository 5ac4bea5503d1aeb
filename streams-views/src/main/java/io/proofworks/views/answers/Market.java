package io.proofworks.views.answers;

import io.proofworks.views.shape.Of;
import io.proofworks.views.shape.Says;
import io.proofworks.views.shape.TopicRecord;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What some partitions count; the counts of all add up. */
@Says("The market now.")
public record Market(
    @Nullable @Of("Policy") TopicRecord policy,
    Map<String, Long> tasksByState,
    Map<String, Long> batchesByState,
    Map<String, Long> verdictsByReason,
    Provers provers) {

  /** What no partition counts. */
  public static final Market NONE =
      new Market(null, Map.of(), Map.of(), Map.of(), new Provers(0, 0, 0, 0, 0));

  /** Provers and aggregators. */
  @Says("Provers and aggregators; capacity and work of the live ones.")
  public record Provers(long registered, long live, long paused, long capacity, long inFlight) {

    /** With one more. */
    public Provers plus(ProverLine prover, long now) {
      if (!prover.standing().equals("REGISTERED")) {
        return this;
      }
      long isPaused = prover.pausedUntil() > now ? 1 : 0;
      return plus(
          prover.live()
              ? new Provers(1, 1, isPaused, prover.capacity(), prover.inFlight())
              : new Provers(1, 0, isPaused, 0, 0));
    }

    private Provers plus(Provers more) {
      return new Provers(
          Math.addExact(registered, more.registered),
          Math.addExact(live, more.live),
          Math.addExact(paused, more.paused),
          Math.addExact(capacity, more.capacity),
          Math.addExact(inFlight, more.inFlight));
    }
  }

  /** With what others count. */
  public Market plus(Market more) {
    return new Market(
        policy == null ? more.policy : policy,
        plus(tasksByState, more.tasksByState),
        plus(batchesByState, more.batchesByState),
        plus(verdictsByReason, more.verdictsByReason),
        provers.plus(more.provers));
  }

  private static Map<String, Long> plus(Map<String, Long> some, Map<String, Long> more) {
    Map<String, Long> sum = new TreeMap<>(some);
    more.forEach((name, count) -> sum.merge(name, count, Math::addExact));
    return sum;
  }
}
