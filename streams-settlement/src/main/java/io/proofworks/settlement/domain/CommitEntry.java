package io.proofworks.settlement.domain;

import io.proofworks.protocol.Address;
import io.proofworks.protocol.Hash32;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * A commit that passed every check, and what became of it. A bond can be taken or given back only
 * while it is {@link Held}.
 *
 * <pre>
 * Pending -> Refused                        no money for the bond
 * Pending -> Accepted -> Due -> Overdue     its window opens, and closes
 *            Accepted | Due -> Revealed     in time and valid
 *            Overdue -> Revealed            in the grace and valid
 *            Overdue -> Forfeited           never revealed
 *            Held -> Forfeited              invalid or plagiarised
 *            Held -> Released               superseded, verifier stopped
 *            Live -> Released               closed
 * </pre>
 */
public sealed interface CommitEntry {

  /** The better claim on the reward first. */
  Comparator<CommitEntry> RANK =
      Comparator.comparing(CommitEntry::ranksLast)
          .thenComparing(commit -> commit.origin().offset());

  /** What a commit is called where it is kept; {@link Live} whether its window is open or not. */
  enum Status {
    PENDING,
    REFUSED,
    LIVE,
    OVERDUE,
    REVEALED,
    FORFEITED,
    RELEASED
  }

  /**
   * What is committed to, and for how much.
   *
   * @param origin place of the commit in the log; its offset is the rank of the commit
   * @param bondId names the hold on the prover's account
   * @param reward base units the commit's epoch promised; once it is revealed, what is left of them
   * @param askedAt when its epoch was assigned, if that names the prover; null if it was open to
   *     all
   * @param ranksLast whether it earns only where no other does: its author gave the task back in
   *     its epoch, or has revealed late
   */
  record Terms(
      Address prover,
      int epoch,
      Hash32 commitment,
      Origin origin,
      Hash32 bondId,
      long bond,
      long reward,
      @Nullable Long askedAt,
      boolean ranksLast) {

    Terms paying(long less) {
      return new Terms(prover, epoch, commitment, origin, bondId, bond, less, askedAt, ranksLast);
    }

    Terms rankedLast() {
      return new Terms(prover, epoch, commitment, origin, bondId, bond, reward, askedAt, true);
    }
  }

  /**
   * When a commit may be revealed, in log time.
   *
   * @param opened from when its author could read that the commit is accepted
   * @param end last millisecond of the window
   * @param graceEnd last millisecond at which a valid reveal still earns the late reward
   */
  record Window(long opened, long end, long graceEnd) {

    /**
     * @param from log time
     */
    static Window from(long from, PublishedTask task) {
      long end = Math.addExact(from, task.revealWindowMs());
      return new Window(from, end, Math.addExact(end, task.lateGraceMs()));
    }
  }

  Terms terms();

  Status status();

  /** Null until its author could read that it is accepted. */
  default @Nullable Window window() {
    return null;
  }

  default Address prover() {
    return terms().prover();
  }

  default int epoch() {
    return terms().epoch();
  }

  default Hash32 commitment() {
    return terms().commitment();
  }

  default Origin origin() {
    return terms().origin();
  }

  default Hash32 bondId() {
    return terms().bondId();
  }

  default long bond() {
    return terms().bond();
  }

  default long reward() {
    return terms().reward();
  }

  /** Whether an in-time reveal of it may still come, so that it holds its rank. */
  default boolean holdsRank() {
    return this instanceof Pending || this instanceof Live;
  }

  /** Whether its bond was reserved and is held still, or came back for a proof. */
  default boolean isAtStake() {
    return this instanceof Held || this instanceof Revealed;
  }

  /** Whether another prover committed to the same C: at most one of them can open it. */
  default boolean hasSameCommitmentAs(CommitEntry other) {
    return !prover().equals(other.prover()) && commitment().equals(other.commitment());
  }

  /** Whether it earns only where no other does. */
  default boolean ranksLast() {
    return terms().ranksLast();
  }

  /** Whether it has the better claim on the reward: the earlier one, of those not ranked last. */
  default boolean isBefore(CommitEntry other) {
    return RANK.compare(this, other) < 0;
  }

  /** The same, earning only where no other does. */
  default CommitEntry rankedLast() {
    Terms last = terms().rankedLast();
    return switch (this) {
      case Pending _ -> new Pending(last);
      case Refused _ -> new Refused(last);
      case Accepted _ -> new Accepted(last);
      case Due it -> new Due(last, it.window());
      case Overdue it -> new Overdue(last, it.window());
      case Revealed it -> new Revealed(last, it.window(), it.earns(), it.proofDigest());
      case Forfeited it -> new Forfeited(last, it.window());
      case Released it -> new Released(last, it.window());
    };
  }

  default boolean isSameAs(CommitEntry other) {
    return bondId().equals(other.bondId());
  }

  /** The bond is asked for. */
  record Pending(Terms terms) implements CommitEntry {
    @Override
    public Status status() {
      return Status.PENDING;
    }

    Accepted granted() {
      return new Accepted(terms);
    }

    Refused refused() {
      return new Refused(terms);
    }
  }

  /** There was no money for the bond. */
  record Refused(Terms terms) implements CommitEntry {
    @Override
    public Status status() {
      return Status.REFUSED;
    }
  }

  /** The bond is held and nothing is decided. */
  sealed interface Held extends CommitEntry {

    /**
     * @param reward base units, if it is the rewarded one
     * @param earns whether it may be
     */
    default Revealed revealed(long reward, boolean earns, Hash32 proofDigest) {
      return new Revealed(terms().paying(reward), window(), earns, proofDigest);
    }

    default Forfeited forfeited() {
      return new Forfeited(terms(), window());
    }

    default Released released() {
      return new Released(terms(), window());
    }
  }

  /** A reveal of it would be in time. */
  sealed interface Live extends Held {
    @Override
    default Status status() {
      return Status.LIVE;
    }
  }

  /** Its author may not have read yet that it is accepted. */
  record Accepted(Terms terms) implements Live {

    /**
     * With its reveal window opened.
     *
     * @param at log time; the window opens no earlier than the commit was made
     */
    Due opened(long at, PublishedTask task) {
      return new Due(terms, Window.from(Math.max(at, origin().time()), task));
    }
  }

  /** Its window is open. */
  record Due(Terms terms, Window window) implements Live {
    Overdue closed() {
      return new Overdue(terms, window);
    }
  }

  /** Its window has closed, and not yet its grace. */
  record Overdue(Terms terms, Window window) implements Held {
    @Override
    public Status status() {
      return Status.OVERDUE;
    }
  }

  /**
   * Its proof is there, and the bond is back or what is left of it.
   *
   * @param window null if it was revealed before that
   * @param earns whether it may be the rewarded one
   */
  record Revealed(Terms terms, @Nullable Window window, boolean earns, Hash32 proofDigest)
      implements CommitEntry {
    @Override
    public Status status() {
      return Status.REVEALED;
    }

    Revealed unearned() {
      return new Revealed(terms, window, false, proofDigest);
    }
  }

  /** Bond lost, by withholding its proof or by what was no proof of its author's. */
  record Forfeited(Terms terms, @Nullable Window window) implements CommitEntry {
    @Override
    public Status status() {
      return Status.FORFEITED;
    }
  }

  /** Bond given back without a proof. */
  record Released(Terms terms, @Nullable Window window) implements CommitEntry {
    @Override
    public Status status() {
      return Status.RELEASED;
    }
  }
}
