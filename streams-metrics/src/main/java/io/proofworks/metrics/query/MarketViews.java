package io.proofworks.metrics.query;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.proofworks.avro.Execution;
import io.proofworks.avro.Receipt;
import io.proofworks.avro.Task;
import io.proofworks.avro.TaskRecord;
import io.proofworks.runtime.Coordinates;
import io.proofworks.serde.Decoded;
import io.proofworks.serde.Decoder;
import io.proofworks.serde.MarketSerdes;
import io.proofworks.topics.Topic;
import io.proofworks.topics.Topics;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * The market as its topics tell it, in memory and rebuilt from them at each start. Bounded: the
 * newest {@link #BATCHES} batches, {@link #TASKS} tasks and {@link #VERDICTS} verdicts, the last
 * {@link #TIMELINE} entries of each task, batch and account; older ones are in the topics.
 * Thread-safe; what it returns is a copy or never changed again.
 */
public final class MarketViews {

  static final int BATCHES = 10_000;
  static final int TASKS = 50_000;
  static final int VERDICTS = 20_000;
  static final int TIMELINE = 200;

  /** The topics it is fed with. */
  public static final List<Topic<?>> SOURCES =
      List.of(
          Topics.POLICIES,
          Topics.PROVERS,
          Topics.BATCHES,
          Topics.TASKS,
          Topics.ASSIGNMENTS,
          Topics.VERDICTS,
          Topics.LEDGER,
          Topics.AGGREGATION_JOBS,
          Topics.RECEIPTS,
          Topics.EXECUTIONS,
          Topics.METRICS,
          Topics.ROUTE_SIGNALS,
          Topics.JOURNAL,
          Topics.CHECKPOINTS);

  private static final int NO_LARGE_BYTES = 512;

  private final Map<String, Decoder<?>> decoders = new HashMap<>();
  private final Bounded<History> batches = new Bounded<>(BATCHES);
  private final Bounded<History> tasks = new Bounded<>(TASKS);
  private final Bounded<History> accounts = new Bounded<>(TASKS);
  private final Bounded<JsonNode> provers = new Bounded<>(TASKS);
  private final Bounded<JsonNode> receipts = new Bounded<>(BATCHES);
  private final Bounded<JsonNode> metrics = new Bounded<>(1_000);
  private final Bounded<JsonNode> signals = new Bounded<>(BATCHES);
  private final Deque<ObjectNode> verdicts = new ArrayDeque<>();
  private final JournalViews journals = new JournalViews();
  private @Nullable ObjectNode policy;
  private long asOf;

  public MarketViews(MarketSerdes serdes) {
    SOURCES.forEach(topic -> decoders.put(topic.name(), serdes.decoder(topic)));
  }

  /** Takes a record; one that cannot be decoded or has no key is passed over. */
  public synchronized void accept(Coordinates at, @Nullable String key, byte[] value) {
    asOf = Math.max(asOf, at.time());
    Decoder<?> decoder = decoders.get(at.topic());
    if (decoder != null && key != null && record(decoder, value) instanceof SpecificRecord found) {
      take(at, key, found);
    }
  }

  private static @Nullable Object record(Decoder<?> decoder, byte[] value) {
    return decoder.decode(value) instanceof Decoded.Value<?> decoded ? decoded.value() : null;
  }

  private void take(Coordinates at, String key, SpecificRecord record) {
    switch (record) {
      case io.proofworks.avro.JournalEntry applied -> journals.accept(applied);
      case io.proofworks.avro.JournalCheckpoint checkpoint -> journals.accept(checkpoint);
      default -> show(at, key, record);
    }
  }

  private void show(Coordinates at, String key, SpecificRecord record) {
    ObjectNode entry = entry(at, record);
    switch (record) {
      case io.proofworks.avro.Policy ignored -> policy = entry;
      case io.proofworks.avro.ProverStanding ignored -> provers.put(key, entry);
      case io.proofworks.avro.ProofRequest ignored -> of(batches, key).summary = entry;
      case TaskRecord task -> task(task, entry);
      case io.proofworks.avro.Assignment given -> of(tasks, given.getTaskId()).add(entry);
      case io.proofworks.avro.Verdict verdict -> verdict(verdict, entry);
      case io.proofworks.avro.LedgerMovement movement -> movement(movement, entry);
      case io.proofworks.avro.AggregationJob ignored -> of(batches, key).add(entry);
      case Receipt receipt -> receipt(receipt, at, entry);
      case Execution execution -> {
        History batch = of(batches, key);
        batch.add(entry);
        batch.state = execution.getOutcome();
      }
      case io.proofworks.avro.MetricWindow window ->
          metrics.put(key + "|" + window.getWindowMs() + "|" + window.getClosed(), entry);
      case io.proofworks.avro.RouteSignal ignored -> signals.put(key, entry);
      default -> throw new IllegalStateException("no view of " + record.getClass());
    }
  }

  private void task(TaskRecord record, ObjectNode entry) {
    History task = of(tasks, record.getTaskId());
    if (record.getEvent() instanceof Task published) {
      task.summary = entry;
      History batch = of(batches, published.getBatchId());
      if (!batch.children.contains(record.getTaskId()) && batch.children.size() < TIMELINE) {
        batch.children.add(record.getTaskId());
      }
    } else {
      task.add(entry);
    }
  }

  private void verdict(io.proofworks.avro.Verdict verdict, ObjectNode entry) {
    verdicts.addFirst(entry);
    if (verdicts.size() > VERDICTS) {
      verdicts.removeLast();
    }
    if (verdict.getTaskId() != null && tasks.containsKey(verdict.getTaskId())) {
      History task = of(tasks, verdict.getTaskId());
      task.add(entry);
      task.state = verdict.getTaskState() == null ? task.state : verdict.getTaskState();
    } else if (verdict.getBatchId() != null && batches.containsKey(verdict.getBatchId())) {
      of(batches, verdict.getBatchId()).add(entry);
    }
  }

  private void movement(io.proofworks.avro.LedgerMovement movement, ObjectNode entry) {
    History account = of(accounts, movement.getAccount());
    account.summary = entry;
    account.add(entry);
    if (movement.getTaskId() != null) {
      of(tasks, movement.getTaskId()).add(entry);
    } else if (movement.getBatchId() != null) {
      of(batches, movement.getBatchId()).add(entry);
    }
  }

  private void receipt(Receipt receipt, Coordinates at, ObjectNode entry) {
    History batch = of(batches, receipt.getBatchId());
    batch.state = receipt.getOutcome();
    ObjectNode brief = entry.deepCopy();
    brief.remove(List.of("rootProof", "rootBinding", "children"));
    batch.add(brief);
    ObjectNode whole = AvroJson.of(receipt, Topics.RECEIPTS.maxMessageBytes());
    receipts.put(receipt.getBatchId(), placed(whole, at));
  }

  private static ObjectNode entry(Coordinates at, IndexedRecord record) {
    return placed(AvroJson.of(record, NO_LARGE_BYTES), at);
  }

  private static ObjectNode placed(ObjectNode node, Coordinates at) {
    node.putObject("log")
        .put("topic", at.topic())
        .put("partition", at.partition())
        .put("offset", at.offset())
        .put("time", at.time());
    return node;
  }

  private static History of(Bounded<History> map, String id) {
    return map.computeIfAbsent(id, key -> new History());
  }

  /** Asks the journals. */
  synchronized <T> T journals(Function<JournalRoutes, T> question) {
    return question.apply(new JournalRoutes(journals));
  }

  /** Latest append time seen, epoch ms. */
  public synchronized long asOf() {
    return asOf;
  }

  synchronized ObjectNode market() {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.set("policy", policy);
    node.put("batches", batches.size());
    node.put("tasks", tasks.size());
    node.put("provers", provers.size());
    node.put("verdicts", verdicts.size());
    node.put("receipts", receipts.size());
    counts(node.putObject("batchesByState"), batches);
    counts(node.putObject("tasksByState"), tasks);
    return node;
  }

  private static void counts(ObjectNode node, Bounded<History> of) {
    of.values().forEach(h -> node.put(h.state, node.path(h.state).asLong() + 1));
  }

  /** Newest first. */
  synchronized List<JsonNode> batches(int limit) {
    List<JsonNode> found = new ArrayList<>();
    batches.sequencedEntrySet().reversed().stream()
        .limit(limit)
        .forEach(e -> found.add(brief("batchId", e.getKey(), e.getValue())));
    return found;
  }

  private static ObjectNode brief(String idName, String id, History history) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put(idName, id);
    node.put("state", history.state);
    node.set("published", history.summary);
    return node;
  }

  synchronized Optional<JsonNode> batch(String id) {
    return Optional.ofNullable(batches.get(id))
        .map(history -> {
          ObjectNode node = whole("batchId", id, history);
          history.children.forEach(node.putArray("tasks")::add);
          return node;
        });
  }

  synchronized Optional<JsonNode> task(String id) {
    return Optional.ofNullable(tasks.get(id)).map(history -> whole("taskId", id, history));
  }

  synchronized Optional<JsonNode> account(String id) {
    return Optional.ofNullable(accounts.get(id))
        .map(history -> {
          ObjectNode node = JsonNodeFactory.instance.objectNode();
          node.put("account", id);
          for (String bucket : List.of("free", "reserved", "escrow", "paid", "burned")) {
            node.set(bucket, history.summary == null ? null : history.summary.get(bucket));
          }
          node.putArray("movements").addAll(history.entries);
          return node;
        });
  }

  private static ObjectNode whole(String idName, String id, History history) {
    ObjectNode node = brief(idName, id, history);
    node.putArray("timeline").addAll(history.entries);
    return node;
  }

  synchronized List<JsonNode> provers() {
    return List.copyOf(provers.values());
  }

  synchronized Optional<JsonNode> prover(String id) {
    return Optional.ofNullable(provers.get(id));
  }

  synchronized Optional<JsonNode> receipt(String id) {
    return Optional.ofNullable(receipts.get(id));
  }

  synchronized List<JsonNode> metrics() {
    return List.copyOf(metrics.values());
  }

  synchronized List<JsonNode> signals() {
    return List.copyOf(signals.values());
  }

  /** Newest first. */
  synchronized List<JsonNode> verdicts(Predicate<JsonNode> wanted, int limit) {
    List<JsonNode> found = new ArrayList<>();
    verdicts.stream().filter(wanted).limit(limit).forEach(found::add);
    return found;
  }

  /** What happened to one thing, oldest first. */
  private static final class History {

    private final ArrayDeque<ObjectNode> entries = new ArrayDeque<>();
    private final List<String> children = new ArrayList<>();
    private @Nullable ObjectNode summary;
    private String state = "OPEN";

    void add(ObjectNode entry) {
      entries.addLast(entry);
      if (entries.size() > TIMELINE) {
        entries.removeFirst();
      }
    }
  }
}
