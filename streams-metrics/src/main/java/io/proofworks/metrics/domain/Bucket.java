package io.proofworks.metrics.domain;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BinaryOperator;

/**
 * What happened in some stretch of time, in a form that merges: a window is the merge of its
 * ten-second buckets. Immutable.
 *
 * @param counters only those above zero
 * @param series only those with observations
 * @param shares dimension to holder to weight verified
 */
public record Bucket(
    Map<Counter, Long> counters,
    Map<Series, Histogram> series,
    Map<Dimension, Map<String, Long>> shares) {

  public Bucket {
    counters = copy(Counter.class, counters);
    series = copy(Series.class, series);
    shares = copy(Dimension.class, shares);
  }

  public static Bucket empty() {
    return new Bucket(Map.of(), Map.of(), Map.of());
  }

  public long get(Counter counter) {
    return counters.getOrDefault(counter, 0L);
  }

  public Histogram get(Series of) {
    return series.getOrDefault(of, Histogram.empty());
  }

  public Map<String, Long> get(Dimension dimension) {
    return shares.getOrDefault(dimension, Map.of());
  }

  public Bucket plus(Counter counter, long amount) {
    if (amount == 0) {
      return this;
    }
    return new Bucket(
        merged(Counter.class, counters, Map.of(counter, amount), Long::sum), series, shares);
  }

  public Bucket observe(Series of, long value) {
    Map<Series, Histogram> one = Map.of(of, Histogram.of(value));
    return new Bucket(counters, merged(Series.class, series, one, Histogram::merge), shares);
  }

  public Bucket share(Dimension dimension, String holder, long weight) {
    Map<Dimension, Map<String, Long>> one = Map.of(dimension, Map.of(holder, weight));
    return new Bucket(counters, series, merged(Dimension.class, shares, one, Bucket::sums));
  }

  public Bucket merge(Bucket other) {
    return new Bucket(
        merged(Counter.class, counters, other.counters, Long::sum),
        merged(Series.class, series, other.series, Histogram::merge),
        merged(Dimension.class, shares, other.shares, Bucket::sums));
  }

  /** Numerator over denominator, 0 where there is nothing to divide by. */
  public double rate(Counter part, Counter whole) {
    return get(whole) == 0 ? 0 : Math.min(1, (double) get(part) / get(whole));
  }

  private static Map<String, Long> sums(Map<String, Long> left, Map<String, Long> right) {
    Map<String, Long> sums = new TreeMap<>(left);
    right.forEach((holder, weight) -> sums.merge(holder, weight, Long::sum));
    return sums;
  }

  private static <K extends Enum<K>, V> Map<K, V> merged(
      Class<K> keys, Map<K, V> left, Map<K, V> right, BinaryOperator<V> sum) {
    Map<K, V> result = new EnumMap<>(keys);
    result.putAll(left);
    right.forEach((key, value) -> result.merge(key, value, sum));
    return result;
  }

  private static <K extends Enum<K>, V> Map<K, V> copy(Class<K> keys, Map<K, V> map) {
    Map<K, V> copy = new EnumMap<>(keys);
    copy.putAll(map);
    return Collections.unmodifiableMap(copy);
  }
}
