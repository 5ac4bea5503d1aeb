package io.proofworks.views;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.proofworks.protocol.BatchOutcome;
import java.util.List;
import java.util.stream.Stream;

/**
 * Batches: the request that was accepted, the shards with where they stand, the nodes of the tree,
 * the receipt. A request counts when the market has accepted it: anybody can write one under any
 * id.
 */
final class BatchBook implements Book {

  static final String LISTS = "batch";
  static final String OPEN = "OPEN";
  static final String REFUSED = "REFUSED";

  /** Names of the parts of a batch. */
  static final String SHARDS = "s|";

  static final String NODES = "n|";
  static final String RECEIPT = "receipt";

  /** All receipts, the newest first. */
  static final String RECEIPTS = "receipt";

  /** What only the whole receipt has. */
  static final List<String> LEFT_OUT = List.of("rootProof", "rootBinding", "children");

  private final Shelf shelf;
  private final Listing listing;
  private final Candidates candidates;

  BatchBook(Shelf shelf) {
    this.shelf = shelf;
    this.listing = new Listing(shelf, LISTS);
    this.candidates = new Candidates(shelf);
  }

  @Override
  public void take(ViewEvent.Shown shown, ObjectNode record) {
    Subject batch = shown.subject();
    ObjectNode head = shelf.headOrNew(batch);
    if (shown.type().equals("ProofRequest")) {
      candidate(batch, head, record);
    } else if (isOfTheMarket(head, shown, record)) {
      apply(batch, head, shown, record);
      shelf.add(shown, shown.type().equals("Receipt") ? brief(record) : record);
    }
    request(batch, head);
    if (head.has("state")) {
      head.put("batchId", batch.id());
      if (head.has("requestedAt")) {
        listing.place(head, batch.id(), head.path("requestedAt").asLong());
      }
    }
    if (!head.isEmpty()) {
      shelf.putHead(batch, head);
    }
  }

  /** An outsider may write anything under any id; only what the market knows has a history. */
  private static boolean isOfTheMarket(ObjectNode head, ViewEvent.Shown shown, ObjectNode record) {
    return switch (shown.type()) {
      case "Supersession" -> !head.isEmpty();
      case "Verdict" ->
          !head.isEmpty()
              || record.path("kind").asText().equals("BATCH")
              || record.path("taskState").isTextual()
              || (record.path("nodeId").isInt() && !record.path("author").asText().isEmpty());
      default -> true;
    };
  }

  private void apply(Subject batch, ObjectNode head, ViewEvent.Shown shown, ObjectNode record) {
    switch (shown.type()) {
      case "Task", "TaskSuperseded", "TaskClosed", "Assignment", "ChildProof" ->
          shard(batch, head, shown, record);
      case "Verdict" -> verdict(batch, head, shown, record);
      case "AggregationJob" -> job(batch, shown, record);
      case "Receipt" -> receipt(batch, head, shown, record);
      case "Execution" -> head.set("execution", record);
      default -> {}
    }
  }

  /** Keeps a request until it is known which one was accepted. */
  private void candidate(Subject batch, ObjectNode head, ObjectNode request) {
    if (!head.has("requested")) {
      candidates.add(batch, request);
    }
  }

  /** Takes over the request that was accepted, once both are here. */
  private void request(Subject batch, ObjectNode head) {
    if (head.has("accepted") && !head.has("requested")) {
      candidates
          .find(batch, head.path("accepted").asText())
          .ifPresent(request -> {
            head.set("requested", request);
            head.set("requestedAt", request.at("/log/time"));
            candidates.decided(batch);
          });
    }
  }

  private void verdict(Subject batch, ObjectNode head, ViewEvent.Shown shown, ObjectNode record) {
    if (record.path("taskId").isTextual() && record.path("taskState").isTextual()) {
      shard(batch, head, shown, record);
    }
    switch (record.path("kind").asText()) {
      case "BATCH" -> batchVerdict(head, shown, record);
      case "AGGREGATE" -> aggregate(batch, record);
      default -> {}
    }
  }

