package io.proofworks.views;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.function.Consumer;

/**
 * Addresses: the standing of a prover or aggregator, its heartbeat, what it won and lost, the
 * balances of its account, and what it was answered. The list of all verdicts is kept here, too.
 */
record ActorBook(Shelf shelf) implements Book {

  /** Verdicts by reason, the newest first. */
  static final String VERDICTS = "verdict";

  /** Provers and aggregators by address. */
  static final String PROVERS = "prover";

  /** Part of an actor. */
  static final String ACCOUNT = "account";

  private static final List<String> BUCKETS =
      List.of("free", "reserved", "escrow", "paid", "burned");

  @Override
  public void take(ViewEvent.Shown shown, ObjectNode record) {
    Subject actor = shown.subject();
    switch (shown.type()) {
      case "ProverStanding" -> standing(actor, record);
      case "Heartbeat" -> put(actor, head -> head.set("heartbeat", record));
      case "LedgerMovement" -> movement(actor, shown, record);
      case "Verdict" -> verdict(actor, shown, record);
      default -> {}
    }
    boolean kept = !shown.type().equals("ProverStanding") && !shown.type().equals("Heartbeat");
    if (kept && !actor.id().isEmpty()) {
      shelf.add(shown, record);
      shelf.forgetOlder(actor, shown.time(), KEPT_MS);
    }
  }

  private void put(Subject actor, Consumer<ObjectNode> change) {
    ObjectNode head = shelf.headOrNew(actor);
    change.accept(head);
    shelf.putHead(actor, head);
  }

  private void standing(Subject actor, ObjectNode record) {
    if (record.path("registration").isObject()) { // others have an account only
      put(actor, head -> head.set("record", record));
      shelf.list(PROVERS, actor.id());
    }
  }

  /** Balances stand in each movement; of two the one with the larger offset is the newer. */
  private void movement(Subject actor, ViewEvent.Shown shown, ObjectNode record) {
    ObjectNode account =
        shelf.part(actor, ACCOUNT).orElseGet(() -> ViewReader.JSON.createObjectNode());
    if (account.path("offset").asLong(-1) < shown.offset()) {
      BUCKETS.forEach(bucket -> account.set(bucket, record.get(bucket)));
      account.put("account", actor.id()).put("offset", shown.offset());
      shelf.putPart(actor, ACCOUNT, account);
    }
  }

  private void verdict(Subject actor, ViewEvent.Shown shown, ObjectNode record) {
    String reason = record.path("reason").asText();
    String position =
        Keys.newest(shown.time()) + "|" + shown.partition() + "|" + Keys.hex(shown.offset());
    shelf.list(VERDICTS + "/" + reason, position, record);
    shelf.count(VERDICTS + "/" + reason, 1);
    if (actor.id().isEmpty()) {
      new Anonymous(shelf).add(VERDICTS + "/" + reason, position);
      return;
    }
    put(
        actor,
        head -> {
          ObjectNode reasons = head.withObject("/verdictsByReason");
          reasons.put(reason, reasons.path(reason).asLong() + 1);
          add(head, "slashed", record.path("slashed").asText());
          add(head, "earned", record.path("rewarded").asText());
          if (isWin(record)) {
            head.put("wins", head.path("wins").asLong() + 1);
          }
        });
  }

  /** A verdict on a task that paid its author: its proof was taken. */
  private static boolean isWin(ObjectNode record) {
    return record.path("taskId").isTextual()
        && Long.parseLong(record.path("rewarded").asText()) > 0;
  }

  private static void add(ObjectNode head, String name, String amount) {
    long before = Long.parseLong(head.path(name).asText("0"));
    head.put(name, Long.toString(Math.addExact(before, Long.parseLong(amount))));
  }
}
