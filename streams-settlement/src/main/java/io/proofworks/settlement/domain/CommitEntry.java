package io.proofworks.settlement.domain;

import io.proofworks.protocol.Address;
import io.proofworks.protocol.Hash32;
import org.jspecify.annotations.Nullable;

/**
 * A commit that passed every check, and what became of it.
 *
 * @param origin place of the commit in the log; its offset is the rank of the commit
 * @param bondId names the hold on the prover's account
 * @param reward base units the commit's epoch promised
 * @param askedAt when its epoch was assigned, if that names the prover; null if it was open to all
 * @param window when it may be revealed; null until its author could read that it is accepted
 * @param earns whether its reveal may be the rewarded one
 * @param proofDigest of the revealed proof; null before
 */
public record CommitEntry(
    Address prover,
    int epoch,
    Hash32 commitment,
    Origin origin,
    Hash32 bondId,
    long bond,
    long reward,
    @Nullable Long askedAt,
    @Nullable Window window,
    Status status,
    boolean earns,
    @Nullable Hash32 proofDigest) {

  /**
   * <pre>
   * PENDING -> REFUSED                        no money for the bond
   * PENDING -> LIVE -> REVEALED               in time and valid
   *            LIVE -> OVERDUE -> REVEALED    in the grace and valid
   *                    OVERDUE -> FORFEITED   never revealed
   *            LIVE | OVERDUE -> FORFEITED    invalid or plagiarised
   *            LIVE | OVERDUE -> RELEASED     superseded, verifier stopped
   *            LIVE -> RELEASED               closed
   * </pre>
   */
  public enum Status {
    PENDING,
    REFUSED,
    LIVE,
    OVERDUE,
    REVEALED,
    FORFEITED,
    RELEASED
  }

  /**
   * When a commit may be revealed, in log time.
   *
   * @param opened from when its author could read that the commit is accepted
   * @param end last millisecond of the window
   * @param graceEnd last millisecond at which a valid reveal still earns the late reward
   */
  public record Window(long opened, long end, long graceEnd) {}

  /** Whether its window has been opened, and ended before that time if nothing moved it. */
  boolean windowEndsBefore(long at) {
    return window != null && window.end() < at;
  }

  /** The same of the grace after the window. */
  boolean graceEndsBefore(long at) {
    return window != null && window.graceEnd() < at;
  }

  CommitEntry with(Status next) {
    return new CommitEntry(
        prover,
        epoch,
        commitment,
        origin,
        bondId,
        bond,
        reward,
        askedAt,
        window,
        next,
        earns,
        proofDigest);
  }

  /**
   * With its reveal window opened.
   *
   * @param at log time, never before the commit's own
   */
  CommitEntry opened(long at, PublishedTask task) {
    long from = Math.max(at, origin.time());
    long end = Math.addExact(from, task.revealWindowMs());
    Window open = new Window(from, end, Math.addExact(end, task.lateGraceMs()));
    return new CommitEntry(
        prover,
        epoch,
        commitment,
        origin,
        bondId,
        bond,
        reward,
        askedAt,
        open,
        status,
        earns,
        proofDigest);
  }

  CommitEntry revealed(long rewardIfFirst, boolean mayEarn, Hash32 digest) {
    return new CommitEntry(
        prover,
        epoch,
        commitment,
        origin,
        bondId,
        bond,
        rewardIfFirst,
        askedAt,
        window,
        Status.REVEALED,
        mayEarn,
        digest);
  }

  /** Whether an in-time reveal of it may still come, so that it holds its rank. */
  boolean holdsRank() {
    return status == Status.PENDING || status == Status.LIVE;
  }

  /** Whether its bond was reserved and is held still, or came back for a proof. */
  boolean isAtStake() {
    return isOpen() || status == Status.REVEALED;
  }

  /** Whether the bond is held and nothing is decided. */
  boolean isOpen() {
    return status == Status.LIVE || status == Status.OVERDUE;
  }

  /** Whether another prover committed to the same C: at most one of them can open it. */
  boolean hasSameCommitmentAs(CommitEntry other) {
    return !prover.equals(other.prover) && commitment.equals(other.commitment);
  }

  boolean isBefore(CommitEntry other) {
    return origin.offset() < other.origin.offset();
  }

  boolean isSameAs(CommitEntry other) {
    return bondId.equals(other.bondId);
  }
}