  private static void batchVerdict(ObjectNode head, ViewEvent.Shown shown, ObjectNode record) {
    String reason = record.path("reason").asText();
    if (reason.equals("ACCEPTED")) {
      head.put("accepted", Candidates.place(record.path("input")));
      if (!isEnded(head)) {
        head.put("state", OPEN).put("cause", "");
      }
    } else if (!head.has("accepted") && !isEnded(head) && !reason.equals("DUPLICATE")) {
      head.put("state", REFUSED).put("cause", reason + ": " + record.path("detail").asText());
      head.put("requestedAt", shown.time());
    }
  }

  private static boolean isEnded(ObjectNode head) {
    return BatchOutcome.find(head.path("state").asText()).isPresent();
  }

  private void shard(Subject batch, ObjectNode head, ViewEvent.Shown shown, ObjectNode record) {
    String taskId = record.path("taskId").asText();
    ObjectNode shard =
        shelf.part(batch, SHARDS + taskId).orElseGet(() -> ViewReader.JSON.createObjectNode());
    shard.put("taskId", taskId);
    Moves.take(shard, shown, record);
    switch (shown.type()) {
      case "Task" -> {
        for (String field : List.of("shardIndex", "shardWeight", "reward")) {
          shard.set(field, record.at("/event/" + field));
        }
        shard.put("publishedAt", shown.time());
        head.set("shards", record.at("/event/shardCount"));
      }
      case "ChildProof" -> {
        if (!shard.has("verifiedAt")) {
          head.put("verified", head.path("verified").asInt() + 1);
        }
        for (String field : List.of("proverId", "late", "verifiedAt")) {
          shard.set(field, record.get(field));
        }
      }
      default -> {}
    }
    shelf.putPart(batch, SHARDS + taskId, shard);
  }

  private static String node(int id) {
    return NODES + "%08x".formatted(id);
  }

  private void job(Subject batch, ViewEvent.Shown shown, ObjectNode record) {
    String name = node(record.path("nodeId").asInt());
    ObjectNode node = shelf.part(batch, name).orElseGet(() -> ViewReader.JSON.createObjectNode());
    if (record.path("epoch").asInt() >= node.path("epoch").asInt()) {
      for (String field :
          List.of(
              "nodeId",
              "root",
              "epoch",
              "aggregatorId",
              "children",
              "leaves",
              "leaseUntil",
              "cause")) {
        node.set(field, record.get(field));
      }
      node.put("grantedAt", shown.time());
    }
    shelf.putPart(batch, name, node);
  }

  private void aggregate(Subject batch, ObjectNode record) {
    if (record.path("reason").asText().equals("ACCEPTED") && record.path("nodeId").isInt()) {
      String name = node(record.path("nodeId").asInt());
      ObjectNode node = shelf.part(batch, name).orElseGet(() -> ViewReader.JSON.createObjectNode());
      node.set("verifiedAt", record.get("decidedAt"));
      shelf.putPart(batch, name, node);
    }
  }

  private void receipt(Subject batch, ObjectNode head, ViewEvent.Shown shown, ObjectNode record) {
    head.set("state", record.get("outcome"));
    head.set("cause", record.get("cause"));
    head.set("receipt", brief(record));
    if (!head.has("requestedAt")) {
      head.set("requestedAt", record.get("submittedAt"));
    }
    shelf.putPart(batch, RECEIPT, record);
    shelf.list(RECEIPTS, Keys.newest(shown.time()) + "|" + batch.id());
  }

  private static ObjectNode brief(ObjectNode receipt) {
    ObjectNode brief = receipt.deepCopy();
    brief.remove(LEFT_OUT);
    return brief;
  }

  /** States that a batch can be in. */
  static List<String> states() {
    return Stream.concat(Stream.of(OPEN, REFUSED), Stream.of(BatchOutcome.values()).map(Enum::name))
        .toList();
  }
}
