package io.proofworks.market.scenario;

import io.proofworks.avro.LedgerMovement;
import io.proofworks.avro.Receipt;
import io.proofworks.avro.ReceiptChild;
import io.proofworks.avro.RouteSignal;
import io.proofworks.market.scenario.Cast.Villain;
import io.proofworks.market.terminal.Money;
import io.proofworks.market.terminal.Table;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the demonstration ends with. All of it is read off the log. */
public record DemoReport(List<Section> sections) {

  /** A titled table. */
  public record Section(String title, Table table) {}

  static DemoReport of(
      String batchId,
      DemoFacts facts,
      Map<String, String> names,
      Map<Villain, Long> caught,
      Map<String, Integer> lies,
      List<RollupEnd> rollups,
      Instant began) {
    List<Section> sections = new ArrayList<>();
    facts
        .receipt(batchId)
        .ifPresent(receipt -> {
          sections.add(new Section("Batch", batch(receipt, facts, began)));
          sections.add(new Section("Shards", shards(receipt, names)));
        });
    sections.add(new Section("Caught", caught(caught)));
    sections.add(new Section("Outsider", lies(lies, facts)));
    sections.add(new Section("Verdicts", verdicts(facts)));
    sections.add(new Section("Ledger", ledger(facts, names)));
    sections.add(new Section("Route signal", signals(facts)));
    if (!rollups.isEmpty()) {
      sections.add(new Section("Rollups", rollups(rollups)));
    }
    return new DemoReport(List.copyOf(sections));
  }

  private static Table batch(Receipt receipt, DemoFacts facts, Instant began) {
    long took = receipt.getRootVerifiedAt() - receipt.getSubmittedAt();
    return Table.of("figure", "value")
        .row("batch", receipt.getBatchId())
        .row("outcome", receipt.getOutcome())
        .row("shards", Integer.toString(receipt.getChildren().size()))
        .row("submitted to root verified", seconds(took))
        .row("root proof", receipt.getRootProof().remaining() + " bytes, " + receipt.getScheme())
        .row(
            "checked again from the receipt alone",
            facts.isExecuted(receipt.getBatchId()) ? "valid" : "not yet")
        .row("assignments", Integer.toString(facts.epochs()))
        .row("whole demonstration", seconds(Duration.between(began, Instant.now()).toMillis()));
  }

  private static Table shards(Receipt receipt, Map<String, String> names) {
    Table table = Table.of("shard", "prover", "epoch", "weight", "reward", "late", "proved in");
    for (ReceiptChild child : receipt.getChildren()) {
      table =
          table.row(
              Integer.toString(child.getShardIndex()),
              names.getOrDefault(child.getProverId(), child.getProverId()),
              Integer.toString(child.getEpoch()),
              Integer.toString(child.getShardWeight()),
              Money.format(child.getReward()),
              child.getLate() ? "yes" : "no",
              seconds(child.getVerifiedAt() - child.getTaskPublishedAt()));
    }
    return table;
  }

  private static Table caught(Map<Villain, Long> caught) {
    Table table = Table.of("who", "what", "bond lost");
    for (Villain villain : Villain.values()) {
      table =
          table.row(
              villain.worker(),
              villain.deed(),
              Optional.ofNullable(caught.get(villain)).map(Money::format).orElse("not caught"));
    }
    return table;
  }

  /** What it wrote, and how many records of that topic the market answered as nobody's. */
  private static Table lies(Map<String, Integer> lies, DemoFacts facts) {
    Table table = Table.of("topic", "lies written", "records answered as nobody's");
    for (Map.Entry<String, Integer> entry : lies.entrySet()) {
      String topic = entry.getKey();
      table = table.row(topic, entry.getValue().toString(), Integer.toString(facts.nobodys(topic)));
    }
    return table;
  }

  private static Table verdicts(DemoFacts facts) {
    Table table = Table.of("input", "verdict", "count");
    for (Map.Entry<String, Integer> entry : facts.verdictsByReason().entrySet()) {
      String[] kindAndReason = entry.getKey().split(" ", 2);
      table = table.row(kindAndReason[0], kindAndReason[1], entry.getValue().toString());
    }
    return table;
  }

  private static Table ledger(DemoFacts facts, Map<String, String> names) {
    Table table = Table.of("account", "free", "reserved", "escrow", "paid", "burned");
    for (LedgerMovement last : facts.accounts().values()) {
      table =
          table.row(
              names.getOrDefault(last.getAccount(), last.getAccount()),
              Money.format(last.getFree()),
              Money.format(last.getReserved()),
              Money.format(last.getEscrow()),
              Money.format(last.getPaid()),
              Money.format(last.getBurned()));
    }
    return table;
  }

  private static Table signals(DemoFacts facts) {
    Table table =
        Table.of("when", "state", "regime", "proof lag", "market risk", "refund", "confidence");
    List<RouteSignal> signals = facts.signals();
    if (signals.isEmpty()) {
      return table;
    }
    table = signal(table, "before", signals.getFirst());
    table = signal(table, "during", signals.get(signals.size() / 2));
    return signal(table, "after", signals.getLast());
  }

  private static Table signal(Table table, String when, RouteSignal signal) {
    return table.row(
        when,
        signal.getState(),
        signal.getRegime(),
        penalty(signal.getProofLagPenalty().getValue()),
        penalty(signal.getProverMarketRisk().getValue()),
        penalty(signal.getRefundUncertainty().getValue()),
        penalty(signal.getConfidence()));
  }

  private static Table rollups(List<RollupEnd> ends) {
    Table table = Table.of("rollup", "batch", "settled", "audit");
    for (RollupEnd end : ends) {
      table =
          table.row(
              end.domain().hex(),
              end.batch(),
              end.settled() ? "yes" : "no",
              end.clean() ? "no difference" : "differences");
    }
    return table;
  }

  private static String penalty(double value) {
    return String.format("%.3f", value);
  }

  private static String seconds(long millis) {
    return String.format("%.1f s", millis / 1e3);
  }
}
