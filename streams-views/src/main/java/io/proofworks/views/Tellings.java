package io.proofworks.views;

import io.proofworks.views.answers.Log;
import io.proofworks.views.domain.Told;
import io.proofworks.views.json.ViewJson;
import io.proofworks.views.shape.TopicRecord;

/** What the books hear of the topics' records, by the names of their schemas. */
final class Tellings {

  private Tellings() {}

  /**
   * @param type name of the record's schema; of a task record that of its event
   */
  static Told of(String type, TopicRecord record) {
    return switch (type) {
      case "Policy" -> ViewJson.read(Told.Policy.class, record);
      case "ProverStanding" -> ViewJson.read(Told.ProverStanding.class, record);
      case "Heartbeat" -> ViewJson.read(Told.Heartbeat.class, record);
      case "ProofRequest" -> ViewJson.read(Told.ProofRequest.class, record);
      case "Supersession" -> new Told.Supersession();
      case "Task" -> ViewJson.read(Told.Task.class, record);
      case "TaskSuperseded" -> ViewJson.read(Told.TaskSuperseded.class, record);
      case "TaskClosed" -> ViewJson.read(Told.TaskClosed.class, record);
      case "Assignment" -> ViewJson.read(Told.Assignment.class, record);
      case "Commitment", "Reveal" -> new Told.OfAnyone();
      case "Verdict" -> ViewJson.read(Told.Verdict.class, record);
      case "LedgerMovement" -> ViewJson.read(Told.LedgerMovement.class, record);
      case "ChildProof" -> ViewJson.read(Told.ChildProof.class, record);
      case "AggregationJob" -> ViewJson.read(Told.AggregationJob.class, record);
      case "Receipt" -> ViewJson.read(Told.Receipt.class, record);
      case "Execution" -> new Told.Execution();
      case "MetricWindow" -> ViewJson.read(Told.MetricWindow.class, record);
      case "RouteSignal" -> ViewJson.read(Told.RouteSignal.class, record);
      case "JournalEntry" -> ViewJson.read(Told.JournalEntry.class, record);
      case "JournalCheckpoint" -> ViewJson.read(Told.JournalCheckpoint.class, record);
      case "Cosignature" -> ViewJson.read(Told.Cosignature.class, record);
      default -> new Told.Nothing();
    };
  }

  /** A record of any type. */
  private record Any(Log log) {}

  /** The type of a record. */
  static String typeOf(TopicRecord record) {
    return ViewJson.read(Any.class, record).log().type();
  }
}
