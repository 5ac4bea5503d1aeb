package io.proofworks.market.scenario;

import io.proofworks.avro.Assignment;
import io.proofworks.avro.Execution;
import io.proofworks.avro.LedgerMovement;
import io.proofworks.avro.Receipt;
import io.proofworks.avro.RouteSignal;
import io.proofworks.avro.Task;
import io.proofworks.avro.TaskRecord;
import io.proofworks.avro.Verdict;
import io.proofworks.messages.AssignmentKind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What the log has said so far of the batches that are watched. One thread writes and reads it. */
final class DemoFacts {

  private final Map<String, Task> tasks = new LinkedHashMap<>();
  private final Map<String, String> states = new HashMap<>();
  private final Map<String, Receipt> receipts = new LinkedHashMap<>();
  private final Map<String, Execution> executions = new HashMap<>();
  private final Map<String, Integer> verdictsByReason = new TreeMap<>();
  private final Map<String, Long> slashedBy = new HashMap<>();
  private final Map<String, Integer> nobodys = new HashMap<>();
  private final Map<String, LedgerMovement> accounts = new LinkedHashMap<>();
  private final List<RouteSignal> signals = new ArrayList<>();
  private int epochs;

  void onTask(TaskRecord published) {
    if (published.getEvent() instanceof Task task) {
      tasks.put(published.getTaskId(), task);
      states.put(published.getTaskId(), "OPEN");
    }
  }

  void onAssignment(Assignment assignment) {
    if (AssignmentKind.of(assignment) == AssignmentKind.GIVES_BACK) {
      return;
    }
    epochs++;
    states.merge(assignment.getTaskId(), "ASSIGNED", (old, now) -> isEnd(old) ? old : now);
  }

  void onVerdict(Verdict verdict) {
    verdictsByReason.merge(verdict.getKind() + " " + verdict.getReason(), 1, Integer::sum);
    slashedBy.merge(verdict.getAuthor(), verdict.getSlashed(), Long::sum);
    if (verdict.getInput() != null && !verdict.getSigned()) {
      nobodys.merge(verdict.getInput().getTopic(), 1, Integer::sum);
    }
    if (verdict.getTaskId() != null && verdict.getTaskState() != null) {
      states.put(verdict.getTaskId(), verdict.getTaskState());
    }
  }

  void onReceipt(Receipt receipt) {
    receipts.put(receipt.getBatchId(), receipt);
  }

  void onExecution(Execution execution) {
    executions.put(execution.getBatchId(), execution);
  }

  void onMovement(LedgerMovement movement) {
    accounts.put(movement.getAccount(), movement);
  }

  void onSignal(RouteSignal signal) {
    signals.add(signal);
  }

  private static boolean isEnd(String state) {
    return state.equals("VERIFIED") || state.equals("SETTLED");
  }

  Optional<Task> task(String taskId) {
    return Optional.ofNullable(tasks.get(taskId));
  }

  Optional<Receipt> receipt(String batchId) {
    return Optional.ofNullable(receipts.get(batchId));
  }

  List<Receipt> receipts() {
    return List.copyOf(receipts.values());
  }

  boolean isExecuted(String batchId) {
    return executions.containsKey(batchId);
  }

  /** Verdicts on records of a topic that nobody's signature was on. */
  int nobodys(String topic) {
    return nobodys.getOrDefault(topic, 0);
  }

  long slashedBy(String account) {
    return slashedBy.getOrDefault(account, 0L);
  }

  Map<String, Integer> verdictsByReason() {
    return verdictsByReason;
  }

  /** The last movement of each account, which carries its balances. */
  Map<String, LedgerMovement> accounts() {
    return accounts;
  }

  List<RouteSignal> signals() {
    return signals;
  }

  int epochs() {
    return epochs;
  }

  /** Tasks per state. */
  Map<String, Long> progress() {
    Map<String, Long> counts = new TreeMap<>();
    states.values().forEach(state -> counts.merge(state, 1L, Long::sum));
    return counts;
  }

  int tasks() {
    return tasks.size();
  }
}
