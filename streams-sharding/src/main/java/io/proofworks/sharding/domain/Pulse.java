package io.proofworks.sharding.domain;

import java.util.List;

/**
 * A heartbeat whose signature was checked.
 *
 * @param at its log time
 * @param capacity proofs the prover says it can work on at once now
 * @param inFlight proofs it says it works on now
 * @param draining wants no new work
 */
public record Pulse(
    String proverId,
    long at,
    int capacity,
    int inFlight,
    boolean draining,
    List<GivenBack> declines) {

  /** A task that its assignee gives back before committing. */
  public record GivenBack(String taskId, int epoch) {}

  public Pulse {
    declines = List.copyOf(declines);
  }
}
