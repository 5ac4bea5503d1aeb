package io.proofworks.metrics.domain;

import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * How much of the work is in few hands.
 *
 * @param hhi Herfindahl-Hirschman index: sum of squared shares, from 1/n to 1; 0 without work
 * @param top1 greatest share, 0 to 1
 * @param top3 sum of the three greatest shares, 0 to 1
 * @param nakamoto fewest holders that have more than half together; 0 without work
 */
public record Concentration(double hhi, double top1, double top3, int nakamoto) {

  public static final Concentration NONE = new Concentration(0, 0, 0, 0);

  /** Of holders and what each holds (at least 0). */
  public static Concentration of(Map<String, Long> holdings) {
    long total = holdings.values().stream().mapToLong(Long::longValue).sum();
    if (total == 0) {
      return NONE;
    }
    List<Double> shares =
        holdings.values().stream()
            .map(held -> (double) held / total)
            .sorted(Comparator.reverseOrder())
            .toList();
    double hhi = shares.stream().mapToDouble(share -> share * share).sum();
    double top3 = shares.stream().limit(3).mapToDouble(Double::doubleValue).sum();
    return new Concentration(hhi, shares.getFirst(), Math.min(1, top3), majority(holdings, total));
  }

  private static int majority(Map<String, Long> holdings, long total) {
    List<Long> greatestFirst =
        holdings.values().stream().sorted(Comparator.reverseOrder()).toList();
    long held = 0;
    int holders = 0;
    while (2 * held <= total) {
      held += greatestFirst.get(holders);
      holders++;
    }
    return holders;
  }
}
