package io.proofworks.settlement.domain;

import io.proofworks.protocol.LogClosures;

/**
 * Deadlines as the log lets them pass: a time in which nobody could append counts for nobody.
 *
 * @param commitments closures of the commitments of this partition
 * @param reveals closures of its reveals
 */
public record OpenTime(LogClosures commitments, LogClosures reveals) {

  /** Later than any time of a log. */
  static final long NEVER = Long.MAX_VALUE;

  /** A log that was never closed. */
  public static final OpenTime ALWAYS = new OpenTime(LogClosures.NONE, LogClosures.NONE);

  /** The first millisecond at which a commit of that epoch is too late. */
  long commitBy(Epoch epoch) {
    return commitments.extend(epoch.begun(), epoch.commitBy());
  }

  /** The last millisecond of a commit's reveal window; {@link #NEVER} while it is not open. */
  long windowEnd(CommitEntry commit) {
    CommitEntry.Window window = commit.window();
    return window == null ? NEVER : reveals.extend(window.opened(), window.end());
  }

  /** The last millisecond at which a late reveal still saves most of the bond; or NEVER. */
  long graceEnd(CommitEntry commit) {
    CommitEntry.Window window = commit.window();
    return window == null ? NEVER : reveals.extend(window.opened(), window.graceEnd());
  }
}
