package io.proofworks.sharding.domain;

import java.util.ArrayList;
import java.util.List;

/**
 * How long the newest reveals of a class took after their commits, late ones included: a window
 * that was too short shows in them.
 *
 * @param millis the newest last, at most {@link #KEPT}
 */
public record RevealTimes(List<Long> millis) {

  /** Enough for a p99, few enough to follow a change within a few batches. */
  static final int KEPT = 256;

  public static final RevealTimes NONE = new RevealTimes(List.of());

  public RevealTimes {
    millis = List.copyOf(millis);
  }

  /** With one more; a time below 0 counts as 0. */
  public RevealTimes with(long tookMs) {
    List<Long> next = new ArrayList<>(millis);
    next.add(Math.max(0, tookMs));
    return new RevealTimes(next.subList(Math.max(0, next.size() - KEPT), next.size()));
  }

  int samples() {
    return millis.size();
  }

  /** The least time that 99 of 100 did not exceed (nearest rank); 0 when there is none. */
  long p99() {
    List<Long> sorted = millis.stream().sorted().toList();
    return sorted.isEmpty() ? 0 : sorted.get((sorted.size() * 99 + 99) / 100 - 1);
  }
}
