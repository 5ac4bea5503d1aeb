package io.proofworks.views;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.proofworks.protocol.TaskState;

/** The state of a task as records of different topics tell it, in whatever order they come. */
final class Moves {

  private Moves() {}

  /**
   * Moves on to a state that was reached at that time; what is older than the last says nothing.
   */
  static void to(ObjectNode head, String state, long time) {
    boolean ended =
        TaskState.find(head.path("state").asText()).filter(TaskState::isEnd).isPresent();
    if (!ended && time >= head.path("stateAt").asLong()) {
      head.put("state", state).put("stateAt", time);
    }
  }

  /** What a record of the task says about its state, if anything. */
  static void take(ObjectNode head, ViewEvent.Shown shown, ObjectNode record) {
    switch (shown.type()) {
      case "Task" -> to(head, TaskState.OPEN.name(), 0);
      case "TaskSuperseded" -> to(head, TaskState.SUPERSEDED.name(), shown.time());
      case "TaskClosed" -> to(head, record.at("/event/state").asText(), shown.time());
      case "Assignment" -> assigned(head, record, shown.time());
      case "Verdict" -> {
        if (record.path("taskState").isTextual()) {
          to(head, record.path("taskState").asText(), shown.time());
        }
      }
      default -> {}
    }
  }

  private static void assigned(ObjectNode head, ObjectNode record, long time) {
    if (record.path("epoch").asInt() > head.path("epoch").asInt()) {
      head.set("epoch", record.get("epoch"));
      head.set("assignees", ids(record));
      to(head, TaskState.ASSIGNED.name(), time);
    }
  }

  private static ArrayNode ids(ObjectNode record) {
    ArrayNode ids = ViewReader.JSON.createArrayNode();
    record.path("assignees").forEach(assignee -> ids.add(assignee.path("proverId").asText()));
    return ids;
  }
}
