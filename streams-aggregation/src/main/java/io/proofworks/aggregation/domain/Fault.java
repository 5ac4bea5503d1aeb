package io.proofworks.aggregation.domain;

import io.proofworks.protocol.JobCause;

/** What the holder of a lease answers for with its bond. Each ends the lease. */
enum Fault {
  DELAY(JobCause.LEASE_EXPIRED),
  CENSORSHIP(JobCause.INCOMPLETE_AGGREGATE),
  INVALID_AGGREGATE(JobCause.INVALID_PROOF),
  PLAGIARISM(JobCause.INVALID_PROOF),
  UNAUTHORISED_USE(JobCause.UNAUTHORISED_AGGREGATOR);

  private final JobCause reissue;

  Fault(JobCause reissue) {
    this.reissue = reissue;
  }

  /** Why the job is issued again. */
  JobCause reissue() {
    return reissue;
  }
}
