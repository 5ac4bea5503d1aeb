package io.proofworks.worker.domain;

import io.proofworks.protocol.Amounts;
import io.proofworks.protocol.Binding;

/**
 * The prover's objective: {@code profit = reward + urgencyPremium − cost − invalidPenalty −
 * latenessPenalty − plagiarismRisk}. The urgency premium is already in the reward of an assignment.
 * Penalties are expected values: the bond times the chance, from this prover's own record.
 */
public final class Profit {

  private static final long PPM = 1_000_000;

  /** Chance that a proof which does not carry its prover's binding is copied, parts per million. */
  private static final long UNBOUND_COPY_PPM = 2_000;

  /** Amounts above this are not believed, nor negative ones; no sum of the rest overflows. */
  private static final long MOST = 1L << 60;

  private Profit() {}

  /** Expected profit in base units; negative when the work is not worth it. */
  public static long of(Offer offer, Economics economics, TrackRecord record) {
    long income = Math.subtractExact(offer.reward(), cost(offer, economics));
    return income
        - expected(offer.bond(), record.invalidPpm())
        - expected(offer.bond(), record.latePpm())
        - plagiarismRisk(offer);
  }

  /** Whether the work pays at the wanted margin and can be done in time. */
  public static boolean worthTaking(Offer offer, Economics economics, TrackRecord record) {
    return offer.slackMillis() > 0
        && isBelieved(offer.reward())
        && isBelieved(offer.bond())
        && of(offer, economics, record)
            >= Math.max(1, Amounts.share(offer.reward(), economics.minMarginBps()));
  }

  private static boolean isBelieved(long amount) {
    return amount >= 0 && amount <= MOST;
  }

  /** More than any reward where the product leaves a long. */
  private static long cost(Offer offer, Economics economics) {
    long cpu = offer.costCpuMillis();
    long price = economics.costPerCpuSecond();
    return Math.multiplyHigh(cpu, price) == 0 && cpu * price >= 0 ? cpu * price / 1_000 : MOST;
  }

  private static long plagiarismRisk(Offer offer) {
    return offer.binding() == Binding.COMMIT_REVEAL
        ? expected(offer.reward(), UNBOUND_COPY_PPM)
        : 0;
  }

  private static long expected(long amount, long ppm) {
    return amount / PPM * ppm + amount % PPM * ppm / PPM;
  }
}
