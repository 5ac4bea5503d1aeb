package io.proofworks.settlement.domain;

import io.proofworks.protocol.Digests;
import io.proofworks.protocol.Reason;
import io.proofworks.protocol.TaskProof;
import io.proofworks.protocol.VerdictKind;
import io.proofworks.settlement.domain.TaskInput.AdoptionAssigned;
import io.proofworks.settlement.domain.TaskInput.Assigned;
import io.proofworks.settlement.domain.TaskInput.BondAnswered;
import io.proofworks.settlement.domain.TaskInput.CommitReceived;
import io.proofworks.settlement.domain.TaskInput.EscrowAnswered;
import io.proofworks.settlement.domain.TaskInput.GivenBack;
import io.proofworks.settlement.domain.TaskInput.ProofAnswered;
import io.proofworks.settlement.domain.TaskInput.RevealReceived;
import io.proofworks.settlement.domain.TaskInput.StatementAnswered;
import io.proofworks.settlement.domain.TaskInput.TaskClosed;
import io.proofworks.settlement.domain.TaskInput.TaskPublished;
import io.proofworks.settlement.domain.TaskInput.TaskSuperseded;
import io.proofworks.settlement.domain.TaskInput.WindowOpened;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The life of a task, as a pure function of the log: given what is held of a task and the next
 * thing that happens to it, what is held afterwards and what follows.
 *
 * <p>Inputs come in log order ({@code TaskPartition} sees to it), and every deadline at or before
 * an input's time has passed before the input is decided, so nothing here asks how late the market
 * itself is.
 */
public final class TaskEngine {

  private TaskEngine() {}

  /**
   * Decides an input. Every input of the log gets exactly one verdict, at once or once an answer is
   * in.
   */
  public static TaskDecision decide(@Nullable TaskCase task, TaskInput input, TaskContext context) {
    if (task != null) {
      Draft draft = new Draft(context, task);
      take(draft, input);
      return draft.decision();
    }
    return input instanceof TaskPublished published
        ? publish(published, context)
        : unknown(input, context);
  }

  /** The log has reached a time that the task wanted to see. */
  public static TaskDecision timePassed(TaskCase task, long at, TaskContext context) {
    Draft draft = new Draft(context, task);
    Windows.timePassed(draft, at);
    return draft.decision();
  }

  /**
   * The answer to a task under a policy that is not known. It is nobody's any more, so it ends
   * where it begins.
   *
   * @param ends whether that is said to those who wait for it
   */
  public static TaskEffect withoutPolicy(TaskPublished input, boolean ends, Digests digests) {
    String detail = "a policy version that does not exist";
    return ends
        ? Unbound.end(digests, input, Reason.MALFORMED, detail)
        : Unbound.verdict(digests, input, Reason.MALFORMED, detail);
  }

  /** The answer to an input that cannot even be put to the engine. */
  public static TaskEffect refused(TaskInput input, Reason reason, String detail, Digests digests) {
    return Unbound.verdict(digests, input, reason, detail);
  }

  private static TaskDecision publish(TaskPublished input, TaskContext context) {
    PublishedTask task = input.task();
    if (!task.domain().equals(context.domain())) {
      return new TaskDecision(
          null,
          List.of(
              Unbound.verdict(
                  context.digests(), input, Reason.WRONG_DOMAIN, "of market " + task.domain())));
    }
    Draft draft = new Draft(context, TaskCase.published(task, input.origin()));
    draft.ask(
        new AccountRequest.ReserveEscrow(
            RequestIds.of("escrow", task.taskId()),
            task.requester(),
            task.taskId(),
            task.batchId(),
            task.maxReward()));
    return draft.decision();
  }

  private static TaskDecision unknown(TaskInput input, TaskContext context) {
    if (input instanceof TaskInput.Addressed) {
      String detail = "no task " + input.taskId() + " had been published by then";
      return new TaskDecision(
          null, List.of(Unbound.verdict(context.digests(), input, Reason.UNKNOWN_TASK, detail)));
    }
    throw new IllegalStateException("an answer for a task that does not exist: " + input);
  }

  /** Decides an input of a task that exists; also for inputs whose waiting is over. */
  static void take(Draft draft, TaskInput input) {
    switch (input) {
      case TaskPublished again -> repeat(draft, again);
      case TaskSuperseded superseded -> Endings.superseded(draft, superseded);
      case TaskClosed closed -> Endings.closed(draft, closed);
      case Assigned assigned -> Assignments.assigned(draft, assigned);
      case AdoptionAssigned adoption -> Adoptions.assigned(draft, adoption);
      case GivenBack back -> Assignments.givenBack(draft, back);
      case CommitReceived commit -> Commits.received(draft, commit);
      case RevealReceived reveal -> Reveals.received(draft, reveal);
      case WindowOpened opened -> Windows.open(draft, opened);
      case BondAnswered answer -> Commits.answered(draft, answer);
      case EscrowAnswered answer -> escrowAnswered(draft, answer);
      case StatementAnswered answer -> Rewards.answered(draft, answer);
      case ProofAnswered answer -> Adoptions.answered(draft, answer);
    }
  }

