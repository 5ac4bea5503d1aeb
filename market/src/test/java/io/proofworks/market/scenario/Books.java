package io.proofworks.market.scenario;

import static java.util.stream.Collectors.toCollection;
import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import io.proofworks.avro.LedgerMovement;
import io.proofworks.avro.Receipt;
import io.proofworks.avro.ReceiptAggregator;
import io.proofworks.avro.ReceiptChild;
import io.proofworks.avro.Task;
import io.proofworks.avro.Verdict;
import io.proofworks.protocol.LedgerBucket;
import io.proofworks.protocol.MovementKind;
import io.proofworks.protocol.Reason;
import io.proofworks.serde.MarketSerdes;
import io.proofworks.topics.Topics;
import io.proofworks.worker.log.LogReader;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a market has done with the batches that it was asked for, as far as neither the millisecond
 * nor luck decides it: two markets that were asked for the same have equal books, whoever was
 * killed meanwhile. What does depend on them is checked where the books are made.
 *
 * @param batches in the order in which they were asked for
 * @param journal entries by side and topic of their input, for inputs that no restart repeats
 */
record Books(List<Batch> batches, Map<String, Long> journal) {

  /**
   * A batch.
   *
   * @param fees paid for each node of its aggregation
   */
  record Batch(String outcome, List<Shard> shards, Map<Integer, Long> fees) {}

  /**
   * A shard.
   *
   * @param least between that and {@code most} its reward may be, base units
   * @param accepted kinds of what was accepted for it
   */
  record Shard(
      int index,
      String statement,
      String program,
      int weight,
      long least,
      long most,
      Set<String> accepted) {}

  private static final Duration POLL = Duration.ofMillis(50);

  /** One record for each batch, task or policy, written once. */
  private static final Set<String> ONCE =
      Set.of(
          Topics.BATCHES.name(),
          Topics.TASKS.name(),
          Topics.RECEIPTS.name(),
          Topics.POLICIES.name());

  /** Of a market at rest. */
  static Books of(
      MarketLog log, List<String> batches, Map<String, Object> kafka, MarketSerdes serdes) {
    return new Books(
        batches.stream().map(batch -> batch(log, log.receipt(batch).orElseThrow())).toList(),
        journal(kafka, serdes));
  }

  private static Batch batch(MarketLog log, Receipt receipt) {
    receipt.getChildren().forEach(child -> requirePaidOnce(log, child));
    return new Batch(
        receipt.getOutcome(),
        receipt.getChildren().stream()
            .sorted(Comparator.comparing(ReceiptChild::getShardIndex))
            .map(child -> shard(log, child.getTaskId()))
            .toList(),
        receipt.getAggregators().stream()
            .collect(toMap(ReceiptAggregator::getNodeId, ReceiptAggregator::getFee)));
  }

  private static Shard shard(MarketLog log, String taskId) {
    Task task = log.task(taskId);
    return new Shard(
        task.getShardIndex(),
        task.getStatementId(),
        task.getProgramHash(),
        task.getShardWeight(),
        task.getMinReward(),
        task.getMaxReward(),
        log.verdicts().stream()
            .filter(v -> taskId.equals(v.getTaskId()) && isAccepted(v))
            .map(Verdict::getKind)
            .collect(toCollection(TreeSet::new)));
  }

  /**
   * Once or again: a prover that was killed is asked a second time. A late proof may count, too.
   */
  private static boolean isAccepted(Verdict verdict) {
    return verdict.getReason().equals(Reason.ACCEPTED.name()) || verdict.getRewarded() > 0;
  }

  /** Verdict, receipt and ledger say the same reward, and it is one that the task allows. */
  private static void requirePaidOnce(MarketLog log, ReceiptChild child) {
    Task task = log.task(child.getTaskId());
    long least = child.getLate() ? task.getMinReward() / 2 : task.getMinReward();
    assertThat(child.getReward()).isBetween(least, task.getMaxReward());
    assertThat(log.verdicts())
        .filteredOn(v -> child.getTaskId().equals(v.getTaskId()) && v.getRewarded() > 0)
        .as("rewards of shard %d", child.getShardIndex())
        .extracting(Verdict::getRewarded)
        .containsExactly(child.getReward());
    assertThat(log.movements())
        .filteredOn(m -> child.getTaskId().equals(m.getTaskId()) && isPayment(m))
        .as("payments of shard %d", child.getShardIndex())
        .extracting(LedgerMovement::getAmount)
        .containsExactly(child.getReward());
  }

  private static boolean isPayment(LedgerMovement movement) {
    return movement.getKind().equals(MovementKind.PAY.name())
        && movement.getFromBucket().equals(LedgerBucket.ESCROW.name());
  }

  private static Map<String, Long> journal(Map<String, Object> kafka, MarketSerdes serdes) {
    Map<String, Long> entries = new TreeMap<>();
    LogReader.Builder journal =
        LogReader.of(kafka, serdes)
            .on(
                Topics.JOURNAL,
                entry -> {
                  String topic = entry.getInput().getTopic();
                  if (ONCE.contains(topic)) {
                    String side = entry.getJournal().replaceFirst("-\\d+$", "");
                    entries.merge(side + " " + topic, 1L, Long::sum);
                  }
                });
    try (LogReader reader = journal.fromBeginning()) {
      while (!reader.caughtUp()) {
        reader.poll(POLL);
      }
    }
    return entries;
  }
}
