package io.proofworks.sharding.processor;

import io.proofworks.avro.ProofRequest;
import io.proofworks.avro.Verdict;
import io.proofworks.messages.SignedMessages;
import io.proofworks.proofs.SplittingProofSystem;
import io.proofworks.proofs.aggregation.AggregationSchemes;
import io.proofworks.proofs.ledgercircuit.LedgerProgram;
import io.proofworks.proofs.registry.VerifierRegistry;
import io.proofworks.protocol.Author;
import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.Reason;
import io.proofworks.protocol.VerdictKind;
import io.proofworks.runtime.InboundRecord;
import io.proofworks.runtime.StreamsConfigs;
import io.proofworks.serde.Decoded;
import io.proofworks.sharding.domain.BatchLimits;
import io.proofworks.sharding.domain.BatchState;
import io.proofworks.sharding.domain.Judgement;
import io.proofworks.sharding.domain.LedgerTraceSplitter;
import io.proofworks.sharding.domain.MarketPolicy;
import io.proofworks.sharding.domain.Outcome;
import io.proofworks.sharding.domain.OwnTraceSplitter;
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

/** Answers proof requests and publishes the tasks of those it takes. */
final class RequestDesk {

  /** A batch is published in one transaction, and read from one poll. */
  private static final long TRANSACTION_BYTES = 64L * 1024 * 1024;

  private final Systems systems;
  private final Outbox outbox;
  private final Batches batches;
  private final Refusals refusals;
  private final Supplier<@Nullable MarketPolicy> policy;
  private final Windows windows;
  private final Answers answers;
  private final RequestChecks checks;

  /** Digest of the request at hand, once it was seen that its requester has signed it. */
  private @Nullable Hash32 signed;

  RequestDesk(
      Systems systems,
      Outbox outbox,
      Batches batches,
      Refusals refusals,
      Supplier<@Nullable MarketPolicy> policy,
      Windows windows) {
    this.windows = windows;
    this.refusals = refusals;
    this.systems = systems;
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
              ? new OwnTraceSplitter(splitting)
              : new WholeTraceSplitter());
    }
    splitters.put(LedgerProgram.PROOF_SYSTEM, new LedgerTraceSplitter());
    return splitters;
  }

  /**
   * Takes a request.
   *
   * @param now where the clock of the requests stands
   */
  void receive(InboundRecord input, long now) {
    signed = null;
    answers
        .misplaced(input, Topics.BATCHES)
        .ifPresentOrElse(
            wrong -> refuse(input, wrong.reason(), wrong.detail()), () -> decode(input, now));
  }

  private void decode(InboundRecord input, long now) {
    switch (systems.serdes().decoder(Topics.BATCHES).decode(input.value())) {
      case Decoded.Value<ProofRequest>(ProofRequest avro) -> read(input, avro, now);
      case Decoded.Malformed<ProofRequest>(String detail) -> {
        outbox.deadLetter(input, Reason.MALFORMED.name(), detail);
        refuse(input, Reason.MALFORMED, detail);
      }
    }
  }

  private void read(InboundRecord input, ProofRequest avro, long now) {
    try {
      Request request = AvroRequests.request(avro);
      if (request.batchId().hex().equals(input.answerKey())) {
        judge(input, avro, request, SignedMessages.digest(avro), now);
      } else {
        refuse(input, Reason.MALFORMED, "the key is not the batchId");
      }
    } catch (IllegalArgumentException outOfForm) {
      refuse(input, Reason.MALFORMED, String.valueOf(outOfForm.getMessage()));
    }
  }

  private void judge(
      InboundRecord input, ProofRequest avro, Request request, Hash32 digest, long now) {
    @Nullable MarketPolicy inForce =
        Optional.ofNullable(policy.get())
            .map(found -> windows.applied(found, request.taskClass()))
            .orElse(null);
    Judgement judgement =
        checks.judge(
            request,
            new RequestChecks.Circumstances(
                systems.domain(),
                inForce,
                batches.get(input.answerKey(), now).orElse(null),
                refusals.has(digest),
                digest,
                () -> signedBy(avro, request, digest),
                input.time()));
    Answers.About about = about(request, judgement.author());
    switch (judgement.outcome()) {
      case Outcome.Refused(Reason reason, String detail) -> {
        if (judgement.author() != null && batches.get(input.answerKey(), now).isEmpty()) {
          refusals.add(digest, input.time());
        }
        answer(input, about, reason, detail);
      }
      case Outcome.Accepted(List<Outcome.Priced> tasks) when inForce != null ->
          accept(
              input,
              request,
              digest,
              about,
              Publication.of(request, digest, tasks, inForce, input.time()));
      case Outcome.Accepted accepted -> throw new IllegalStateException("taken without a policy");
    }
  }

  private Optional<Author> signedBy(ProofRequest avro, Request request, Hash32 digest) {
    Optional<Author> author = Authors.of(avro);
    if (author.filter(a -> a.address().equals(request.requesterId())).isPresent()) {
      signed = digest;
    }
    return author;
  }

  /**
   * Remembers of the request that was received last, and set aside, that it is refused for good:
   * each copy of it would have its trace executed again.
   *
   * @param now where the clock of the requests stands
   */
  void setAside(InboundRecord input, long now) {
    if (signed != null && batches.get(input.answerKey(), now).isEmpty()) {
      refusals.add(signed, input.time());
    }
  }

  private void accept(
      InboundRecord input, Request request, Hash32 digest, Answers.About about, Publication tasks) {
    BatchState.Signed signed =
        new BatchState.Signed(
            request.domain().hex(), request.requesterId().hex(), digest.hex(), request.deadline());
    batches.open(request.batchId().hex(), new BatchState.Open(signed, tasks.taskIds()));
    answer(input, about, Reason.ACCEPTED, tasks.taskIds().size() + " tasks");
    tasks
        .records()
        .forEach(task -> outbox.publish(Topics.TASKS, task.getTaskId(), task, input.time()));
    for (List<TaskOffer> some : tasks.offersInParts()) {
      outbox.tell(new ScheduleEvent.TasksPublished(input.time(), some));
    }
  }

  private static Answers.About about(Request request, @Nullable Author author) {
    return author == null
        ? Answers.About.nobodys(VerdictKind.BATCH)
        : new Answers.About(
            VerdictKind.BATCH, author, request.batchId().hex(), request.taskClass().name());
  }

  private void refuse(InboundRecord input, Reason reason, String detail) {
    answer(input, Answers.About.nobodys(VerdictKind.BATCH), reason, detail);
  }

  private void answer(InboundRecord input, Answers.About about, Reason reason, String detail) {
    Verdict verdict = answers.verdict(input, about, reason, detail);
    outbox.publish(Topics.VERDICTS, input.answerKey(), verdict, input.time());
  }
}