  private static void repeat(Draft draft, TaskPublished again) {
    draft
        .answer(VerdictKind.TASK, again.origin(), draft.task().epochNumber())
        .give(Reason.DUPLICATE, "published before");
  }

  private static void escrowAnswered(Draft draft, EscrowAnswered answer) {
    TaskCase task = draft.task();
    if (task.escrow() != TaskCase.Escrow.ASKED) {
      return;
    }
    Draft.Answer verdict = draft.answer(VerdictKind.TASK, task.published(), task.epochNumber());
    if (answer.granted()) {
      draft.become(task.funded());
      verdict.give(Reason.ACCEPTED, "");
    } else {
      draft.become(task.unfunded());
      verdict.evidence(Endings.proof(draft)).give(Reason.INSUFFICIENT_BOND, answer.detail());
    }
    drain(draft, answer.origin().time());
    Endings.refundIfOver(draft);
  }

  /**
   * Takes the inputs that have been waiting again, in log order; some may have to go on waiting.
   *
   * @param at log time, epoch milliseconds
   */
  static void drain(Draft draft, long at) {
    List<TaskInput> waiting = draft.task().waiting();
    draft.become(draft.task().waitingFor(List.of()));
    for (int i = 0; i < waiting.size(); i++) {
      draft.resuming(waiting.subList(i + 1, waiting.size()));
      take(draft, waiting.get(i));
    }
    if (!waiting.isEmpty()) {
      Windows.reassignAfterWaiting(draft, at);
      Windows.lookBehind(draft, waiting, at);
    }
  }

  /** Verdicts on inputs that belong to no task. They are given before any signature is checked. */
  private static final class Unbound {

    private Unbound() {}

    static VerdictIssued verdict(Digests digests, TaskInput input, Reason reason, String detail) {
      VerdictIssued.Subject subject = VerdictIssued.Subject.unknown(input.taskId(), epoch(input));
      return verdict(digests, input, reason, detail, subject, Map.of());
    }

    /** With no proof, and none to come. */
    static VerdictIssued end(Digests digests, TaskPublished input, Reason reason, String detail) {
      VerdictIssued.Subject subject = VerdictIssued.Subject.stillborn(input.task());
      Map<String, String> evidence = Map.of(TaskProof.EVIDENCE, TaskProof.NONE.name());
      return verdict(digests, input, reason, detail, subject, evidence);
    }

    private static VerdictIssued verdict(
        Digests digests,
        TaskInput input,
        Reason reason,
        String detail,
        VerdictIssued.Subject subject,
        Map<String, String> evidence) {
      Origin origin = input.origin();
      return new VerdictIssued(
          digests.inputId(origin.topic(), origin.partition(), origin.offset()),
          digests.domain(),
          input.taskId().hex(),
          kind(input),
          reason,
          detail,
          Named.NOBODY,
          subject,
          origin,
          origin.time(),
          0,
          0,
          null,
          evidence);
    }

    private static VerdictKind kind(TaskInput input) {
      return switch (input) {
        case TaskPublished _, TaskClosed _ -> VerdictKind.TASK;
        case TaskSuperseded _ -> VerdictKind.SUPERSESSION;
        case Assigned _, AdoptionAssigned _, GivenBack _ -> VerdictKind.ASSIGNMENT;
        case WindowOpened _ -> VerdictKind.WINDOW;
        case TaskInput.Claimed claimed -> claimed.kind();
        case BondAnswered _, EscrowAnswered _, StatementAnswered _, ProofAnswered _ ->
            VerdictKind.TASK;
      };
    }

    private static int epoch(TaskInput input) {
      return switch (input) {
        case TaskInput.Claimed claimed -> claimed.epoch();
        case Assigned assigned -> assigned.epoch().number();
        case AdoptionAssigned adoption -> adoption.epoch().number();
        case GivenBack back -> back.epoch();
        case TaskPublished _, TaskClosed _, TaskSuperseded _, WindowOpened _ -> 0;
        case BondAnswered _, EscrowAnswered _, StatementAnswered _, ProofAnswered _ -> 0;
      };
    }
  }
}
