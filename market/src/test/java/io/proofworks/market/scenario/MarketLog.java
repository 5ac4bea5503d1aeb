package io.proofworks.market.scenario;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.summingLong;
import static org.assertj.core.api.Assertions.assertThat;

import io.proofworks.avro.Assignment;
import io.proofworks.avro.LedgerMovement;
import io.proofworks.avro.Receipt;
import io.proofworks.avro.Stake;
import io.proofworks.avro.Task;
import io.proofworks.avro.Verdict;
import io.proofworks.market.audit.Audit;
import io.proofworks.proofs.registry.VerifierRegistry;
import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.MovementKind;
import io.proofworks.protocol.Reason;
import io.proofworks.protocol.StakeKind;
import io.proofworks.protocol.TaskState;
import io.proofworks.protocol.VerdictKind;
import io.proofworks.serde.MarketSerdes;
import io.proofworks.topics.Topics;
import io.proofworks.worker.log.LogReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What an outsider reads on the log of a running market, and what must be true of any market. */
public final class MarketLog implements AutoCloseable {

  private static final Duration POLL = Duration.ofMillis(50);

  private final Map<String, Object> kafka;
  private final MarketSerdes serdes;
  private final LogReader reader;
  private final Map<String, Task> tasks = new LinkedHashMap<>();
  private final List<Assignment> assignments = new ArrayList<>();
  private final List<Verdict> verdicts = new ArrayList<>();
  private final List<LedgerMovement> movements = new ArrayList<>();
  private final Map<String, Receipt> receipts = new HashMap<>();
  private final List<Stake> stakes = new ArrayList<>();

  public MarketLog(Map<String, Object> kafka, MarketSerdes serdes) {
    this.kafka = kafka;
    this.serdes = serdes;
    this.reader =
        LogReader.of(kafka, serdes)
            .on(
                Topics.TASKS,
                record -> {
                  if (record.getEvent() instanceof Task task) {
                    tasks.put(record.getTaskId(), task);
                  }
                })
            .on(Topics.ASSIGNMENTS, assignments::add)
            .on(Topics.VERDICTS, verdicts::add)
            .on(Topics.LEDGER, movements::add)
            .on(Topics.RECEIPTS, receipt -> receipts.put(receipt.getBatchId(), receipt))
            .on(Topics.STAKES, stakes::add)
            .fromBeginning();
  }

  /** Reads on until what is asked for has been seen; fails with what was seen instead. */
  public void await(String what, Duration atMost, Predicate<MarketLog> seen) {
    long until = System.nanoTime() + atMost.toNanos();
    while (!seen.test(this)) {
      assertThat(System.nanoTime())
          .as("%s within %s; verdicts so far: %s", what, atMost, reasons())
          .isLessThan(until);
      reader.poll(POLL);
    }
  }

  /** The first verdict that matches, waited for. */
  public Verdict awaitVerdict(String what, Duration atMost, Predicate<Verdict> wanted) {
    await(what, atMost, log -> log.verdicts.stream().anyMatch(wanted));
    return verdicts.stream().filter(wanted).findFirst().orElseThrow();
  }

  /** The first task of a batch. */
  Task awaitSplit(String batchId, Duration atMost) {
    await("a task of " + batchId, atMost, log -> log.tasksOf(batchId).findAny().isPresent());
    return tasksOf(batchId).findFirst().orElseThrow();
  }

  private Stream<Task> tasksOf(String batchId) {
    return tasks.values().stream().filter(task -> task.getBatchId().equals(batchId));
  }

  public Receipt awaitReceipt(String batchId, Duration atMost) {
    await("a receipt", atMost, log -> log.receipts.containsKey(batchId));
    return receipts.get(batchId);
  }

  /** Reads on until every bond has been released or slashed and no money is on its way. */
  public void awaitRest(Duration atMost) {
    await(
        "no bond reserved and no money on its way",
        atMost,
        log -> log.accounts().allMatch(m -> m.getReserved() == 0) && log.held() == log.broughtIn());
  }

  /** Reads on until nothing of those batches is open: no task, and no money that waits for them. */
  void awaitOver(List<String> batches, Duration atMost) {
    batches.forEach(batch -> awaitReceipt(batch, atMost));
    await(
        "every task settled and nothing in escrow",
        atMost,
        log ->
            batches.stream()
                    .flatMap(batch -> log.receipts.get(batch).getChildren().stream())
                    .allMatch(child -> log.hasSettled(child.getTaskId()))
                && log.accounts().allMatch(m -> m.getEscrow() == 0));
    awaitRest(atMost);
  }

  private boolean hasSettled(String taskId) {
    return verdicts.stream()
        .anyMatch(
            v -> taskId.equals(v.getTaskId()) && TaskState.SETTLED.name().equals(v.getTaskState()));
  }

  Task task(String taskId) {
    return Objects.requireNonNull(tasks.get(taskId), taskId);
  }

  List<Assignment> assignments() {
    return assignments;
  }

  public List<Verdict> verdicts() {
    return verdicts;
  }

  List<LedgerMovement> movements() {
    return movements;
  }

  public Optional<Receipt> receipt(String batchId) {
    return Optional.ofNullable(receipts.get(batchId));
  }

  Stream<Verdict> verdictsOf(String author) {
    return verdicts.stream().filter(v -> v.getAuthor().equals(author));
  }

