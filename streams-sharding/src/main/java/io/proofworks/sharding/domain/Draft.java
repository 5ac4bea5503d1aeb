package io.proofworks.sharding.domain;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A decision in the making: what the book says, with the steps decided so far on top. The book
 * itself stays as it is. A task or prover is written once however often it changed on the way.
 */
final class Draft {

  /** By how much heartbeats may be behind; an audit allows the schedule as much. */
  private static final long BEHIND_MS = 60_000;

  /** Before there is a policy nothing is assigned, so nothing is remembered of provers. */
  private static final long UNRULED_HALF_LIFE_MS = 3_600_000;

  private final MarketView book;
  private final Map<String, ProverView> provers = new LinkedHashMap<>();
  private final Map<String, Optional<TaskView>> tasks = new LinkedHashMap<>();
  private final Map<String, Optional<ProvenStatements.Proven>> proven = new LinkedHashMap<>();
  private final Map<String, Optional<ProvenStatements.Proven>> before = new HashMap<>();
  private final List<Effect> effects = new ArrayList<>();
  private final List<String> spent = new ArrayList<>();
  private final List<Choices.Given> given = new ArrayList<>();
  private final long now;
  private final @Nullable MarketPolicy policy;
  private RecentWins wins;
  private Optional<Change.ReadSeen> read = Optional.empty();

  /**
   * @param policy in force; null before there is one
   */
  Draft(MarketView book, long at, @Nullable MarketPolicy policy) {
    this.book = book;
    this.policy = policy;
    this.now = Math.max(book.now(), at);
    this.wins = book.wins();
  }

  long now() {
    return now;
  }

  /** Log time up to which the heartbeats of a prover were heard. */
  long heardUpTo(String proverId) {
    return book.heardUpTo(proverId).orElse(now);
  }

  /** The same where it would be given a task: only who may well be there is asked. */
  long heardOfLate(String proverId) {
    return Math.max(heardUpTo(proverId), now - BEHIND_MS);
  }

  /** Notes up to when a partition of heartbeats was read. */
  void read(int partition, long upTo) {
    read = Optional.of(new Change.ReadSeen(partition, upTo));
  }

  /** Of what is remembered of provers. */
  long halfLifeMs() {
    return policy == null ? UNRULED_HALF_LIFE_MS : policy.reputationHalfLifeMs();
  }

  /** Of what was measured of the pace of provers. */
  long paceHalfLifeMs() {
    return policy == null ? UNRULED_HALF_LIFE_MS : policy.paceHalfLifeMs();
  }

  /** Whether it is told at once who gives a task back. */
  boolean tellsWhoGivesBack() {
    return policy != null && policy.tellsWhoGivesBack();
  }

  RecentWins wins() {
    return wins;
  }

  void win(ProverProfile winner) {
    wins = wins.after(winner);
  }

  ProverView prover(String proverId) {
    ProverView changed = provers.get(proverId);
    return changed != null
        ? changed
        : book.prover(proverId).orElseGet(() -> ProverView.unknown(proverId));
  }

  boolean knows(String proverId) {
    return provers.containsKey(proverId) || book.prover(proverId).isPresent();
  }

  void put(ProverView prover) {
    provers.put(prover.proverId(), prover);
  }

  Optional<TaskView> task(String taskId) {
    return tasks.containsKey(taskId) ? tasks.get(taskId) : book.task(taskId);
  }

  void put(TaskView task) {
    tasks.put(task.taskId(), Optional.of(task));
  }

  void forget(String taskId) {
    tasks.put(taskId, Optional.empty());
  }

  /** Tasks of a batch that are in the book, as decided so far. */
  List<TaskView> tasksOf(String batchId) {
    return asDecided(book.tasksOf(batchId));
  }

  /** Tasks of a statement that are in the book, as decided so far. */
  List<TaskView> claimants(String statementId) {
    return asDecided(book.claimants(statementId));
  }

  private List<TaskView> asDecided(List<TaskView> before) {
    return before.stream().flatMap(task -> task(task.taskId()).stream()).toList();
  }

  Optional<ProvenStatements.Proven> proven(String statementId) {
    Optional<ProvenStatements.Proven> decided = proven.get(statementId);
    return decided != null ? decided : before.computeIfAbsent(statementId, book::proven);
  }

  void prove(TaskView task) {
    if (proven(task.statementId()).isEmpty()) {
      ProvenStatements.Proven by =
          new ProvenStatements.Proven(task.taskId(), task.offer().batchId(), now);
      proven.put(task.statementId(), Optional.of(by));
    }
  }

  /** That task's proof of a statement is not there any more; another's may be. */
  void forgetProof(String statementId, String taskId) {
    if (proven(statementId).filter(by -> by.taskId().equals(taskId)).isPresent()) {
      proven.put(statementId, Optional.empty());
    }
  }

