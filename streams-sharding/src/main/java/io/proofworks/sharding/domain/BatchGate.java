package io.proofworks.sharding.domain;

import io.proofworks.protocol.TaskState;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Keeps anybody from proving what will not be paid for. Settlement rewards a statement once, in the
 * first task that proves it; and a batch that ends without a receipt leaves the live commits of its
 * other tasks unpaid. So a batch is begun as a whole: when all its tasks have their escrow, no
 * statement of it is proved already, and none is being proved for another batch. One that is proved
 * ends the batch, by name of the one that has the proof, before anybody works on it; one that is
 * being proved makes it wait, and if that comes to nothing the batch has its turn.
 *
 * <p>A batch that is only paid for stands in nobody's way: what is asked for and not worked on says
 * nothing about when there will be a proof.
 */
final class BatchGate {

  private final Draft draft;
  private final Map<String, Boolean> mayBegin = new HashMap<>();

  /** For one look at what waits. */
  BatchGate(Draft draft) {
    this.draft = draft;
  }

  /** Whether a task may be given to somebody, as far as its batch goes. */
  boolean lets(TaskView task) {
    return task.begun()
        ? isFree(task)
        : mayBegin.computeIfAbsent(task.offer().batchId(), this::mayBegin);
  }

  private boolean mayBegin(String batchId) {
    return draft.tasksOf(batchId).stream()
        .allMatch(task -> task.status() instanceof TaskStatus.Funded && isFree(task));
  }

  private boolean isFree(TaskView task) {
    return draft.claimants(task.statementId()).stream()
        .noneMatch(other -> !isSibling(other, task) && other.inProof());
  }

  /** A task is about to be given away: from now on its batch's statements are taken. */
  void begin(TaskView task, TaskStatus.Waiting waiting) {
    if (!task.begun()) {
      draft.tasksOf(task.offer().batchId()).forEach(each -> draft.put(each.with(waiting)));
      mayBegin.clear();
    }
  }

  /** A batch that has nothing to prove any more is over before it is paid for. */
  static void published(Draft draft, List<TaskView> tasks) {
    tasks.stream()
        .filter(task -> draft.proven(task.statementId()).isPresent())
        .findFirst()
        .ifPresent(task -> tasks.forEach(each -> close(draft, each, duplicate(draft, task))));
  }

  /** A task was verified: whoever else waits to have that statement proved, waits for nothing. */
  static void verified(Draft draft, TaskView task) {
    draft.prove(task);
    draft.claimants(task.statementId()).stream()
        .filter(other -> !isSibling(other, task))
        .forEach(other -> closeUnproved(draft, other, duplicate(draft, task)));
  }

  /** A task ended without a proof, so a batch that was not begun cannot be begun any more. */
  static void ended(Draft draft, TaskView task) {
    if (!task.begun()) {
      closeUnbegun(
          draft, task, "task " + task.taskId() + " of the batch ended before it was begun");
    }
  }

  /** Of a batch that was begun others may be proved, and paid for; this task cannot be. */
  private static void closeUnproved(Draft draft, TaskView task, String why) {
    if (!task.begun()) {
      closeUnbegun(draft, task, why);
    } else if (!task.inProof()) {
      close(draft, task, why);
    }
  }

  private static void closeUnbegun(Draft draft, TaskView task, String why) {
    draft.tasksOf(task.offer().batchId()).stream()
        .filter(each -> !each.begun())
        .forEach(each -> close(draft, each, why));
  }

  private static void close(Draft draft, TaskView task, String why) {
    TaskOffer offer = task.offer();
    draft.tell(new Effect.Close(task.taskId(), offer.batchId(), TaskState.FAILED, why));
    draft.put(task.with(new TaskStatus.Over()));
  }

  private static String duplicate(Draft draft, TaskView task) {
    ProvenStatements.Proven by = draft.proven(task.statementId()).orElseThrow();
    return "DUPLICATE: statement %s was proved in batch %s, task %s"
        .formatted(task.statementId(), by.batchId(), by.taskId());
  }

  private static boolean isSibling(TaskView one, TaskView other) {
    return one.offer().batchId().equals(other.offer().batchId());
  }
}
