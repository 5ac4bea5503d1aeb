package io.proofworks.settlement.domain;

import io.proofworks.protocol.Address;
import java.util.HashSet;
import java.util.List;

/**
 * Terms of one assignment epoch.
 *
 * @param number from 1; every reassignment raises it by one
 * @param assignees different provers; none exactly if it is open to all
 * @param begun append time of the assignment
 * @param commitBy the first millisecond at which a commit is too late, at most a year from the
 *     beginning
 * @param reward base units for the earliest accepted commit that reveals validly, at most {@link
 *     Limits#AMOUNT}
 */
public record Epoch(
    int number,
    List<Address> assignees,
    boolean openToAll,
    long begun,
    long commitBy,
    long reward) {

  /**
   * What an assignment gives counts from when its addressees could read it: one that was written
   * late, by a scheduler that was behind, leaves them as long as one that was not.
   *
   * @param appended when the assignment was appended
   * @param commitWindowMs how long a commit counts from then, at least
   * @throws IllegalArgumentException naming the field that is out of range
   */
  public static Epoch begun(
      int number,
      List<Address> assignees,
      boolean openToAll,
      long appended,
      long commitBy,
      long commitWindowMs,
      long reward) {
    Limits.require("commitBy", commitBy, 0, appended + Limits.DURATION_MS);
    Limits.requireDuration("commitWindowMs", commitWindowMs);
    long until = Math.max(commitBy, appended + commitWindowMs);
    return new Epoch(number, assignees, openToAll, appended, until, reward);
  }

  /**
   * @throws IllegalArgumentException naming the field that is out of range
   */
  public Epoch {
    assignees = List.copyOf(assignees);
    Limits.require("commitBy", commitBy, 0, begun + Limits.DURATION_MS);
    Limits.requireAmount("reward", reward);
    if (openToAll != assignees.isEmpty()) {
      throw new IllegalArgumentException("either open to all or to some: " + assignees);
    }
    if (new HashSet<>(assignees).size() < assignees.size()) {
      throw new IllegalArgumentException("assigned twice: " + assignees);
    }
  }

  /**
   * An epoch in which nobody is to prove, as the task takes over a proof: it is too late at once.
   *
   * @param reward base units of which the proof's owner gets its share
   * @throws IllegalArgumentException naming the field that is out of range
   */
  public static Epoch ofAdoption(int number, long begun, long reward) {
    return new Epoch(number, List.of(), true, begun, begun, reward);
  }

  boolean admits(Address prover) {
    return openToAll || assignees.contains(prover);
  }
}
