package io.proofworks.settlement.domain;

import io.proofworks.protocol.Address;
import io.proofworks.protocol.Author;
import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.TaskState;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * All that settlement holds of one task.
 *
 * <pre>
 * OPEN -> ASSIGNED -> COMMITTED -> VERIFIED -> SETTLED
 *         ASSIGNED | COMMITTED -> REASSIGNED -> ASSIGNED   a new epoch is wanted, then there
 *         any -> SUPERSEDED | FAILED | EXPIRED
 * </pre>
 *
 * @param published the record that published the task, answered once the escrow is decided
 * @param epoch terms of the current epoch; null before the first assignment
 * @param lapsed whether the current epoch's commit deadline has passed
 * @param commits by rank, of every epoch
 * @param waiting inputs that the answer of the account side decides, in log order
 * @param verifiedBy author of the first accepted reveal, or of the proof that was adopted; null
 *     before it
 * @param escrowOpen whether what is left in escrow is still to be given back
 */
public record TaskCase(
    PublishedTask task,
    Origin published,
    TaskState state,
    Funding funding,
    @Nullable Epoch epoch,
    boolean lapsed,
    List<CommitEntry> commits,
    List<TaskInput> waiting,
    @Nullable Address verifiedBy,
    Reward reward,
    boolean escrowOpen) {

  /** Whether the requester's escrow is asked for, held or refused. */
  public enum Funding {
    ASKED,
    HELD,
    REFUSED
  }

  /** The one reward of the task: undecided, claimed for its statement, paid, or denied. */
  public record Reward(Stage stage, @Nullable Address winner, long amount) {

    /** Undecided, waiting for the statement's claim, decided. */
    public enum Stage {
      UNDECIDED,
      CLAIMING,
      PAID,
      DENIED
    }

    static final Reward UNDECIDED = new Reward(Stage.UNDECIDED, null, 0);

    Reward become(Stage next) {
      return new Reward(next, winner, amount);
    }
  }

  public TaskCase {
    commits = List.copyOf(commits);
    waiting = List.copyOf(waiting);
  }

  static TaskCase published(PublishedTask task, Origin origin) {
    return new TaskCase(
        task,
        origin,
        TaskState.OPEN,
        Funding.ASKED,
        null,
        false,
        List.of(),
        List.of(),
        null,
        Reward.UNDECIDED,
        true);
  }

  int epochNumber() {
    return epoch == null ? 0 : epoch.number();
  }

  boolean isVerified() {
    return verifiedBy != null;
  }

  Optional<CommitEntry> commitOf(Hash32 bondId) {
    return commits.stream().filter(c -> c.bondId().equals(bondId)).findFirst();
  }

  /** The prover's commits, the newest first. */
  Stream<CommitEntry> commitsOf(Address prover) {
    return commits.reversed().stream().filter(c -> c.prover().equals(prover));
  }

  /** Whether it committed to the task, or is assigned to its current epoch. */
  boolean isPartyTo(Address prover) {
    return commitsOf(prover).findAny().isPresent()
        || epoch != null && epoch.assignees().contains(prover);
  }

  /** Whether a fault of others can harm it here. */
  boolean hasAtStake(Address prover) {
    return commitsOf(prover).anyMatch(CommitEntry::isAtStake);
  }

  boolean anyHoldsRank() {
    return commits.stream().anyMatch(CommitEntry::holdsRank);
  }

  boolean anyPending() {
    return commits.stream().anyMatch(c -> c.status() == CommitEntry.Status.PENDING);
  }

  /**
   * Whether another epoch is wanted: nobody can still deliver in this one. A silent assignee may
   * still commit until the epoch lapses; a task open to all may be taken until then.
   */
  boolean wantsEpoch() {
    return epoch != null
        && state.mayStartEpoch()
        && !isVerified()
        && !anyHoldsRank()
        && !anyCommitWaits()
        && isSpent();
  }

  private boolean isSpent() {
    return lapsed || silent().isEmpty() && !requireEpoch().openToAll();
  }

  /** Assignees of this epoch that have not committed. */
  List<Address> silent() {
    return requireEpoch().assignees().stream().filter(a -> !hasCommitted(a)).toList();
  }

  /** Also with a commit that waits: what it waits for is not its author's to hurry. */
  private boolean hasCommitted(Address prover) {
    boolean taken =
        commitsOf(prover)
            .anyMatch(c -> c.epoch() == epochNumber() && c.status() != CommitEntry.Status.REFUSED);
    return taken || waitingCommits().anyMatch(c -> c.prover().equals(prover));
  }

  /** Whether a commit waits that came in time to the current epoch, signed by its author. */
  boolean anyCommitWaits() {
    return waitingCommits().findAny().isPresent();
  }

  private Stream<TaskInput.CommitReceived> waitingCommits() {
    return waiting.stream()
        .filter(TaskInput.CommitReceived.class::isInstance)
        .map(TaskInput.CommitReceived.class::cast)
        .filter(commit -> commit.epoch() == epochNumber());
  }

  Epoch requireEpoch() {
    if (epoch == null) {
      throw new IllegalStateException("task " + task.taskId() + " has no epoch");
    }
    return epoch;
  }

  TaskCase in(TaskState next) {
    return new TaskCase(
        task,
        published,
        next,
        funding,
        epoch,
        lapsed,
        commits,
        waiting,
        verifiedBy,
        reward,
        escrowOpen);
  }

  TaskCase funded(Funding next) {
    return new TaskCase(
        task,
        published,
        state,
        next,
        epoch,
        lapsed,
        commits,
        waiting,
        verifiedBy,
        reward,
        next == Funding.HELD);
  }

  TaskCase assigned(Epoch next) {
    return new TaskCase(
        task,
        published,
        TaskState.ASSIGNED,
        funding,
        next,
        false,
        commits,
        waiting,
        verifiedBy,
        reward,
        escrowOpen);
  }

  TaskCase lapse() {
    return new TaskCase(
        task,
        published,
        state,
        funding,
        epoch,
        true,
        commits,
        waiting,
        verifiedBy,
        reward,
        escrowOpen);
  }

  /**
   * With a commit of that author.
   *
   * @throws IllegalStateException if the commit is another's
   */
  TaskCase adding(Author author, CommitEntry commit) {
    if (!commit.prover().equals(author.address())) {
      throw new IllegalStateException("a commit of " + commit.prover() + " signed by " + author);
    }
    return withCommits(Stream.concat(commits.stream(), Stream.of(commit)).toList());
  }

  TaskCase replacing(CommitEntry commit) {
    return withCommits(
        commits.stream().map(c -> c.bondId().equals(commit.bondId()) ? commit : c).toList());
  }

  private TaskCase withCommits(List<CommitEntry> next) {
    return new TaskCase(
        task,
        published,
        state,
        funding,
        epoch,
        lapsed,
        next,
        waiting,
        verifiedBy,
        reward,
        escrowOpen);
  }

  TaskCase waitingFor(List<TaskInput> next) {
    return new TaskCase(
        task,
        published,
        state,
        funding,
        epoch,
        lapsed,
        commits,
        next,
        verifiedBy,
        reward,
        escrowOpen);
  }

  TaskCase verified(Author first) {
    return new TaskCase(
        task,
        published,
        state,
        funding,
        epoch,
        lapsed,
        commits,
        waiting,
        first.address(),
        reward,
        escrowOpen);
  }

  /** With another task's proof of the same statement, and its owner paid. */
  TaskCase adopted(Address owner, long amount) {
    return new TaskCase(
        task,
        published,
        TaskState.VERIFIED,
        funding,
        epoch,
        lapsed,
        commits,
        waiting,
        owner,
        new Reward(Reward.Stage.PAID, owner, amount),
        escrowOpen);
  }

  TaskCase rewarding(Reward next) {
    return new TaskCase(
        task,
        published,
        state,
        funding,
        epoch,
        lapsed,
        commits,
        waiting,
        verifiedBy,
        next,
        escrowOpen);
  }

  TaskCase refunded() {
    return new TaskCase(
        task,
        published,
        state,
        funding,
        epoch,
        lapsed,
        commits,
        waiting,
        verifiedBy,
        reward,
        false);
  }
}
