package io.proofworks.views;

import io.proofworks.avro.AggregationJob;
import io.proofworks.avro.Assignment;
import io.proofworks.avro.ChildProof;
import io.proofworks.avro.Commitment;
import io.proofworks.avro.Cosignature;
import io.proofworks.avro.Execution;
import io.proofworks.avro.Heartbeat;
import io.proofworks.avro.JournalCheckpoint;
import io.proofworks.avro.JournalEntry;
import io.proofworks.avro.LedgerMovement;
import io.proofworks.avro.MetricWindow;
import io.proofworks.avro.Policy;
import io.proofworks.avro.ProofRequest;
import io.proofworks.avro.ProverStanding;
import io.proofworks.avro.Receipt;
import io.proofworks.avro.Reveal;
import io.proofworks.avro.RevealWindow;
import io.proofworks.avro.RouteSignal;
import io.proofworks.avro.Supersession;
import io.proofworks.avro.Task;
import io.proofworks.avro.TaskClosed;
import io.proofworks.avro.TaskRecord;
import io.proofworks.avro.TaskSuperseded;
import io.proofworks.avro.Verdict;
import io.proofworks.protocol.Address;
import io.proofworks.protocol.Hash32;
import io.proofworks.topics.Topic;
import io.proofworks.topics.Topics;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;

/** Under which subjects a record is shown. */
final class Subjects {

  /** The topics the views are made of. */
  static final List<Topic<?>> SOURCES =
      List.of(
          Topics.POLICIES,
          Topics.PROVERS,
          Topics.HEARTBEATS,
          Topics.BATCHES,
          Topics.SUPERSESSIONS,
          Topics.TASKS,
          Topics.ASSIGNMENTS,
          Topics.COMMITMENTS,
          Topics.REVEALS,
          Topics.VERDICTS,
          Topics.WINDOWS,
          Topics.LEDGER,
          Topics.CHILD_PROOFS,
          Topics.AGGREGATION_JOBS,
          Topics.RECEIPTS,
          Topics.EXECUTIONS,
          Topics.METRICS,
          Topics.ROUTE_SIGNALS,
          Topics.JOURNAL,
          Topics.CHECKPOINTS,
          Topics.COSIGNATURES);

  private Subjects() {}

  /** The subjects that are in form: what an outsider calls a task or a batch may be anything. */
  static List<Subject> of(SpecificRecord record) {
    return named(record).stream().filter(Subjects::isInForm).toList();
  }

  private static boolean isInForm(Subject subject) {
    return switch (subject.kind()) {
      case TASK, BATCH -> Hash32.tryParse(subject.id()).isPresent();
      case MARKET, ACTOR, ROUTE, METRICS, JOURNAL -> true;
    };
  }

  private static List<Subject> named(SpecificRecord record) {
    return switch (record) {
      case Policy ignored -> List.of(Subject.MARKET);
      case ProverStanding standing -> List.of(actor(standing.getProverId()));
      case Heartbeat beat -> List.of(actor(beat.getProverId()));
      case ProofRequest request -> List.of(batch(request.getBatchId()));
      case Supersession moved -> List.of(batch(moved.getBatchId()));
      case TaskRecord task -> List.of(task(task.getTaskId()), batch(batchOf(task)));
      case Assignment given -> of(given);
      case Commitment commitment -> List.of(task(commitment.getTaskId()));
      case Reveal reveal -> List.of(task(reveal.getTaskId()));
      case Verdict verdict -> of(verdict);
      case RevealWindow window -> List.of(task(window.getTaskId()));
      case LedgerMovement movement -> of(movement);
      case ChildProof proof -> List.of(task(proof.getTaskId()), batch(proof.getBatchId()));
      case AggregationJob job -> List.of(batch(job.getBatchId()));
      case Receipt receipt -> List.of(batch(receipt.getBatchId()));
      case Execution execution -> List.of(batch(execution.getBatchId()));
      case MetricWindow window ->
          List.of(Subject.metrics(window.getTaskClass(), window.getWindowMs()));
      case RouteSignal signal -> List.of(new Subject(Kind.ROUTE, signal.getRouteId()));
      case JournalEntry entry -> List.of(new Subject(Kind.JOURNAL, entry.getJournal()));
      case JournalCheckpoint signed -> List.of(new Subject(Kind.JOURNAL, signed.getJournal()));
      case Cosignature seen -> List.of(new Subject(Kind.JOURNAL, seen.getJournal()));
      default -> throw new IllegalStateException("no view of " + record.getClass());
    };
  }

  private static String batchOf(TaskRecord record) {
    return switch (record.getEvent()) {
      case Task task -> task.getBatchId();
      case TaskSuperseded moved -> moved.getBatchId();
      case TaskClosed closed -> closed.getBatchId();
      case null, default ->
          throw new IllegalStateException("a task record with an event of another schema");
    };
  }

  private static List<Subject> of(Assignment given) {
    List<Subject> subjects = new ArrayList<>();
    subjects.add(task(given.getTaskId()));
    subjects.add(batch(given.getBatchId()));
    given.getAssignees().forEach(assignee -> subjects.add(actor(assignee.getProverId())));
    given.getGivenBackBy().forEach(prover -> subjects.add(actor(prover)));
    return subjects;
  }

  private static List<Subject> of(Verdict verdict) {
    List<Subject> subjects = new ArrayList<>();
    subjects.add(actor(verdict.getAuthor()));
    if (verdict.getTaskId() != null) {
      subjects.add(task(verdict.getTaskId()));
    }
    if (verdict.getBatchId() != null) {
      subjects.add(batch(verdict.getBatchId()));
    }
    return subjects;
  }

  private static List<Subject> of(LedgerMovement movement) {
    List<Subject> subjects = new ArrayList<>();
    subjects.add(actor(movement.getAccount()));
    if (movement.getTaskId() != null) {
      subjects.add(task(movement.getTaskId()));
    } else if (movement.getBatchId() != null) {
      subjects.add(batch(movement.getBatchId()));
    }
    return subjects;
  }

  private static Subject task(String id) {
    return new Subject(Kind.TASK, id);
  }

  private static Subject batch(String id) {
    return new Subject(Kind.BATCH, id);
  }

  /** Whoever has no address is nobody, and yet was answered. */
  private static Subject actor(String id) {
    return new Subject(Kind.ACTOR, Address.tryParse(id).map(Address::hex).orElse(""));
  }
}
