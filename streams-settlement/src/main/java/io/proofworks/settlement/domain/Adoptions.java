package io.proofworks.settlement.domain;

import io.proofworks.protocol.Amounts;
import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.MovementKind;
import io.proofworks.protocol.Reason;
import io.proofworks.protocol.VerdictKind;
import io.proofworks.settlement.domain.TaskInput.AdoptionAssigned;
import io.proofworks.settlement.domain.TaskInput.Grant;
import io.proofworks.settlement.domain.TaskInput.ProofAnswered;
import io.proofworks.settlement.domain.TaskInput.RevealReceived;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A statement that was proved for one batch is not proved again for another: its task takes the
 * proof over as it is, and pays the owner a share. Kept is the first proof of each statement, with
 * the statement's claim; a task that is told to adopt asks there and verifies what it gets, so
 * nothing that the market's other applications say of the proof is believed.
 */
final class Adoptions {

  private static final Refusal NONE =
      Refusal.of(Reason.UNKNOWN_TASK, "the market has no proof of the statement");

  private Adoptions() {}

  /** Keeps an accepted proof for whoever asks for its statement later. */
  static void keep(Draft draft, RevealReceived reveal, byte @Nullable [] binding) {
    PublishedTask task = draft.task().task();
    draft.ask(
        new AccountRequest.KeepProof(
            RequestIds.of("keep", task.taskId()),
            task.statementId(),
            new KeptProof(
                task.taskId(),
                reveal.epoch(),
                reveal.prover(),
                binding,
                reveal.proof(),
                reveal.origin())));
  }

  static void assigned(Draft draft, AdoptionAssigned input) {
    if (!draft.task().waiting().isEmpty()) {
      Waiting.join(draft, input);
      return;
    }
    Refusal refusal = check(draft, input);
    if (refusal == null) {
      begin(draft, input.epoch());
    }
    Draft.Answer answer =
        draft.answer(VerdictKind.ASSIGNMENT, input.origin(), input.epoch().number());
    if (refusal == null) {
      answer.give(Reason.ACCEPTED, "");
    } else {
      answer.give(refusal.reason(), refusal.detail());
    }
  }

  private static @Nullable Refusal check(Draft draft, AdoptionAssigned input) {
    Epoch epoch = input.epoch();
    Refusal refusal = Assignments.check(draft, input.domain(), epoch.number(), epoch.reward());
    return refusal != null || draft.task().escrow() == TaskCase.Escrow.HELD
        ? refusal
        : Refusal.of(Reason.INSUFFICIENT_BOND, "the task's escrow is not held");
  }

  private static void begin(Draft draft, Epoch epoch) {
    draft.become(draft.task().adopting(epoch));
    PublishedTask task = draft.task().task();
    draft.ask(
        new AccountRequest.FindProof(
            RequestIds.of("adopt" + epoch.number(), task.taskId()),
            task.statementId(),
            task.taskId(),
            epoch.number()));
  }

  static void answered(Draft draft, ProofAnswered answer) {
    if (!(draft.task().stage() instanceof TaskStage.InProof stage)
        || stage.epoch().number() != answer.epoch()) {
      return;
    }
    KeptProof proof = answer.proof();
    Refusal refusal = proof == null ? NONE : check(draft, proof);
    if (proof == null || refusal != null) {
      refuse(draft, refusal == null ? NONE : refusal, answer.origin().time());
    } else {
      adopt(draft, answer, proof);
    }
  }

  /** What was valid then may come from a verifier that has been stopped since. */
  private static @Nullable Refusal check(Draft draft, KeptProof proof) {
    PublishedTask task = draft.task().task();
    return switch (draft.context().proofs().check(task, proof.binding(), proof.proof())) {
      case ProofCheck.Outcome.Valid _ -> null;
      case ProofCheck.Outcome.NonCanonical(String detail) ->
          Refusal.of(Reason.NON_CANONICAL, detail);
      case ProofCheck.Outcome.Invalid(String detail) -> Refusal.of(Reason.INVALID_PROOF, detail);
      case ProofCheck.Outcome.Stopped(String detail) -> Refusal.of(Reason.VERIFIER_STOPPED, detail);
      case ProofCheck.Outcome.Unsupported(String detail) -> Refusal.of(Reason.UNSUPPORTED, detail);
    };
  }

  private static void adopt(Draft draft, ProofAnswered answer, KeptProof proof) {
    long reward = draft.task().requireEpoch().reward();
    long share = Amounts.share(reward, draft.context().policy().adoptBps());
    draft.become(draft.task().adopted(proof.prover(), share));
    publish(draft, proof, share, answer.origin().time());
    pay(draft, proof, share);
    ruling(draft, "adopted", answer.origin().time())
        .evidence(
            Map.of(
                "adoptedFrom", proof.taskId().hex(),
                "prover", proof.prover().hex(),
                "paid", Long.toString(share)))
        .give(Reason.ACCEPTED, "the proof of task " + proof.taskId() + " is adopted");
  }

  /** The proof is nobody's for this batch alone, so any aggregator may use it. */
  private static void publish(Draft draft, KeptProof proof, long share, long at) {
    PublishedTask task = draft.task().task();
    draft.add(
        new TaskEffect.ChildProofReady(
            task,
            proof.epoch(),
            proof.prover(),
            proof.binding(),
            proof.proof(),
            Grant.toAny(task.batchId()),
            share,
            false,
            draft.task().published().time(),
            0,
            at,
            proof.reveal(),
            proof.taskId()));
  }

  private static void pay(Draft draft, KeptProof proof, long share) {
    PublishedTask task = draft.task().task();
    draft.ask(
        new AccountRequest.PayFromEscrow(
            RequestIds.of("pay", task.taskId()),
            task.requester(),
            task.taskId(),
            proof.prover(),
            share,
            MovementKind.PAY,
            draft.matter(Reason.ACCEPTED)));
  }

  /** There is no proof to take over after all: the task is to be proved. */
  private static void refuse(Draft draft, Refusal refusal, long at) {
    int epoch = Windows.reassignIfSpent(draft, draft.task().epochNumber());
    ruling(draft, "unadopted" + epoch, at).give(refusal.reason(), refusal.detail());
  }

  /** It answers no record, and is about nobody who has a part in the task. */
  private static Draft.Answer ruling(Draft draft, String word, long at) {
    Hash32 id = RequestIds.of(word, draft.task().task().taskId());
    return draft.ruling(VerdictKind.ASSIGNMENT, id, at);
  }
}
