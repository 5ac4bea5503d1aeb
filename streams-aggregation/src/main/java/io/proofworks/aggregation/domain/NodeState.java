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

  /** Why a node still waits. */
  enum Delay {
    /** The desk has not answered yet. */
    UNANSWERED,
    /** Aggregators are there, each with as many jobs as it can take. */
    ALL_BUSY,
    /** No aggregator is there that may have it. */
    NOBODY_THERE
  }

  /**
   * Wants an aggregator.
   *
   * @param cause why a job is to be issued
   * @param delay what the desk last said; the batch is given up only when nobody is there
   * @param until when the batch gives up waiting, epoch milliseconds
   * @param holdersFrom when those who had it before may have it again: not before their lease would
   *     have run out, so that one whose aggregates are refused cannot use up all epochs before
   *     anybody else comes
   * @param barring whether the desk was told to leave those out
   */
  record Waiting(JobCause cause, Delay delay, long until, long holdersFrom, boolean barring)
      implements NodeState {

    /** Never: as long as the desk has not said that nobody is there. */
    static final long NEVER = Long.MAX_VALUE;

    static Waiting from(JobCause cause, long holdersFrom, boolean barring) {
      return new Waiting(cause, Delay.UNANSWERED, NEVER, holdersFrom, barring);
    }

    Waiting told(Delay said, long givenUpAt) {
      return new Waiting(cause, said, givenUpAt, holdersFrom, barring);
    }

    Waiting unbarred() {
      return from(cause, holdersFrom, false);
    }
  }

  /**
   * An aggregator works on it.
   *
   * @param grantedAt epoch milliseconds
   * @param leaseUntil first millisecond that is too late, once it runs
   * @param bond locked for the lease, base units
   * @param fee earned by an accepted aggregate, base units
   * @param running whether its holder could read the job; before that it cannot expire
   */
  record Leased(
      String aggregatorId, long grantedAt, long leaseUntil, long bond, long fee, boolean running)
      implements NodeState {

    /** As long as it was given, from the moment that the job could be read. */
    Leased opened(long readableAt) {
      long waited = Math.max(0, readableAt - grantedAt);
      return new Leased(
          aggregatorId, grantedAt, Math.addExact(leaseUntil, waited), bond, fee, true);
    }
  }

  /**
   * Its aggregate was checked and accepted.
   *
   * @param digest keccak256 of the aggregate
   */
  record Verified(String aggregatorId, long grantedAt, long verifiedAt, String digest, long fee)
      implements NodeState {}
}
