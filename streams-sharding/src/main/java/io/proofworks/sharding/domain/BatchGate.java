package io.proofworks.sharding.domain;

import io.proofworks.protocol.AssignmentCause;
import io.proofworks.protocol.TaskState;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Keeps anybody from proving what is proved already, and what will not be paid for. A statement of
 * which the market has a proof is not bought again: the task that asks for it takes the proof over,
 * and its owner gets a share. And a batch that ends without a receipt leaves the live commits of
 * its other tasks unpaid, so a batch is begun as a whole: when all its tasks have their escrow, and
 * every statement of it is proved, or not being proved for another batch. What is being proved
 * makes the batch wait, and is adopted once it is there; if it comes to nothing, or takes too long,
 * it is bought.
 *
 * <p>A batch that is only paid for stands in nobody's way: what is asked for and not worked on says
 * nothing about when there will be a proof.
 */
final class BatchGate {

  private final Draft draft;
  private final Map<String, Boolean> mayBegin = new HashMap<>();

  /** Of each statement, some of the batches that it is in proof for: two tell as much as all. */
  private final Map<String, Set<String>> inProof = new HashMap<>();

  /** For one look at what waits. */
  BatchGate(Draft draft) {
    this.draft = draft;
  }

  /** Whether a task may be given to somebody now, as far as it and its batch go. */
  boolean lets(TaskView task) {
    return task.isOpen() && draft.now() < task.offer().commitBy() && batchLets(task);
  }

  private boolean batchLets(TaskView task) {
    return task.begun()
        ? isFree(task)
        : !isProven(draft, task)
            && mayBegin.computeIfAbsent(task.offer().batchId(), this::mayBegin);
  }

  private boolean mayBegin(String batchId) {
    return draft.tasksOf(batchId).stream()
        .allMatch(task ->
            task.status() instanceof TaskStatus.Funded && (isProven(draft, task) || isFree(task)));
  }

  private boolean isFree(TaskView task) {
    return draft.now() >= task.boughtFrom() || isInProofNowhere(task);
  }

  private boolean isInProofNowhere(TaskView task) {
    return inProof.computeIfAbsent(task.statementId(), this::batchesThatProve).stream()
        .noneMatch(batch -> !batch.equals(task.offer().batchId()));
  }

  private Set<String> batchesThatProve(String statementId) {
    return draft.claimants(statementId).stream()
        .filter(TaskView::inProof)
        .map(other -> other.offer().batchId())
        .distinct()
        .limit(2)
        .collect(Collectors.toSet());
  }

  /**
   * A task is about to be given away: from now on its batch's statements are taken, and what was
   * free before may not be any more.
   */
  void begin(TaskView task) {
    if (!task.begun()) {
      begin(draft, task.offer().batchId());
    }
    mayBegin.clear();
    inProof.clear();
  }

  private static void begin(Draft draft, String batchId) {
    draft.tasksOf(batchId).forEach(each -> await(draft, each, AssignmentCause.INITIAL));
  }

  /** A task wants provers, unless it was proved meanwhile. */
  static void await(Draft draft, TaskView task, AssignmentCause cause) {
    TaskView waiting = task.waiting(cause, draft.now());
    draft.put(waiting);
    adoptIfProven(draft, waiting);
  }

  /** A batch of which nothing is left to prove needs no prover to begin. */
  static void funded(Draft draft, TaskView task) {
    String batchId = task.offer().batchId();
    boolean allProven =
        draft.tasksOf(batchId).stream()
            .allMatch(each -> each.status() instanceof TaskStatus.Funded && isProven(draft, each));
    if (allProven) {
      begin(draft, batchId);
    }
  }

  /** A task was proved: whoever else waits to have that statement proved, has the proof. */
  static void proved(Draft draft, TaskView task) {
    draft.prove(task);
    draft.claimants(task.statementId()).stream()
        .filter(other -> !isSibling(other, task))
        .forEach(other -> {
          adoptIfProven(draft, other);
          if (other.status() instanceof TaskStatus.Funded) {
            funded(draft, other);
          }
        });
  }

  private static void adoptIfProven(Draft draft, TaskView task) {
    if (task.status() instanceof TaskStatus.Waiting) {
      draft.proven(task.statementId()).ifPresent(proven -> adopt(draft, task, proven));
    }
  }

  private static void adopt(Draft draft, TaskView task, ProvenStatements.Proven proven) {
    TaskOffer offer = task.offer();
    draft.put(task.adopting(proven.taskId()));
    draft.tell(
        new Effect.Adopt(
            task.taskId(), offer.batchId(), task.epoch() + 1, proven.taskId(), offer.minReward()));
  }

  /**
   * A task ended without a proof, so a batch that was not begun cannot be begun any more. Of one
   * that failed by settlement's word, for want of an escrow, nobody has been told: it is closed
   * like the others, or who waits for its batch would wait for ever.
   */
  static void ended(Draft draft, TaskView task, TaskState state) {
    if (!task.begun()) {
      if (state == TaskState.FAILED) {
        tell(draft, task, "it ended before its batch was begun");
      }
      String why = "task " + task.taskId() + " of the batch ended before it was begun";
      draft.tasksOf(task.offer().batchId()).stream()
          .filter(each -> !each.begun())
          .forEach(each -> close(draft, each, why));
    }
  }

  private static void close(Draft draft, TaskView task, String why) {
    tell(draft, task, why);
    draft.put(task.with(new TaskStatus.Over()));
  }

  private static void tell(Draft draft, TaskView task, String why) {
    draft.tell(Effect.Close.of(task, TaskState.FAILED, why));
  }

  private static boolean isProven(Draft draft, TaskView task) {
    return draft.proven(task.statementId()).isPresent();
  }

  private static boolean isSibling(TaskView one, TaskView other) {
    return one.offer().batchId().equals(other.offer().batchId());
  }
}
