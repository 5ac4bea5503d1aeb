package io.proofworks.sharding.processor;

import io.proofworks.avro.Verdict;
import io.proofworks.proofs.SplittingProofSystem;
import io.proofworks.proofs.aggregation.AggregationSchemes;
import io.proofworks.proofs.ledgercircuit.LedgerProgram;
import io.proofworks.proofs.registry.VerifierRegistry;
import io.proofworks.protocol.Reason;
import io.proofworks.protocol.VerdictKind;
import io.proofworks.runtime.InboundRecord;
import io.proofworks.runtime.StreamsConfigs;
import io.proofworks.sharding.domain.BatchLimits;
import io.proofworks.sharding.domain.BatchState;
import io.proofworks.sharding.domain.LedgerTraceSplitter;
import io.proofworks.sharding.domain.MarketPolicy;
import io.proofworks.sharding.domain.Outcome;
import io.proofworks.sharding.domain.OwnTraceSplitter;
import io.proofworks.sharding.domain.RememberingSplitter;
import io.proofworks.sharding.domain.Request;
import io.proofworks.sharding.domain.RequestChecks;
import io.proofworks.sharding.domain.ScheduleEvent;
import io.proofworks.sharding.domain.TaskOffer;
import io.proofworks.sharding.domain.TraceSplitter;
import io.proofworks.sharding.domain.WholeTraceSplitter;
import io.proofworks.topics.Topics;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Answers requests that somebody signed, and publishes the tasks of those it takes. */
final class RequestDesk {

  /** A batch is published in one transaction, and read from one poll. */
  private static final long TRANSACTION_BYTES = 64L * 1024 * 1024;

  private final Outbox outbox;
  private final Batches batches;
  private final Refusals refusals;
  private final Solvency solvency;
  private final Supplier<@Nullable MarketPolicy> policy;
  private final Windows windows;
  private final Answers answers;
  private final RequestChecks checks;

  RequestDesk(
      Systems systems,
      Outbox outbox,
      Batches batches,
      Refusals refusals,
      Solvency solvency,
      Supplier<@Nullable MarketPolicy> policy,
      Windows windows) {
    this.windows = windows;
    this.refusals = refusals;
    this.solvency = solvency;
    this.outbox = outbox;
    this.batches = batches;
    this.policy = policy;
    this.answers = new Answers(systems);
    this.checks =
        new RequestChecks(
            systems.verifiers(),
            AggregationSchemes.over(systems.verifiers()),
            splitters(systems.verifiers()),
            limits());
  }

  private static BatchLimits limits() {
    return new BatchLimits(
        Topics.TASKS.maxMessageBytes(),
        Topics.AGGREGATION_JOBS.maxMessageBytes(),
        Topics.AGGREGATES.maxMessageBytes(),
        Topics.RECEIPTS.maxMessageBytes(),
        StreamsConfigs.INTERNAL_TOPIC_BYTES,
        TRANSACTION_BYTES);
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
              ? new RememberingSplitter(new OwnTraceSplitter(splitting))
              : new WholeTraceSplitter());
    }
    splitters.put(LedgerProgram.PROOF_SYSTEM, new RememberingSplitter(new LedgerTraceSplitter()));
    return splitters;
  }

  /**
   * Takes a request.
   *
   * @param now where the clock of the requests stands
   * @param free what is known of its requester's free money, base units
   */
  void receive(SignedInput.OfRequest signed, long now, long free) {
    InboundRecord input = signed.input();
    Request request = signed.request();
    @Nullable MarketPolicy inForce =
        Optional.ofNullable(policy.get())
            .map(found -> windows.applied(found, request.taskClass()))
            .orElse(null);
    Outcome outcome =
        checks.judge(
            request,
            new RequestChecks.Circumstances(
                inForce,
                batches.get(input.answerKey(), now).orElse(null),
                refusals.has(signed.digest()),
                signed.digest(),
                input.time(),
                solvency.of(request.requesterId().hex(), free, now)));
    switch (outcome) {
      case Outcome.Refused(Reason reason, String detail) -> {
        remember(signed, now);
        answer(signed, reason, detail);
      }
      case Outcome.Accepted(List<Outcome.Priced> tasks) when inForce != null ->
          accept(signed, Publication.of(request, signed.digest(), tasks, inForce, input.time()));
      case Outcome.Accepted accepted -> throw new IllegalStateException("taken without a policy");
    }
  }

  /**
   * Remembers of a request, which was set aside or refused, that it is refused for good: each copy
   * of it would have its trace executed again.
   *
   * @param now where the clock of the requests stands
   */
  void remember(SignedInput.OfRequest signed, long now) {
    if (batches.get(signed.input().answerKey(), now).isEmpty()) {
      refusals.add(signed.digest(), signed.input().time());
    }
  }

  private void accept(SignedInput.OfRequest signed, Publication tasks) {
    Request request = signed.request();
    long time = signed.input().time();
    BatchState.Signed terms =
        new BatchState.Signed(
            request.domain().hex(),
            request.requesterId().hex(),
            signed.digest().hex(),
            request.deadline());
    batches.open(request.batchId().hex(), new BatchState.Open(terms, tasks.taskIds()));
    answer(signed, Reason.ACCEPTED, tasks.taskIds().size() + " tasks");
    tasks.records().forEach(task -> outbox.publish(Topics.TASKS, task.getTaskId(), task, time));
    for (List<TaskOffer> some : tasks.offersInParts()) {
      outbox.tell(new ScheduleEvent.TasksPublished(time, some));
    }
  }

  private void answer(SignedInput.OfRequest signed, Reason reason, String detail) {
    InboundRecord input = signed.input();
    Answers.About about =
        new Answers.About(
            VerdictKind.BATCH,
            signed.author(),
            signed.request().batchId().hex(),
            signed.request().taskClass().name());
    Verdict verdict = answers.verdict(input, about, reason, detail);
    outbox.publish(Topics.VERDICTS, input.answerKey(), verdict, input.time());
  }
}
