package io.proofworks.sharding.processor;

import io.proofworks.avro.ProofRequest;
import io.proofworks.avro.Verdict;
import io.proofworks.messages.SignedMessages;
import io.proofworks.proofs.AggregationSchemes;
import io.proofworks.proofs.SplittingProofSystem;
import io.proofworks.proofs.VerifierRegistry;
import io.proofworks.proofs.ledgercircuit.LedgerProgram;
import io.proofworks.protocol.Reason;
import io.proofworks.protocol.VerdictKind;
import io.proofworks.runtime.AppContext;
import io.proofworks.runtime.InboundRecord;
import io.proofworks.serde.Decoded;
import io.proofworks.sharding.domain.BatchState;
import io.proofworks.sharding.domain.LedgerTraceSplitter;
import io.proofworks.sharding.domain.MarketPolicy;
import io.proofworks.sharding.domain.Outcome;
import io.proofworks.sharding.domain.OwnTraceSplitter;
import io.proofworks.sharding.domain.Request;
import io.proofworks.sharding.domain.RequestChecks;
import io.proofworks.sharding.domain.ScheduleEvent;
import io.proofworks.sharding.domain.TraceSplitter;
import io.proofworks.sharding.domain.WholeTraceSplitter;
import io.proofworks.topics.Topics;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Answers proof requests and publishes the tasks of those it takes. */
final class RequestDesk {

  /** What a task record needs beside its trace and public inputs, at most. */
  private static final int TASK_OVERHEAD = 8 * 1024;

  private final AppContext app;
  private final Outbox outbox;
  private final StateMap<BatchState> batches;
  private final CurrentPolicy policy;
  private final Windows windows;
  private final Answers answers;
  private final RequestChecks checks;

  RequestDesk(
      AppContext app,
      Outbox outbox,
      StateMap<BatchState> batches,
      CurrentPolicy policy,
      Windows windows) {
    this.windows = windows;
    this.app = app;
    this.outbox = outbox;
    this.batches = batches;
    this.policy = policy;
    this.answers = new Answers(app);
    this.checks =
        new RequestChecks(
            app.verifiers(),
            AggregationSchemes.over(app.verifiers()),
            splitters(app.verifiers()),
            Topics.TASKS.maxMessageBytes() - TASK_OVERHEAD);
  }

  /**
   * Ledger batches are cut, and those of systems that cut theirs; what others prove is one whole.
   */
  private static Map<String, TraceSplitter> splitters(VerifierRegistry verifiers) {
    Map<String, TraceSplitter> splitters = new HashMap<>();
    for (String id : verifiers.systems()) {
      splitters.put(
          id,
          verifiers.system(id).orElseThrow() instanceof SplittingProofSystem splitting
              ? new OwnTraceSplitter(splitting)
              : new WholeTraceSplitter());
    }
    splitters.put(LedgerProgram.PROOF_SYSTEM, new LedgerTraceSplitter());
    return splitters;
  }

  void receive(InboundRecord input) {
    answers
        .misplaced(input, Topics.BATCHES)
        .ifPresentOrElse(
            wrong -> refuse(input, wrong.reason(), wrong.detail()), () -> decode(input));
  }

  private void decode(InboundRecord input) {
    switch (app.serdes().decoder(Topics.BATCHES).decode(input.value())) {
      case Decoded.Value<ProofRequest>(ProofRequest avro) -> read(input, avro);
      case Decoded.Malformed<ProofRequest>(String detail) -> {
        outbox.deadLetter(input, Reason.MALFORMED.name(), detail);
        refuse(input, Reason.MALFORMED, detail);
      }
    }
  }

  private void read(InboundRecord input, ProofRequest avro) {
    try {
      Request request = AvroRequests.request(avro);
      if (request.batchId().hex().equals(input.answerKey())) {
        judge(input, avro, request);
      } else {
        refuse(input, Reason.MALFORMED, "the key is not the batchId");
      }
    } catch (IllegalArgumentException outOfForm) {
      refuse(input, Reason.MALFORMED, String.valueOf(outOfForm.getMessage()));
    }
  }

  private void judge(InboundRecord input, ProofRequest avro, Request request) {
    @Nullable MarketPolicy inForce =
        Optional.ofNullable(policy.get())
            .map(found -> windows.applied(found, request.taskClass()))
            .orElse(null);
    RequestChecks.Circumstances given =
        new RequestChecks.Circumstances(
            app.settings().domain(),
            inForce,
            batches.get(input.answerKey()).orElse(null),
            () -> SignedMessages.signer(avro),
            input.time());
    switch (checks.judge(request, given)) {
      case Outcome.Refused(Reason reason, String detail) ->
          answer(input, about(request), reason, detail);
      case Outcome.Accepted(List<Outcome.Priced> tasks) when inForce != null ->
          accept(input, request, Publication.of(request, tasks, inForce, input.time()));
      case Outcome.Accepted accepted -> throw new IllegalStateException("taken without a policy");
    }
  }

  private void accept(InboundRecord input, Request request, Publication tasks) {
    String batchId = request.batchId().hex();
    batches.put(
        batchId,
        new BatchState.Open(request.domain().hex(), request.requesterId().hex(), tasks.taskIds()));
    answer(input, about(request), Reason.ACCEPTED, tasks.taskIds().size() + " tasks");
    tasks
        .records()
        .forEach(task -> outbox.publish(Topics.TASKS, task.getTaskId(), task, input.time()));
    outbox.tell(new ScheduleEvent.TasksPublished(input.time(), tasks.offers()));
  }

  private static Answers.About about(Request request) {
    return new Answers.About(
        VerdictKind.BATCH,
        request.requesterId().hex(),
        request.batchId().hex(),
        request.taskClass().name());
  }

  private void refuse(InboundRecord input, Reason reason, String detail) {
    answer(input, Answers.About.unread(VerdictKind.BATCH), reason, detail);
  }

  private void answer(InboundRecord input, Answers.About about, Reason reason, String detail) {
    Verdict verdict = answers.verdict(input, about, reason, detail);
    outbox.publish(Topics.VERDICTS, input.answerKey(), verdict, input.time());
  }
}
