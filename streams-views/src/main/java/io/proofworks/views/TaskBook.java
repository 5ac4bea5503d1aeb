package io.proofworks.views;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/** Tasks: what was published, where they stand, and everything that happened to them. */
final class TaskBook implements Book {

  static final String LISTS = "task";

  private final Shelf shelf;
  private final Listing listing;

  TaskBook(Shelf shelf) {
    this.shelf = shelf;
    this.listing = new Listing(shelf, LISTS);
  }

  @Override
  public void take(ViewEvent.Shown shown, ObjectNode record) {
    Subject task = shown.subject();
    Optional<ObjectNode> known = shelf.head(task);
    if (known.isEmpty() && !isOfTheMarket(shown, record)) {
      return; // an outsider may write anything under any id; only a task has a history
    }
    ObjectNode head = known.orElseGet(() -> ViewReader.JSON.createObjectNode());
    head.put("taskId", task.id());
    Moves.take(head, shown, record);
    switch (shown.type()) {
      case "Task" -> published(head, shown, record);
      case "ChildProof" -> head.set("proverId", record.get("proverId"));
      default -> {}
    }
    if (head.has("publishedAt")) {
      listing.place(head, task.id(), head.path("publishedAt").asLong());
    }
    shelf.putHead(task, head);
    shelf.add(shown, record);
  }

  private static boolean isOfTheMarket(ViewEvent.Shown shown, ObjectNode record) {
    return switch (shown.type()) {
      case "Commitment", "Reveal" -> false;
      case "Verdict" -> record.path("taskState").isTextual();
      default -> true;
    };
  }

  private static void published(ObjectNode head, ViewEvent.Shown shown, ObjectNode record) {
    head.set("batchId", record.at("/event/batchId"));
    head.put("publishedAt", shown.time());
    head.set("published", record);
  }
}