  long slashed(String author) {
    return verdictsOf(author).mapToLong(Verdict::getSlashed).sum();
  }

  private Map<String, Long> reasons() {
    return verdicts.stream().collect(Collectors.groupingBy(MarketLog::said, Collectors.counting()));
  }

  private static String said(Verdict verdict) {
    String author = verdict.getAuthor().isEmpty() ? "" : verdict.getAuthor().substring(0, 8);
    return verdict.getKind() + " " + verdict.getReason() + " " + author;
  }

  /** The last movement of each account, which carries its balances. */
  private Stream<LedgerMovement> accounts() {
    Map<String, LedgerMovement> last = new HashMap<>();
    movements.forEach(movement -> last.put(movement.getDomain() + movement.getAccount(), movement));
    return last.values().stream();
  }

  /**
   * What holds in every market at rest: money adds up, bonds come back or are slashed exactly once,
   * a statement is paid once, nobody honest is slashed, every answer is given once, and an auditor
   * comes to the same verdicts and balances.
   */
  public void requireSound(Hash32 domain, VerifierRegistry verifiers, Set<String> honest) {
    requireSound(domain, verifiers, Topics.PARTITIONS, honest);
  }

  /** The same of a market whose topics have so many partitions. */
  public void requireSound(
      Hash32 domain, VerifierRegistry verifiers, int partitions, Set<String> honest) {
    requireMoneyAddsUp();
    requireBondsEndOnce();
    requireOneRewardPerStatement();
    requireNoFeeAboveItsVerdict();
    assertThat(verdicts).extracting(Verdict::getVerdictId).doesNotHaveDuplicates();
    assertThat(verdicts.stream().filter(v -> v.getSlashed() > 0).map(Verdict::getAuthor))
        .as("honest workers slashed")
        .doesNotContainAnyElementsOf(honest);
    Audit.Result audit =
        Audit.run(kafka, new Audit.Scope(domain, serdes, verifiers, partitions, Optional.empty()));
    assertThat(audit.findings()).isEmpty();
    assertThat(audit.verdicts()).as("verdicts derived again").isPositive();
  }

  private void requireMoneyAddsUp() {
    assertThat(movements).extracting(LedgerMovement::getMovementId).doesNotHaveDuplicates();
    assertThat(held()).as("money in the market").isEqualTo(broughtIn());
    assertThat(movements)
        .allMatch(m -> Math.min(m.getFree(), Math.min(m.getReserved(), m.getEscrow())) >= 0);
  }

  /** Fees of aggregators are paid when their verdict has come, and then as much as it says. */
  private void requireNoFeeAboveItsVerdict() {
    movements.stream()
        .filter(m -> m.getReason().equals("AGGREGATED") && m.getFromBucket().equals("ESCROW"))
        .collect(groupingBy(LedgerMovement::getBatchId, summingLong(LedgerMovement::getAmount)))
        .forEach((batch, paid) ->
            assertThat(paid)
                .as("fees of " + batch)
                .isLessThanOrEqualTo(
                    verdicts.stream()
                        .filter(
                            v -> batch.equals(v.getBatchId()) && v.getKind().equals("AGGREGATE"))
                        .mapToLong(Verdict::getRewarded)
                        .sum()));
  }

  private long held() {
    return accounts()
        .mapToLong(m -> m.getFree() + m.getReserved() + m.getEscrow() + m.getPaid() + m.getBurned())
        .sum();
  }

  /** Deposits less withdrawals; a repeat under the same reference counts once. */
  private long broughtIn() {
    Map<String, Stake> once = new HashMap<>();
    stakes.forEach(
        stake -> once.put(stake.getDomain() + stake.getAccount() + stake.getReference(), stake));
    return once.values().stream()
        .mapToLong(
            s -> s.getKind().equals(StakeKind.DEPOSIT.name()) ? s.getAmount() : -s.getAmount())
        .sum();
  }

  /** What was locked has left again, to the last unit, once no bond is reserved. */
  private void requireBondsEndOnce() {
    Map<String, Long> open = new HashMap<>();
    for (LedgerMovement movement : movements) {
      String account = movement.getAccount();
      switch (MovementKind.valueOf(movement.getKind())) {
        case LOCK -> open.merge(account, movement.getAmount(), Long::sum);
        case RELEASE, SLASH, BURN -> {
          if (movement.getFromBucket().equals("RESERVED")) {
            open.merge(account, -movement.getAmount(), Long::sum);
          }
        }
        default -> {
          // no bond
        }
      }
    }
    assertThat(open.values()).as("bonds locked and not ended").allMatch(left -> left == 0);
  }

  private void requireOneRewardPerStatement() {
    List<String> rewarded =
        verdicts.stream()
            .filter(v -> v.getKind().equals(VerdictKind.REVEAL.name()) && v.getRewarded() > 0)
            .map(Verdict::getTaskId)
            .toList();
    assertThat(rewarded).as("tasks rewarded").doesNotHaveDuplicates();
    assertThat(verdicts)
        .filteredOn(v -> v.getRewarded() > 0)
        .allMatch(v ->
            v.getReason().equals(Reason.ACCEPTED.name())
                || v.getReason().equals(Reason.REVEAL_LATE.name()));
  }

  @Override
  public void close() {
    reader.close();
  }
}
