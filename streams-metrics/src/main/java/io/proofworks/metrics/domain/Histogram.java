package io.proofworks.metrics.domain;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A distribution of non-negative numbers in bins that grow geometrically, so that every quantile is
 * within 1 % of a sample's true one, and merging is exact and deterministic. This is DDSketch
 * (Masson, Rim, Lee: "DDSketch", VLDB 2019) without collapsing; a range from 1 ms to a year takes
 * fewer than 1,250 bins. Immutable.
 *
 * @param bins bin to number of observations; bin i holds (g^(i-1), g^i] with g = 1.01/0.99, and
 *     {@link #ZERO} holds what is at most 1
 * @param max the greatest observation, exactly; 0 when empty
 */
public record Histogram(SortedMap<Integer, Long> bins, long max) {

  /** The bin of what is at most one. */
  static final int ZERO = 0;

  private static final double ACCURACY = 0.01;
  private static final double GROWTH = (1 + ACCURACY) / (1 - ACCURACY);
  private static final double LOG_GROWTH = Math.log(GROWTH);

  public Histogram {
    bins = Collections.unmodifiableSortedMap(new TreeMap<>(bins));
  }

  public static Histogram empty() {
    return new Histogram(new TreeMap<>(), 0);
  }

  /** Of these observations; a negative one counts as 0 (clocks of two partitions may differ). */
  public static Histogram of(long... values) {
    TreeMap<Integer, Long> bins = new TreeMap<>();
    long max = 0;
    for (long value : values) {
      bins.merge(bin(value), 1L, Long::sum);
      max = Math.max(max, value);
    }
    return new Histogram(bins, max);
  }

  public Histogram merge(Histogram other) {
    TreeMap<Integer, Long> next = new TreeMap<>(bins);
    other.bins.forEach((bin, count) -> next.merge(bin, count, Long::sum));
    return new Histogram(next, Math.max(max, other.max));
  }

  public long count() {
    return bins.values().stream().mapToLong(Long::longValue).sum();
  }

  public Distribution distribution() {
    return Survival.distribution(this, empty());
  }

  static int bin(long value) {
    return value <= 1 ? ZERO : (int) Math.ceil(Math.log(value) / LOG_GROWTH);
  }

  /** A value within 1 % of all in the bin. */
  double value(int bin) {
    if (bin == ZERO) {
      return Math.min(max, 1);
    }
    double middle = 2 * Math.pow(GROWTH, bin) / (GROWTH + 1);
    return Math.min(middle, max);
  }

  /** Observations in that bin. */
  long in(int bin) {
    return bins.getOrDefault(bin, 0L);
  }
}
