package io.proofworks.sharding.domain;

import io.proofworks.protocol.TaskClass;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * What settlement publishes of a prover, as far as assignment needs it.
 *
 * @param eligible registered, with the role of a prover
 * @param capacity proofs it may work on at once by its registration
 * @param reliability score per class in millionths
 * @param pausedUntil no new work before this log time; 0 when its breaker is closed
 * @param free stake that may still be reserved, base units
 * @param reserved stake that is bound, base units
 */
public record ProverProfile(
    String proverId,
    boolean eligible,
    int capacity,
    String hardwareClass,
    String vendor,
    String region,
    List<Offer> offers,
    Map<TaskClass, Integer> reliability,
    long sessionExpiry,
    long pausedUntil,
    long free,
    long reserved) {

  /** A standing offer: the least a prover works for, base units per unit of weight. */
  public record Offer(TaskClass taskClass, String proofSystem, long pricePerWeight) {}

  /** What is assumed of a prover without a history in a class, in millionths. */
  private static final int UNPROVEN = Pricing.MILLION / 2;

  public ProverProfile {
    offers = List.copyOf(offers);
    reliability = Map.copyOf(reliability);
  }

  boolean hasStake() {
    return free > 0 || reserved > 0;
  }

  /** The least it works for in this class and system; empty when it does not offer it. */
  public OptionalLong price(TaskClass taskClass, String proofSystem) {
    return offers.stream()
        .filter(o -> o.taskClass() == taskClass && o.proofSystem().equals(proofSystem))
        .mapToLong(Offer::pricePerWeight)
        .min();
  }

  /** What it asks for a shard; more than any reward when it does not offer it, or for so little. */
  long asks(TaskOffer task) {
    OptionalLong price = price(task.taskClass(), task.proofSystem());
    return price.isPresent() ? product(price.getAsLong(), task.weight()) : Long.MAX_VALUE;
  }

  private static long product(long pricePerWeight, int weight) {
    return Math.multiplyHigh(pricePerWeight, weight) == 0 && pricePerWeight * weight >= 0
        ? pricePerWeight * weight
        : Long.MAX_VALUE;
  }

  int reliabilityIn(TaskClass taskClass) {
    return Math.clamp(reliability.getOrDefault(taskClass, UNPROVEN), 0, Pricing.MILLION);
  }
}
