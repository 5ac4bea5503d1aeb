package io.proofworks.aggregation.domain;

import io.proofworks.protocol.JobCause;

/** What ends a lease before its aggregate was accepted. */
enum Fault {
  DELAY(JobCause.LEASE_EXPIRED),
  CENSORSHIP(JobCause.INCOMPLETE_AGGREGATE),
  INVALID_AGGREGATE(JobCause.INVALID_PROOF),
  PLAGIARISM(JobCause.INVALID_PROOF),
  /** The market's, not the holder's: it costs nothing, and the next may have made it otherwise. */
  UNJUDGED(JobCause.INVALID_PROOF),
  /**
   * A form that the market does not know, which its holder chose: no bond is lost by what nobody
   * can judge, and whoever holds up a node so has it no more while another is there.
   */
  UNKNOWN_FORM(JobCause.INVALID_PROOF);

  private final JobCause reissue;

  Fault(JobCause reissue) {
    this.reissue = reissue;
  }

  /** Why the job is issued again. */
  JobCause reissue() {
    return reissue;
  }
}
