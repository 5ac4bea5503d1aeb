package io.proofworks.market.audit;

import io.proofworks.avro.ProofRequest;
import io.proofworks.avro.Task;
import io.proofworks.avro.TaskClosed;
import io.proofworks.avro.TaskRecord;
import io.proofworks.avro.TaskSuperseded;
import io.proofworks.avro.Verdict;
import io.proofworks.messages.SignedMessages;
import io.proofworks.protocol.Binding;
import io.proofworks.protocol.Digests;
import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.Reason;
import io.proofworks.protocol.TaskClass;
import io.proofworks.protocol.TaskTerms;
import io.proofworks.protocol.VerdictKind;
import io.proofworks.topics.Topics;
import io.proofworks.worker.log.AvroBytes;
import java.util.Optional;

/**
 * Tasks against the requests that they are of: each says what its requester signed, its id is that
 * of its terms, all shards of a batch that was taken are there, and one ends as superseded or
 * settled only where the requester, or a receipt, said so.
 */
final class Requests {

  private final Run run;
  private final Digests digests;

  /** Batch to the place of the request that was taken. */
  private final ScratchMap<Position> accepted;

  private final ScratchMap<String> batches;
  private final ScratchLists<Integer> shards;
  private final ScratchMap<String> shardsThere;
  private final ScratchMap<Integer> counts;
  private final ScratchMap<String> superseded;
  private final ScratchMap<String> settled;
  private long tasks;

  Requests(Run run) {
    this.run = run;
    this.digests = new Digests(run.scope().domain());
    this.accepted = run.scratch().map(Position.CODEC);
    this.batches = run.scratch().set();
    this.shards = run.scratch().lists(Codec.of(Integer.class));
    this.shardsThere = run.scratch().set();
    this.counts = run.scratch().map(Codec.of(Integer.class));
    this.superseded = run.scratch().set();
    this.settled = run.scratch().set();
    Decoding log = run.log();
    log.all(Topics.VERDICTS).forEach(this::note);
    log.all(Topics.RECEIPTS)
        .filter(receipt -> receipt.value().getOutcome().equals("SETTLED"))
        .forEach(receipt -> settled.put(receipt.value().getBatchId(), ""));
    log.all(Topics.TASKS).forEach(this::check);
    batches.values().forEach(this::complete);
  }

  private void note(Decoding.Found<Verdict> found) {
    Verdict verdict = found.value();
    String batch = verdict.getBatchId();
    if (!verdict.getReason().equals(Reason.ACCEPTED.name()) || batch == null) {
      return;
    }
    if (verdict.getKind().equals(VerdictKind.SUPERSESSION.name())
        && DecidedBy.of(verdict) == DecidedBy.REQUESTS) {
      superseded.put(batch, "");
    }
    if (verdict.getKind().equals(VerdictKind.BATCH.name())) {
      run.log()
          .decoded(Topics.BATCHES, verdict.getInput())
          .ifPresent(request -> {
            accepted.put(batch, Position.of(request.record().coordinates()));
            if (!run.torn().has(found.record())) {
              batches.put(batch, batch);
            }
          });
    }
  }

  private void complete(String batch) {
    long there = 0;
    for (Integer ignored : shards.of(batch)) {
      there++;
    }
    int count = counts.getOrDefault(batch, 1);
    Decoding.Found<ProofRequest> request = taken(batch).orElseThrow();
    if (run.times().of(request.record()) < run.overdue() && there != count) {
      found(request.place(), "taken, with %d of %d tasks".formatted(there, count));
    }
  }

  private void check(Decoding.Found<TaskRecord> found) {
    switch (found.value().getEvent()) {
      case Task task -> check(found, task);
      case TaskSuperseded event -> {
        if (!superseded.contains(event.getBatchId())) {
          found(found.place(), "nobody superseded " + event.getBatchId());
        }
      }
      case TaskClosed event -> {
        if (event.getState().equals("SETTLED") && !settled.contains(event.getBatchId())) {
          found(found.place(), "no receipt says that it is settled: " + event.getBatchId());
        }
      }
      default -> found(found.place(), "an event of no known kind");
    }
  }

  private void check(Decoding.Found<TaskRecord> found, Task task) {
    tasks++;
    String batch = task.getBatchId();
    Optional<ProofRequest> request = accepted(batch);
    if (request.isEmpty()) {
      found(found.place(), "no request of batch " + batch + " was taken");
      return;
    }
    if (!says(task, request.get())) {
      found(found.place(), "the requester did not sign that");
    }
    if (!found.value().getTaskId().equals(taskId(task))) {
      found(found.place(), "the task of these terms has the id " + taskId(task));
    }
    counts.put(batch, task.getShardCount());
    if (shardsThere.putIfAbsent(batch + " " + task.getShardIndex(), "") == null) {
      shards.add(batch, task.getShardIndex());
    } else {
      found(found.place(), "shard " + task.getShardIndex() + " is published twice");
    }
  }

  private static boolean says(Task task, ProofRequest request) {
    return task.getRequestDigest().equals(digest(request))
        && task.getRequesterId().equals(request.getRequesterId())
        && task.getProofSystem().equals(request.getProofSystem())
        && task.getInputCommitment().equals(request.getInputCommitment())
        && task.getTaskClass().equals(request.getTaskClass())
        && task.getBinding().equals(request.getBinding())
        && task.getRouteId().equals(request.getRouteId())
        && task.getDeadline() == request.getDeadline();
  }

  private static String digest(ProofRequest request) {
    try {
      return SignedMessages.digest(request).hex();
    } catch (IllegalArgumentException outOfForm) {
      return "";
    }
  }

  private String taskId(Task task) {
    try {
      Hash32 statement =
          digests.statementId(
              Hash32.parse(task.getProgramHash()),
              Hash32.parse(task.getInputCommitment()),
              AvroBytes.copy(task.getPublicInputs()),
              AvroBytes.copy(task.getTraceShard()));
      return digests
          .taskId(
              new TaskTerms(
                  Hash32.parse(task.getBatchId()),
                  task.getShardIndex(),
                  task.getShardCount(),
                  task.getShardWeight(),
                  statement,
                  task.getProofSystem(),
                  TaskClass.find(task.getTaskClass()).orElseThrow(),
                  Binding.find(task.getBinding()).orElseThrow(),
                  task.getDeadline()))
          .hex();
    } catch (IllegalArgumentException | java.util.NoSuchElementException outOfForm) {
      return "none";
    }
  }

  private void found(String where, String detail) {
    run.findings().add("WRONG_TASK", where, detail);
  }

  /** The request of a batch that was taken; empty when none was. */
  Optional<ProofRequest> accepted(String batch) {
    return taken(batch).map(Decoding.Found::value);
  }

  private Optional<Decoding.Found<ProofRequest>> taken(String batch) {
    return Optional.ofNullable(accepted.get(batch))
        .flatMap(at -> run.log().decoded(Topics.BATCHES, at));
  }

  long tasks() {
    return tasks;
  }
}
