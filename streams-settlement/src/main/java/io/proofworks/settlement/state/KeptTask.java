package io.proofworks.settlement.state;

import io.proofworks.format.FormatException;
import io.proofworks.protocol.Address;
import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.TaskState;
import io.proofworks.settlement.domain.CommitEntry;
import io.proofworks.settlement.domain.Epoch;
import io.proofworks.settlement.domain.KeptProof;
import io.proofworks.settlement.domain.Origin;
import io.proofworks.settlement.domain.PublishedTask;
import io.proofworks.settlement.domain.TaskCase;
import io.proofworks.settlement.domain.TaskCase.Escrow;
import io.proofworks.settlement.domain.TaskInput;
import io.proofworks.settlement.domain.TaskStage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A task as it is kept: the fields of its format beside each other, of which not every combination
 * is a task.
 */
record KeptTask(
    PublishedTask task,
    Origin published,
    TaskState state,
    Funding funding,
    @Nullable Epoch epoch,
    boolean lapsed,
    List<Address> givenBackBy,
    List<Commit> commits,
    List<TaskInput> waiting,
    @Nullable Address verifiedBy,
    Reward reward,
    boolean escrowOpen,
    @Nullable Long staleSince) {

  /** What a commit, an input that waits or a name has at most, but for the proof of a reveal. */
  private static final int MOST_ITEM_BYTES = 8 * 1024;

  /** Whether the requester's escrow is asked for, held or refused. */
  enum Funding {
    ASKED,
    HELD,
    REFUSED
  }

  /** A commit of it. */
  record Commit(
      Address prover,
      int epoch,
      Hash32 commitment,
      Origin origin,
      Hash32 bondId,
      long bond,
      long reward,
      @Nullable Long askedAt,
      CommitEntry.@Nullable Window window,
      CommitEntry.Status status,
      boolean earns,
      @Nullable Hash32 proofDigest,
      boolean ranksLast) {

    static Commit of(CommitEntry commit) {
      CommitEntry.Terms terms = commit.terms();
      return new Commit(
          terms.prover(),
          terms.epoch(),
          terms.commitment(),
          terms.origin(),
          terms.bondId(),
          terms.bond(),
          terms.reward(),
          terms.askedAt(),
          commit.window(),
          commit.status(),
          commit instanceof CommitEntry.Revealed revealed && revealed.earns(),
          commit instanceof CommitEntry.Revealed revealed ? revealed.proofDigest() : null,
          terms.ranksLast());
    }

    CommitEntry meant() {
      CommitEntry.Terms terms =
          new CommitEntry.Terms(
              prover, epoch, commitment, origin, bondId, bond, reward, askedAt, ranksLast);
      return switch (status) {
        case PENDING -> new CommitEntry.Pending(terms);
        case REFUSED -> new CommitEntry.Refused(terms);
        case LIVE ->
            window == null ? new CommitEntry.Accepted(terms) : new CommitEntry.Due(terms, window);
        case OVERDUE -> new CommitEntry.Overdue(terms, required(window, "window"));
        case REVEALED ->
            new CommitEntry.Revealed(terms, window, earns, required(proofDigest, "proofDigest"));
        case FORFEITED -> new CommitEntry.Forfeited(terms, window);
        case RELEASED -> new CommitEntry.Released(terms, window);
      };
    }
  }

  /** Its reward. */
  record Reward(TaskCase.Reward.Stage stage, @Nullable Address winner, long amount) {

    static Reward of(TaskCase.Reward reward) {
      return switch (reward) {
        case TaskCase.Reward.Undecided it -> new Reward(it.stage(), null, 0);
        case TaskCase.Reward.Claiming it -> new Reward(it.stage(), it.winner(), it.amount());
        case TaskCase.Reward.Paid it -> new Reward(it.stage(), it.winner(), it.amount());
        case TaskCase.Reward.Denied it -> new Reward(it.stage(), it.winner(), it.amount());
      };
    }

    TaskCase.Reward meant() {
      return switch (stage) {
        case UNDECIDED -> new TaskCase.Reward.Undecided();
        case CLAIMING -> new TaskCase.Reward.Claiming(required(winner, "winner"), amount);
        case PAID -> new TaskCase.Reward.Paid(required(winner, "winner"), amount);
        case DENIED -> new TaskCase.Reward.Denied(required(winner, "winner"), amount);
      };
    }
  }

  /**
   * More than a task can have as it is written, bytes. Whoever only wants to know that it is small
   * need not write it.
   */
  static long mostBytes(TaskCase task) {
    TaskStage.Current current = task.stage().current();
    int named =
        current == null ? 0 : current.epoch().assignees().size() + current.givenBackBy().size();
    long items = 1L + named + task.commits().size();
    return items * MOST_ITEM_BYTES
        + task.task().publicInputs().length
        + task.waiting().stream().mapToLong(KeptTask::mostBytes).sum();
  }

  /** More than an input can have as it is written, bytes. */
  static long mostBytes(TaskInput input) {
    return MOST_ITEM_BYTES
        + switch (input) {
          case TaskInput.RevealReceived reveal -> reveal.proof().length;
          case TaskInput.TaskPublished published -> published.task().publicInputs().length;
          case TaskInput.ProofAnswered answered -> bytes(answered.proof());
          default -> 0;
        };
  }

  private static long bytes(@Nullable KeptProof proof) {
    return proof == null ? 0 : proof.proof().length;
  }

  static KeptTask of(TaskCase task) {
    TaskStage.Current current = task.stage().current();
    return new KeptTask(
        task.task(),
        task.published(),
        task.state(),
        funding(task.escrow()),
        current == null ? null : current.epoch(),
        current != null && current.lapsed(),
        current == null ? List.of() : current.givenBackBy(),
        task.commits().stream().map(Commit::of).toList(),
        task.waiting(),
        task.stage().verifiedBy(),
        Reward.of(task.reward()),
        task.escrow() == Escrow.ASKED || task.escrow() == Escrow.HELD,
        task.stage() instanceof TaskStage.Ended ended ? ended.staleSince() : null);
  }

  private static Funding funding(Escrow escrow) {
    return switch (escrow) {
      case ASKED -> Funding.ASKED;
      case HELD, RETURNED -> Funding.HELD;
      case REFUSED -> Funding.REFUSED;
    };
  }

  /**
   * The task that this is.
   *
   * @throws FormatException if no task is kept like this
   */
  TaskCase meant() {
    TaskCase meant =
        new TaskCase(
            task,
            published,
            stage(),
            escrow(),
            commits.stream().map(Commit::meant).toList(),
            waiting,
            reward.meant());
    if (!equals(of(meant))) {
      throw new FormatException("no rule leads to task " + task.taskId() + " as " + state);
    }
    return meant;
  }

  private Escrow escrow() {
    return switch (funding) {
      case ASKED -> Escrow.ASKED;
      case HELD -> escrowOpen ? Escrow.HELD : Escrow.RETURNED;
      case REFUSED -> Escrow.REFUSED;
    };
  }

  private TaskStage stage() {
    return switch (state) {
      case OPEN -> new TaskStage.Open();
      case ASSIGNED -> new TaskStage.Assigned(required(current(), "epoch"));
      case COMMITTED -> new TaskStage.Committed(required(current(), "epoch"));
      case REASSIGNED -> new TaskStage.Reassigned(required(current(), "epoch"));
      case VERIFIED ->
          new TaskStage.Verified(required(current(), "epoch"), required(verifiedBy, "verifiedBy"));
      case SETTLED, EXPIRED, SUPERSEDED, FAILED ->
          new TaskStage.Ended(
              state, current(), verifiedBy, state == TaskState.SUPERSEDED ? staleSince : null);
      case REVEALED -> throw new FormatException("a task does not stay REVEALED");
    };
  }

  private TaskStage.@Nullable Current current() {
    return epoch == null ? null : new TaskStage.Current(epoch, lapsed, givenBackBy);
  }

  private static <T> T required(@Nullable T value, String name) {
    if (value == null) {
      throw new FormatException("a task without its " + name);
    }
    return value;
  }
}
