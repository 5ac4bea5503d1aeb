package io.proofworks.sharding.domain;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.ToIntFunction;

/**
 * The scheduler's knowledge of one domain in memory. It only ever moves by {@link #apply}, so
 * whoever keeps the changes can build it again. Waiting and ending tasks are kept in ordered
 * indexes: no decision scans all tasks. Not thread-safe.
 */
public final class MarketBook implements MarketView {

  /** The class that is most in a hurry first, then deadline, age, id. */
  static final Comparator<TaskView> URGENCY =
      Comparator.<TaskView, Integer>comparing(task -> task.offer().taskClass().ordinal())
          .thenComparing(task -> task.offer().deadline())
          .thenComparing(task -> task.offer().openedAt())
          .thenComparing(TaskView::taskId);

  private final String domain;
  private final ProvenStatements proven;
  private final ToIntFunction<String> partitionOf;
  private final Map<Integer, Long> heard = new HashMap<>();
  private final Map<String, ProverView> provers = new TreeMap<>();
  private final Map<String, TaskView> tasks = new TreeMap<>();
  private final Map<String, TreeSet<String>> byBatch = new HashMap<>();
  private final Map<String, TreeSet<String>> byStatement = new HashMap<>();
  private final TreeSet<TaskView> waiting = new TreeSet<>(URGENCY);
  private final TreeSet<TaskView> ending = new TreeSet<>(URGENCY);
  private int uncommitted;
  private RecentWins wins = RecentWins.NONE;
  private long now;

  public MarketBook(String domain) {
    this(domain, ProvenStatements.inMemory(), prover -> 0);
  }

  /**
   * @param proven what is proved already; what gets proved is put into it
   * @param partitionOf where the heartbeats of a prover stand
   */
  public MarketBook(String domain, ProvenStatements proven, ToIntFunction<String> partitionOf) {
    this.domain = domain;
    this.proven = proven;
    this.partitionOf = partitionOf;
  }

  /** Takes the steps of a decision, in order. */
  public void apply(List<Change> changes) {
    changes.forEach(this::apply);
  }

  private void apply(Change change) {
    switch (change) {
      case Change.TimeSeen(long time) -> now = Math.max(now, time);
      case Change.ReadSeen(int partition, long upTo) -> heard.merge(partition, upTo, Math::max);
      case Change.ProverSeen(ProverView prover) -> provers.put(prover.proverId(), prover);
      case Change.ProverForgotten(String proverId) -> provers.remove(proverId);
      case Change.TaskSeen(TaskView task) -> put(task);
      case Change.TaskForgotten(String taskId) -> remove(taskId);
      case Change.WinsSeen(RecentWins next) -> wins = next;
      case Change.StatementProven(String id, ProvenStatements.Proven by) -> proven.put(id, by);
      case Change.StatementForgotten(String id) -> proven.remove(id);
    }
  }

  private void put(TaskView task) {
    remove(task.taskId());
    tasks.put(task.taskId(), task);
    index(byBatch, task.offer().batchId(), task);
    index(byStatement, task.statementId(), task);
    switch (task.status()) {
      case TaskStatus.Unfunded(), TaskStatus.Over() -> {}
      case TaskStatus.Adopting adopting -> {}
      case TaskStatus.Funded funded -> waiting.add(task);
      case TaskStatus.Waiting waits -> waiting.add(task);
      case TaskStatus.Assigned assigned -> uncommitted += task.isUncommitted() ? 1 : 0;
      case TaskStatus.Ending ends -> ending.add(task);
    }
  }

  private void remove(String taskId) {
    TaskView old = tasks.remove(taskId);
    if (old == null) {
      return;
    }
    unindex(byBatch, old.offer().batchId(), old);
    unindex(byStatement, old.statementId(), old);
    waiting.remove(old);
    ending.remove(old);
    uncommitted -= old.isUncommitted() ? 1 : 0;
  }

  private static void index(Map<String, TreeSet<String>> index, String key, TaskView task) {
    index.computeIfAbsent(key, k -> new TreeSet<>()).add(task.taskId());
  }

  private static void unindex(Map<String, TreeSet<String>> index, String key, TaskView task) {
    index.computeIfPresent(
        key,
        (k, ids) -> {
          ids.remove(task.taskId());
          return ids.isEmpty() ? null : ids;
        });
  }

  private List<TaskView> of(Map<String, TreeSet<String>> index, String key) {
    return index.getOrDefault(key, new TreeSet<>()).stream().map(tasks::get).toList();
  }

  /** Whether a task waits, or is to be closed, that had to be given up before that time. */
  public boolean owes(long until) {
    return waiting.stream().anyMatch(task -> task.offer().commitBy() < until)
        || ending.stream()
            .anyMatch(task ->
                task.status() instanceof TaskStatus.Ending(long closeAt, var state, var cause)
                    && closeAt < until);
  }

  @Override
  public String domain() {
    return domain;
  }

  @Override
  public long now() {
    return now;
  }

  @Override
  public OptionalLong heardUpTo(String proverId) {
    Long upTo = heard.get(partitionOf.applyAsInt(proverId));
    return upTo == null ? OptionalLong.empty() : OptionalLong.of(upTo);
  }

  @Override
  public Optional<ProverView> prover(String proverId) {
    return Optional.ofNullable(provers.get(proverId));
  }

  @Override
  public Optional<TaskView> task(String taskId) {
    return Optional.ofNullable(tasks.get(taskId));
  }

  @Override
  public List<TaskView> tasksOf(String batchId) {
    return of(byBatch, batchId);
  }

  @Override
  public List<TaskView> claimants(String statementId) {
    return of(byStatement, statementId);
  }

  @Override
  public Optional<ProvenStatements.Proven> proven(String statementId) {
    return proven.find(statementId);
  }

  @Override
  public List<ProverView> provers() {
    return new ArrayList<>(provers.values());
  }

  @Override
  public boolean anyWaiting() {
    return !waiting.isEmpty();
  }

  @Override
  public List<TaskView> waiting() {
    return new ArrayList<>(waiting);
  }

  @Override
  public List<TaskView> ending() {
    return new ArrayList<>(ending);
  }

  @Override
  public int queueDepth() {
    return waiting.size() + uncommitted;
  }

  @Override
  public int uncommitted() {
    return uncommitted;
  }

  @Override
  public RecentWins wins() {
    return wins;
  }
}
