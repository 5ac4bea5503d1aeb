package io.proofworks.sharding.domain;

import java.util.ArrayList;
import java.util.List;

/**
 * Who delivered lately, oldest first: what concentration and diversity are measured against.
 *
 * @param wins at most {@link #REMEMBERED}
 */
public record RecentWins(List<Win> wins) {

  /** Deliveries that are remembered. */
  static final int REMEMBERED = 64;

  static final RecentWins NONE = new RecentWins(List.of());

  /** A delivery, and what its prover is made of. */
  public record Win(String proverId, String hardwareClass, String vendor, String region) {}

  public RecentWins {
    wins = List.copyOf(wins);
  }

  RecentWins after(ProverProfile winner) {
    List<Win> next =
        new ArrayList<>(wins.subList(Math.max(0, wins.size() - REMEMBERED + 1), wins.size()));
    next.add(new Win(winner.proverId(), winner.hardwareClass(), winner.vendor(), winner.region()));
    return new RecentWins(next);
  }

  /** How much of the recent wins is not this prover's, in millionths. */
  int withoutProver(String proverId) {
    return rest(wins.stream().filter(w -> w.proverId().equals(proverId)).count());
  }

  /**
   * How much the recent winners lack of this prover's hardware, vendor and region, in millionths.
   */
  int lacking(ProverProfile prover) {
    int hardware =
        rest(wins.stream().filter(w -> w.hardwareClass().equals(prover.hardwareClass())).count());
    int vendor = rest(wins.stream().filter(w -> w.vendor().equals(prover.vendor())).count());
    int region = rest(wins.stream().filter(w -> w.region().equals(prover.region())).count());
    return (hardware + vendor + region) / 3;
  }

  private int rest(long alike) {
    return wins.isEmpty()
        ? Pricing.MILLION
        : Pricing.MILLION - (int) (alike * Pricing.MILLION / wins.size());
  }
}