  /**
   * Whether what was decided so far may let a task be given away that could not be before. What
   * only time changes (prices, pauses) is looked at when time passes: an event that anybody can
   * cause at no cost, such as one more heartbeat, must not cost a look at all provers and tasks.
   */
  boolean opens(MarketPolicy policy) {
    return tasks.entrySet().stream().anyMatch(this::opens)
        || provers.values().stream().anyMatch(after -> opensMore(after, policy));
  }

  private boolean opensMore(ProverView after, MarketPolicy policy) {
    ProverView before = before(after.proverId());
    return after.opensMoreThan(before, now, heardOfLate(after.proverId()), policy);
  }

  /** A task that just was published is not paid for. */
  private boolean opens(Map.Entry<String, Optional<TaskView>> decided) {
    Optional<TaskStatus> after = decided.getValue().map(TaskView::status);
    Optional<TaskStatus> before = book.task(decided.getKey()).map(TaskView::status);
    return !after.equals(before) && !after.equals(Optional.of(new TaskStatus.Unfunded()));
  }

  private ProverView before(String proverId) {
    return book.prover(proverId).orElseGet(() -> ProverView.unknown(proverId));
  }

  boolean anyWaiting() {
    return book.anyWaiting() || !waiting().isEmpty();
  }

  void tell(Effect effect) {
    effects.add(effect);
  }

  /** Notes that nobody is there for a task whose retry budget is spent. */
  void chooseNobody(String taskId) {
    spent.add(taskId);
  }

  /** Whether what was chosen is as much as one entry of a journal has room for. */
  boolean hasChosenEnough() {
    return given.stream().mapToInt(choice -> choice.holders().size()).sum() >= Choices.MOST;
  }

  /** Notes who was chosen for a task. */
  void choose(Choices.Given choice) {
    given.add(choice);
  }

  /** Every prover as decided so far, by id. */
  List<ProverView> provers() {
    List<ProverView> all = new ArrayList<>(book.provers());
    all.replaceAll(prover -> provers.getOrDefault(prover.proverId(), prover));
    provers.values().stream()
        .filter(prover -> book.prover(prover.proverId()).isEmpty())
        .forEach(all::add);
    return all;
  }

  /**
   * Tasks that are paid for and nobody's as decided so far, in the order of {@link
   * MarketBook#URGENCY}.
   */
  List<TaskView> waiting() {
    return current(book.waiting(), TaskStatus.Funded.class, TaskStatus.Waiting.class);
  }

  /** Tasks that only wait for their close, as decided so far. */
  List<TaskView> ending() {
    return current(book.ending(), TaskStatus.Ending.class);
  }

  @SafeVarargs
  private List<TaskView> current(List<TaskView> before, Class<? extends TaskStatus>... statuses) {
    Stream<TaskView> untouched = before.stream().filter(t -> !tasks.containsKey(t.taskId()));
    Stream<TaskView> touched = tasks.values().stream().flatMap(Optional::stream);
    return Stream.concat(untouched, touched)
        .filter(task -> Stream.of(statuses).anyMatch(s -> s.isInstance(task.status())))
        .sorted(MarketBook.URGENCY)
        .toList();
  }

  /** Before the event. */
  int queueDepth() {
    return book.queueDepth();
  }

  /** Tasks that are worked on without a commit yet, as decided so far. */
  int uncommitted() {
    int more = tasks.keySet().stream().mapToInt(id -> one(task(id)) - one(book.task(id))).sum();
    return book.uncommitted() + more;
  }

  private static int one(Optional<TaskView> task) {
    return task.filter(TaskView::isUncommitted).isPresent() ? 1 : 0;
  }

  private Optional<Change> change(ProverView prover) {
    if (prover.matters()) {
      return Optional.of(new Change.ProverSeen(prover));
    }
    return book.prover(prover.proverId())
        .map(known -> new Change.ProverForgotten(known.proverId()));
  }

  Decision decision() {
    List<Change> changes = new ArrayList<>();
    if (now > book.now()) {
      changes.add(new Change.TimeSeen(now));
    }
    read.ifPresent(changes::add);
    provers.values().forEach(prover -> change(prover).ifPresent(changes::add));
    tasks.forEach((id, task) ->
        changes.add(task.<Change>map(Change.TaskSeen::new).orElse(new Change.TaskForgotten(id))));
    proven.forEach((id, by) ->
        changes.add(
            by.<Change>map(known -> new Change.StatementProven(id, known))
                .orElse(new Change.StatementForgotten(id))));
    if (wins != book.wins()) {
      changes.add(new Change.WinsSeen(wins));
    }
    return new Decision(changes, effects, new Choices(spent, given));
  }
}
