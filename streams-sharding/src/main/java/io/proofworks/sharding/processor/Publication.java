package io.proofworks.sharding.processor;

import io.proofworks.avro.Task;
import io.proofworks.avro.TaskRecord;
import io.proofworks.proofs.PlannedShard;
import io.proofworks.protocol.Digests;
import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.TaskTerms;
import io.proofworks.sharding.domain.ClassTerms;
import io.proofworks.sharding.domain.MarketPolicy;
import io.proofworks.sharding.domain.Outcome;
import io.proofworks.sharding.domain.Quote;
import io.proofworks.sharding.domain.Request;
import io.proofworks.sharding.domain.RequestChecks;
import io.proofworks.sharding.domain.TaskOffer;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** The tasks of an accepted request, as the market and as the scheduler see them. */
final class Publication {

  /** Tasks of one message to the scheduler, each of about a kilobyte. */
  private static final int PART = 256;

  private final List<TaskRecord> records = new ArrayList<>();
  private final List<TaskOffer> offers = new ArrayList<>();
  private final Digests digests;
  private final Request request;
  private final Hash32 requestDigest;
  private final MarketPolicy policy;
  private final ClassTerms terms;
  private final long now;

  private Publication(
      Request request, Hash32 requestDigest, MarketPolicy policy, ClassTerms terms, long now) {
    this.requestDigest = requestDigest;
    this.digests = new Digests(request.domain());
    this.request = request;
    this.policy = policy;
    this.terms = terms;
    this.now = now;
  }

  /**
   * @param requestDigest what the requester signed
   */
  static Publication of(
      Request request,
      Hash32 requestDigest,
      List<Outcome.Priced> tasks,
      MarketPolicy policy,
      long now) {
    ClassTerms terms = policy.terms(request.taskClass()).orElseThrow();
    Publication publication = new Publication(request, requestDigest, policy, terms, now);
    for (int i = 0; i < tasks.size(); i++) {
      publication.add(i, tasks.size(), tasks.get(i).shard(), tasks.get(i).quote());
    }
    return publication;
  }

  List<TaskRecord> records() {
    return records;
  }

  List<TaskOffer> offers() {
    return offers;
  }

  /**
   * As the scheduler is told, so that a journal has room for each part. It knows all of them before
   * it can hear of one that it is paid for: they are written in one transaction with the tasks.
   */
  List<List<TaskOffer>> offersInParts() {
    List<List<TaskOffer>> parts = new ArrayList<>();
    for (int from = 0; from < offers.size(); from += PART) {
      parts.add(List.copyOf(offers.subList(from, Math.min(from + PART, offers.size()))));
    }
    return parts;
  }

  List<String> taskIds() {
    return offers.stream().map(TaskOffer::taskId).toList();
  }

  private void add(int index, int count, PlannedShard shard, Quote quote) {
    Hash32 program = Hash32.of(shard.program().hash());
    Hash32 statement =
        digests.statementId(
            program, request.inputCommitment(), shard.publicInputs(), shard.trace());
    Hash32 taskId =
        digests.taskId(
            new TaskTerms(
                request.batchId(),
                index,
                count,
                shard.weight(),
                statement,
                request.proofSystem(),
                request.taskClass(),
                request.binding(),
                request.deadline()));
    Task task = task(index, count, shard, quote, statement, program);
    records.add(new TaskRecord(request.domain().hex(), taskId.hex(), task));
    offers.add(offer(taskId, statement, shard, quote));
  }

  private Task task(
      int index, int count, PlannedShard shard, Quote quote, Hash32 statement, Hash32 program) {
    return Task.newBuilder()
        .setBatchId(request.batchId().hex())
        .setRequesterId(request.requesterId().hex())
        .setStatementId(statement.hex())
        .setShardIndex(index)
        .setShardCount(count)
        .setShardWeight(shard.weight())
        .setProofSystem(request.proofSystem())
        .setProgramHash(program.hex())
        .setInputCommitment(request.inputCommitment().hex())
        .setPublicInputs(ByteBuffer.wrap(shard.publicInputs()))
        .setTraceShard(ByteBuffer.wrap(shard.trace()))
        .setTaskClass(request.taskClass().name())
        .setBinding(request.binding().name())
        .setDeadline(request.deadline())
        .setCommitBy(RequestChecks.commitBy(request, terms))
        .setRevealWindowMs(terms.revealWindowMs())
        .setLateGraceMs(terms.lateGraceMs())
        .setMaxProofBytes(policy.maxProofBytes())
        .setPolicyVersion(policy.version())
        .setRedundancy(terms.redundancy())
        .setReward(quote.reward())
        .setMinReward(quote.minReward())
        .setMaxReward(quote.maxReward())
        .setBond(quote.bond())
        .setRouteId(request.routeId())
        .setRequestDigest(requestDigest.hex())
        .build();
  }

  private TaskOffer offer(Hash32 taskId, Hash32 statement, PlannedShard shard, Quote quote) {
    return new TaskOffer(
        taskId.hex(),
        request.batchId().hex(),
        statement.hex(),
        request.taskClass(),
        request.proofSystem(),
        shard.weight(),
        quote.minReward(),
        quote.maxReward(),
        quote.premiumCap(),
        quote.bond(),
        now,
        RequestChecks.commitBy(request, terms),
        request.deadline(),
        terms.redundancy(),
        terms.maxEpochs(),
        terms.commitTimeoutMs(),
        terms.epochMs(),
        terms.lateGraceMs(),
        policy.rules());
  }
}
