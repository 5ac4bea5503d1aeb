package io.proofworks.settlement.domain;

import io.proofworks.protocol.LogClosures;

/**
 * Deadlines as the log lets them pass: a time in which nobody could append counts for nobody.
 *
 * @param commitments closures of the commitments of this partition
 * @param reveals closures of its reveals
 */
public record OpenTime(LogClosures commitments, LogClosures reveals) {

  /** A log that was never closed. */
  public static final OpenTime ALWAYS = new OpenTime(LogClosures.NONE, LogClosures.NONE);

  /** The first millisecond at which a commit of that epoch is too late. */
  long commitBy(Epoch epoch) {
    return commitments.extend(epoch.begun(), epoch.commitBy());
  }

  /** The last millisecond of a commit's reveal window. */
  long windowEnd(CommitEntry commit) {
    return reveals.extend(commit.origin().time(), commit.windowEnd());
  }

  /** The last millisecond at which a late reveal still saves most of the bond. */
  long graceEnd(CommitEntry commit) {
    return reveals.extend(commit.origin().time(), commit.graceEnd());
  }
}
