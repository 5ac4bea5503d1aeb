package io.proofworks.aggregation.domain;

import io.proofworks.protocol.JobCause;

/**
 * The life of a node of the tree, from the moment its children exist.
 *
 * <pre>
 * Waiting --lease--> Leased --accepted--> Verified
 *    ^                 |
 *    +-- next epoch ---+  (lease expired, or an aggregate the holder answers for was refused)
 * </pre>
 */
public sealed interface NodeState {

  /**
   * Wants an aggregator.
   *
   * @param cause why a job is to be issued
   * @param until when the batch gives up waiting, epoch milliseconds
   * @param holdersFrom when those who had it before may have it again: not before their lease would
   *     have run out, so that one whose aggregates are refused cannot use up all epochs before
   *     anybody else comes
   */
  record Waiting(JobCause cause, long until, long holdersFrom) implements NodeState {}

  /**
   * An aggregator works on it.
   *
   * @param grantedAt epoch milliseconds
   * @param leaseUntil first millisecond that is too late
   * @param bond locked for the lease, base units
   * @param fee earned by an accepted aggregate, base units
   */
  record Leased(String aggregatorId, long grantedAt, long leaseUntil, long bond, long fee)
      implements NodeState {}

  /**
   * Its aggregate was checked and accepted.
   *
   * @param digest keccak256 of the aggregate
   */
  record Verified(String aggregatorId, long grantedAt, long verifiedAt, String digest, long fee)
      implements NodeState {}
}
