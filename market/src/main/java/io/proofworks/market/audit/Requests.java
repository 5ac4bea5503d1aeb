package io.proofworks.market.audit;

import io.proofworks.avro.ProofRequest;
import io.proofworks.avro.Receipt;
import io.proofworks.avro.Task;
import io.proofworks.avro.TaskClosed;
import io.proofworks.avro.TaskRecord;
import io.proofworks.avro.TaskSuperseded;
import io.proofworks.avro.Verdict;
import io.proofworks.market.audit.Audit.Finding;
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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Tasks against the requests that they are of: each says what its requester signed, its id is that
 * of its terms, all shards of a batch that was taken are there, and one ends as superseded or
 * settled only where the requester, or a receipt, said so.
 */
final class Requests {

  private final Digests digests;
  private final Map<String, ProofRequest> accepted = new HashMap<>();
  private final Map<String, String> places = new HashMap<>();
  private final Map<String, Set<Integer>> shards = new HashMap<>();
  private final Map<String, Integer> counts = new HashMap<>();
  private final Set<String> superseded = new HashSet<>();
  private final Set<String> settled = new HashSet<>();
  private final List<Finding> findings = new ArrayList<>();
  private int tasks;

  /**
   * @param overdue a batch taken before that, epoch milliseconds, has its tasks by now
   */
  Requests(Decoding log, List<Decoding.Found<Verdict>> verdicts, Digests digests, long overdue) {
    this.digests = digests;
    Map<String, Decoding.Found<ProofRequest>> all = new HashMap<>();
    log.all(Topics.BATCHES).forEach(found -> all.put(found.place(), found));
    for (Decoding.Found<Verdict> found : verdicts) {
      note(found.value(), all);
    }
    for (Decoding.Found<Receipt> receipt : log.all(Topics.RECEIPTS)) {
      if (receipt.value().getOutcome().equals("SETTLED")) {
        settled.add(receipt.value().getBatchId());
      }
    }
    log.all(Topics.TASKS).forEach(this::check);
    accepted.forEach((batch, request) ->
        complete(batch, Objects.requireNonNull(all.get(places.get(batch))), overdue));
  }

  private void note(Verdict verdict, Map<String, Decoding.Found<ProofRequest>> all) {
    String batch = verdict.getBatchId();
    if (!verdict.getReason().equals(Reason.ACCEPTED.name()) || batch == null) {
      return;
    }
    if (verdict.getKind().equals(VerdictKind.SUPERSESSION.name())
        && !Published.isOfSettlement(verdict)) {
      superseded.add(batch);
    }
    if (verdict.getKind().equals(VerdictKind.BATCH.name()) && verdict.getInput() != null) {
      var at = verdict.getInput();
      String place = at.getTopic() + "-" + at.getPartition() + "@" + at.getOffset();
      Decoding.Found<ProofRequest> request = all.get(place);
      if (request != null) {
        accepted.put(batch, request.value());
        places.put(batch, place);
      }
    }
  }

  private void complete(String batch, Decoding.Found<ProofRequest> request, long overdue) {
    int there = shards.getOrDefault(batch, Set.of()).size();
    int count = counts.getOrDefault(batch, 1);
    if (request.time() < overdue && there != count) {
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
    ProofRequest request = accepted.get(task.getBatchId());
    if (request == null) {
      found(found.place(), "no request of batch " + task.getBatchId() + " was taken");
      return;
    }
    if (!says(task, request)) {
      found(found.place(), "the requester did not sign that");
    }
    if (!found.value().getTaskId().equals(taskId(task))) {
      found(found.place(), "the task of these terms has the id " + taskId(task));
    }
    counts.put(task.getBatchId(), task.getShardCount());
    if (!shards
        .computeIfAbsent(task.getBatchId(), b -> new HashSet<>())
        .add(task.getShardIndex())) {
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
    findings.add(new Finding("WRONG_TASK", where, detail));
  }

  /** Requests that were taken, by batch. */
  Map<String, ProofRequest> accepted() {
    return accepted;
  }

  int tasks() {
    return tasks;
  }

  List<Finding> findings() {
    return findings;
  }
}
