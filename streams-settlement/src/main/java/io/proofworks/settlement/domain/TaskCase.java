package io.proofworks.settlement.domain;

import io.proofworks.protocol.Address;
import io.proofworks.protocol.Author;
import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.TaskState;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * All that settlement holds of one task: where it stands, and beside that its money, its commits
 * and what waits, each of which has a life of its own.
 *
 * @param published the record that published the task, answered once the escrow is decided
 * @param commits by rank, of every epoch
 * @param waiting inputs that the answer of the account side decides, in log order
 */
public record TaskCase(
    PublishedTask task,
    Origin published,
    TaskStage stage,
    Escrow escrow,
    List<CommitEntry> commits,
    List<TaskInput> waiting,
    Reward reward) {

  /**
   * The requester's escrow.
   *
   * <pre>
   * ASKED -> HELD -> RETURNED     what is left of it goes back once the task is over
   * ASKED -> REFUSED
   * </pre>
   */
  public enum Escrow {
    ASKED,
    HELD,
    REFUSED,
    RETURNED
  }

  /**
   * The one reward of the task.
   *
   * <pre>
   * Undecided -> Claiming -> Paid | Denied     its statement's claim is asked for
   * Undecided -> Paid                          an adopted proof
   * </pre>
   */
  public sealed interface Reward {

    /** What it is called where it is kept. */
    enum Stage {
      UNDECIDED,
      CLAIMING,
      PAID,
      DENIED
    }

    Stage stage();

    /** Null while it is undecided. */
    default @Nullable Address winner() {
      return null;
    }

    /** Nobody has won. */
    record Undecided() implements Reward {
      @Override
      public Stage stage() {
        return Stage.UNDECIDED;
      }

      Claiming claim(CommitEntry.Revealed best) {
        return new Claiming(best.prover(), best.reward());
      }
    }

    /** Won, if no other task is rewarded for the statement. */
    record Claiming(Address winner, long amount) implements Reward {
      @Override
      public Stage stage() {
        return Stage.CLAIMING;
      }

      Paid pay() {
        return new Paid(winner, amount);
      }

      Denied deny() {
        return new Denied(winner, amount);
      }
    }

    /** The winner's. */
    record Paid(Address winner, long amount) implements Reward {
      @Override
      public Stage stage() {
        return Stage.PAID;
      }
    }

    /** Another task's. */
    record Denied(Address winner, long amount) implements Reward {
      @Override
      public Stage stage() {
        return Stage.DENIED;
      }
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
        new TaskStage.Open(),
        Escrow.ASKED,
        List.of(),
        List.of(),
        new Reward.Undecided());
  }

  public TaskState state() {
    return stage.state();
  }

  boolean isOver() {
    return stage instanceof TaskStage.Ended;
  }

  /** Terms of the newest epoch; null before the first assignment. */
  @Nullable Epoch epoch() {
    TaskStage.Current current = stage.current();
    return current == null ? null : current.epoch();
  }

  int epochNumber() {
    Epoch epoch = epoch();
    return epoch == null ? 0 : epoch.number();
  }

  Epoch requireEpoch() {
    Epoch epoch = epoch();
    if (epoch == null) {
      throw new IllegalStateException("task " + task.taskId() + " has no epoch");
    }
    return epoch;
  }

  @Nullable Address verifiedBy() {
    return stage.verifiedBy();
  }

  boolean isVerified() {
    return verifiedBy() != null;
  }

  /** The commits that stand so. */
  <C extends CommitEntry> Stream<C> commits(Class<C> kind) {
    return commits.stream().filter(kind::isInstance).map(kind::cast);
  }

  /** The commit with that bond, if it stands so. */
  <C extends CommitEntry> Optional<C> commit(Class<C> kind, Hash32 bondId) {
    return commits(kind).filter(c -> c.bondId().equals(bondId)).findFirst();
  }

  /** The prover's commits, the newest first. */
  Stream<CommitEntry> commitsOf(Address prover) {
    return commits.reversed().stream().filter(c -> c.prover().equals(prover));
  }

  /** Whether it committed to the task, or is assigned to its current epoch. */
  boolean isPartyTo(Address prover) {
    Epoch epoch = epoch();
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
    return commits(CommitEntry.Pending.class).findAny().isPresent();
  }

  /**
   * Whether the epoch has come to nothing: nobody can still deliver in it. A silent assignee may
   * still commit until the epoch lapses; a task open to all may be taken until then.
   */
  boolean isSpent() {
    return stage instanceof TaskStage.Promising promising
        && !anyHoldsRank()
        && !anyCommitWaits()
        && (promising.isLapsed() || silent().isEmpty() && !promising.epoch().openToAll());
  }

  /** Whether somebody else may still commit to the current epoch. */
  boolean mayBeTakenInsteadOf(Address prover) {
    return stage instanceof TaskStage.Promising promising
        && !promising.isLapsed()
        && (promising.epoch().openToAll() || silent().stream().anyMatch(a -> !a.equals(prover)));
  }

  /** Assignees of this epoch that have neither committed nor given it back. */
  List<Address> silent() {
    return requireEpoch().assignees().stream()
        .filter(a -> !hasCommitted(a) && !hasGivenBack(a, epochNumber()))
        .toList();
  }

  /** Also where the word of it waits: it was in time all the same. */
  boolean hasGivenBack(Address prover, int epoch) {
    TaskStage.Current current = stage.current();
    return current != null && current.isGivenBack(prover, epoch)
        || waiting.stream()
            .anyMatch(
                input -> input instanceof TaskInput.GivenBack back && back.frees(prover, epoch));
  }

  /** Also with a commit that waits: what it waits for is not its author's to hurry. */
  private boolean hasCommitted(Address prover) {
    boolean taken =
        commitsOf(prover)
            .anyMatch(c -> c.epoch() == epochNumber() && !(c instanceof CommitEntry.Refused));
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

  /** The next epoch begins. */
  TaskCase assigned(Epoch next) {
    return at(standing(TaskStage.Unproved.class).begin(next));
  }

  /** An epoch begins in which nobody can commit, so it has lapsed from the beginning. */
  TaskCase adopting(Epoch next) {
    return at(standing(TaskStage.Unproved.class).begin(next).lapse());
  }

  TaskCase lapsed() {
    return at(standing(TaskStage.Begun.class).lapse());
  }

  /** Another epoch is wanted. */
  TaskCase reassigned() {
    return at(standing(TaskStage.Promising.class).spend());
  }

  /** With the first accepted reveal. */
  TaskCase verified(Author first) {
    return verifiedBy(first.address());
  }

  /** With another task's proof of the same statement, and its owner paid. */
  TaskCase adopted(Address owner, long amount) {
    return verifiedBy(owner).rewarding(new Reward.Paid(owner, amount));
  }

  private TaskCase verifiedBy(Address owner) {
    return at(standing(TaskStage.InProof.class).verify(owner));
  }

  /**
   * @param outcome one of the four ends
   */
  TaskCase ended(TaskState outcome) {
    return at(standing(TaskStage.Alive.class).end(outcome));
  }

  /**
   * @param since log time from which everybody could know; null if that does not count
   */
  TaskCase superseded(@Nullable Long since) {
    return at(standing(TaskStage.Alive.class).supersede(since));
  }

  /** Whether that commit was made when everybody could know that the task is stale. */
  boolean wasKnownStaleTo(CommitEntry commit) {
    return stage instanceof TaskStage.Ended ended
        && ended.staleSince() != null
        && commit.origin().time() > ended.staleSince();
  }

  /** The one place that finds out that a task cannot move so from where it stands. */
  private <S extends TaskStage> S standing(Class<S> kind) {
    if (!kind.isInstance(stage)) {
      throw new IllegalStateException(
          "task " + task.taskId() + " is " + state() + ", not " + kind.getSimpleName());
    }
    return kind.cast(stage);
  }

  private TaskCase at(TaskStage next) {
    return new TaskCase(task, published, next, escrow, commits, waiting, reward);
  }

  TaskCase funded() {
    return with(Escrow.HELD);
  }

  /** A task without money fails, unless it had ended before the answer came. */
  TaskCase unfunded() {
    TaskCase refused = with(Escrow.REFUSED);
    return isOver() ? refused : refused.ended(TaskState.FAILED);
  }

  TaskCase refunded() {
    return with(Escrow.RETURNED);
  }

  private TaskCase with(Escrow next) {
    return new TaskCase(task, published, stage, next, commits, waiting, reward);
  }

  /**
   * With a commit of that author.
   *
   * @throws IllegalStateException if the commit is another's
   */
  TaskCase adding(Author author, CommitEntry.Pending commit) {
    if (!commit.prover().equals(author.address())) {
      throw new IllegalStateException("a commit of " + commit.prover() + " signed by " + author);
    }
    return withCommits(Stream.concat(commits.stream(), Stream.of(commit)).toList());
  }

  /** A commit of an older epoch is live, yet the new epoch is as it was. */
  TaskCase committed(CommitEntry.Accepted commit) {
    TaskCase next = replacing(commit);
    return stage instanceof TaskStage.Assigned assigned && commit.epoch() == epochNumber()
        ? next.at(assigned.commit())
        : next;
  }

  /**
   * Those provers have given back the current epoch: what they committed to stands behind whatever
   * others do.
   *
   * @param inTime whether before its commits closed
   */
  TaskCase givenBack(List<Address> by, boolean inTime) {
    TaskCase next =
        changing(c -> c.epoch() == epochNumber() && by.contains(c.prover()) ? c.rankedLast() : c);
    return inTime ? next.at(standing(TaskStage.Begun.class).giveBack(by)) : next;
  }

  /** What ranks last earns nothing any more. */
  TaskCase withoutLast() {
    return changing(c -> c instanceof CommitEntry.Revealed r && r.ranksLast() ? r.unearned() : c);
  }

  TaskCase replacing(CommitEntry commit) {
    return changing(c -> c.isSameAs(commit) ? commit : c);
  }

  TaskCase without(CommitEntry commit) {
    return withCommits(commits.stream().filter(c -> !c.isSameAs(commit)).toList());
  }

  /** Without the commits of former epochs that found no money: a copy of one is fenced. */
  TaskCase forgettingFormerRefusals() {
    return withCommits(
        commits.stream()
            .filter(c -> !(c instanceof CommitEntry.Refused) || c.epoch() == epochNumber())
            .toList());
  }

  private TaskCase changing(UnaryOperator<CommitEntry> change) {
    return withCommits(commits.stream().map(change).toList());
  }

  private TaskCase withCommits(List<CommitEntry> next) {
    return new TaskCase(task, published, stage, escrow, next, waiting, reward);
  }

  TaskCase waitingFor(List<TaskInput> next) {
    return new TaskCase(task, published, stage, escrow, commits, next, reward);
  }

  TaskCase rewarding(Reward next) {
    return new TaskCase(task, published, stage, escrow, commits, waiting, next);
  }
}
