package io.proofworks.sharding.domain;

/**
 * How much of what it is asked a prover takes: decayed counts of assignments that it committed to
 * and of those that it declined or let pass. The prior is worth two assignments, so that one
 * decline does not end a career and a newcomer is not preferred to who has always taken its work.
 *
 * @param asOf log time that the counts are decayed to
 */
public record Acceptance(double taken, double passed, long asOf) {

  static final Acceptance UNKNOWN = new Acceptance(0, 0, 0);

  private static final double PRIOR_TAKEN = 1.5;
  private static final double PRIOR = 2;

  /** One more assignment that was taken, or was not. */
  Acceptance after(boolean took, long now, long halfLifeMs) {
    double kept = StrictMath.pow(0.5, Math.max(0, now - asOf) / (double) halfLifeMs);
    return new Acceptance(
        taken * kept + (took ? 1 : 0), passed * kept + (took ? 0 : 1), Math.max(asOf, now));
  }

  /** The share in millionths. */
  int share() {
    return (int) (Pricing.MILLION * ((taken + PRIOR_TAKEN) / (taken + passed + PRIOR)));
  }
}
