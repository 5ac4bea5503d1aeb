package io.proofworks.settlement.domain;

import io.proofworks.protocol.Address;
import java.util.List;

/**
 * Terms of one assignment epoch.
 *
 * @param number from 1; every reassignment raises it by one
 * @param begun append time of the assignment
 * @param commitBy the first millisecond at which a commit is too late
 * @param reward base units for the earliest accepted commit that reveals validly
 */
public record Epoch(
    int number,
    List<Address> assignees,
    boolean openToAll,
    long begun,
    long commitBy,
    long reward) {

  public Epoch {
    assignees = List.copyOf(assignees);
  }

  boolean admits(Address prover) {
    return openToAll || assignees.contains(prover);
  }
}
