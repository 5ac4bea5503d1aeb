package io.proofworks.views;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.proofworks.tlog.MerkleTree;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** What one partition of the views says of its subjects, as JSON. */
public record MarketView(ViewReader reader) {

  /** The most records of a timeline that are shown; the newest. */
  public static final int TIMELINE = 1_000;

  /** Where a prover counts as live when there is no policy, ms. */
  private static final long HEARTBEAT_MS = 30_000;

  /** The most windows or points of a series in one answer. */
  public static final int SERIES = 5_000;

  /** What it counts: states, reasons, provers. The counts of partitions add up. */
  public ObjectNode market(long now) {
    ObjectNode node = ViewReader.JSON.createObjectNode();
    node.set("policy", policy().<JsonNode>map(p -> p).orElseGet(node::nullNode));
    counts(node, "tasksByState", TaskBook.LISTS);
    counts(node, "batchesByState", BatchBook.LISTS);
    counts(node, "verdictsByReason", ActorBook.VERDICTS);
    ObjectNode totals = node.putObject("provers");
    totals
        .put("registered", 0)
        .put("live", 0)
        .put("paused", 0)
        .put("capacity", 0)
        .put("inFlight", 0);
    reader.list(
        ActorBook.PROVERS,
        Optional.empty(),
        (id, ignored) -> {
          prover(id, now).ifPresent(prover -> add(totals, prover, now));
          return true;
        });
    return node;
  }

  private void counts(ObjectNode node, String name, String list) {
    ObjectNode counts = node.putObject(name);
    reader
        .counts(list + "/")
        .forEach((state, count) -> {
          if (count != 0) {
            counts.put(state, count);
          }
        });
  }

  private static void add(ObjectNode totals, ObjectNode prover, long now) {
    if (prover.path("standing").asText().equals("REGISTERED")) {
      increase(totals, "registered", 1);
      increase(totals, "paused", prover.path("pausedUntil").asLong() > now ? 1 : 0);
      if (prover.path("live").asBoolean()) {
        increase(totals, "live", 1);
        increase(totals, "capacity", prover.path("capacity").asLong());
        increase(totals, "inFlight", prover.path("inFlight").asLong());
      }
    }
  }

  private static void increase(ObjectNode totals, String name, long more) {
    totals.put(name, totals.path(name).asLong() + more);
  }

  /** The policy in force. */
  public Optional<ObjectNode> policy() {
    return reader.head(Subject.MARKET);
  }

  /** A batch in a line. */
  Optional<ObjectNode> batchBrief(String id) {
    return reader.head(batch(id)).filter(head -> head.has("batchId")).map(MarketView::brief);
  }

  private static ObjectNode brief(ObjectNode head) {
    ObjectNode node = ViewReader.JSON.createObjectNode();
    copy(head, node, "batchId", "state", "cause", "requestedAt");
    for (String field : List.of("requesterId", "routeId", "taskClass", "deadline")) {
      JsonNode value = head.at("/requested/" + field);
      node.set(field, value.isMissingNode() ? head.path("receipt").get(field) : value);
    }
    node.putObject("shards")
        .put("total", head.path("shards").asInt())
        .put("verified", head.path("verified").asInt());
    return node;
  }

  private static void copy(JsonNode from, ObjectNode to, String... fields) {
    for (String field : fields) {
      to.set(field, from.get(field));
    }
  }

  /** A batch with its shards, its tree, its receipt and what happened to it. */
  public Optional<ObjectNode> batch(String id, long now) {
    Subject batch = batch(id);
    return reader
        .head(batch)
        .filter(head -> head.has("batchId"))
        .map(head -> {
          ObjectNode node = brief(head);
          copy(head, node, "requested", "receipt", "execution");
          boolean ended = !head.path("state").asText().equals(BatchBook.OPEN);
          List<ObjectNode> shards = shards(batch);
          List<ObjectNode> nodes = nodes(batch, ended);
          new BatchTree(shards, nodes).mark();
          node.set("counts", node.remove("shards")); // a line has how many, the whole which
          node.putArray("shards").addAll(shards);
          node.putArray("tree").addAll(nodes);
          return timeline(node, batch);
        });
  }

  private List<ObjectNode> shards(Subject batch) {
    List<ObjectNode> shards = new ArrayList<>(reader.parts(batch, BatchBook.SHARDS));
    shards.sort(Comparator.comparingInt(shard -> shard.path("shardIndex").asInt()));
    shards.forEach(shard -> {
      shard.remove("stateAt");
      nullUnless(shard, "proverId", "verifiedAt");
    });
    return shards;
  }

  private List<ObjectNode> nodes(Subject batch, boolean ended) {
    List<ObjectNode> nodes = reader.parts(batch, BatchBook.NODES);
    nodes.forEach(node -> {
      node.put("state", node.has("verifiedAt") ? "VERIFIED" : ended ? "ENDED" : "LEASED");
      nullUnless(node, "verifiedAt");
    });
    return nodes;
  }

  private static void nullUnless(ObjectNode node, String... fields) {
    for (String field : fields) {
      if (!node.has(field)) {
        node.putNull(field);
      }
    }
  }

  private ObjectNode timeline(ObjectNode node, Subject subject) {
    node.putArray("timeline").addAll(reader.records(subject, TIMELINE));
    return node;
  }

  /** A task in a line. */
  Optional<ObjectNode> taskBrief(String id) {
    return taskHead(id).map(MarketView::taskLine);
  }

  private Optional<ObjectNode> taskHead(String id) {
    return reader.head(new Subject(Kind.TASK, id)).filter(head -> head.has("publishedAt"));
  }

  private static ObjectNode taskLine(ObjectNode head) {
    ObjectNode node = ViewReader.JSON.createObjectNode();
    copy(head, node, "taskId", "batchId", "state", "epoch", "publishedAt", "proverId");
    copy(head.at("/published/event"), node, "shardIndex", "shardWeight", "taskClass", "reward");
    return node;
  }

  /** A task with everything that happened to it. */
  public Optional<ObjectNode> task(String id) {
    return taskHead(id)
        .map(head -> {
          ObjectNode node = taskLine(head);
          copy(head, node, "published", "assignees");
          return timeline(node, new Subject(Kind.TASK, id));
        });
  }

  /** A prover or aggregator in a line. */
  Optional<ObjectNode> prover(String id, long now) {
    return reader
        .head(actor(id))
        .filter(head -> head.has("record"))
        .map(head -> proverLine(head, now));
  }

  private ObjectNode proverLine(ObjectNode head, long now) {
    ObjectNode node = ViewReader.JSON.createObjectNode();
    JsonNode record = head.path("record");
    copy(record, node, "proverId", "standing", "free", "reserved", "paid", "pausedUntil");
    JsonNode registration = record.path("registration");
    copy(registration, node, "roles", "vendor", "region", "hardwareClass", "clientBuild");
    JsonNode beat = head.path("heartbeat");
    long timeout = policy().map(p -> p.path("heartbeatTimeoutMs").asLong()).orElse(HEARTBEAT_MS);
    node.put("live", beat.has("log") && now - beat.at("/log/time").asLong() < timeout);
    node.put("draining", beat.path("draining").asBoolean());
    node.put("capacity", beat.path("capacity").asLong(registration.path("capacity").asLong()));
    node.put("inFlight", beat.path("inFlight").asLong());
    node.put("wins", head.path("wins").asLong());
    node.put("slashed", head.path("slashed").asText("0"));
    node.put("earned", head.path("earned").asText("0"));
    return node;
  }

  /** A prover or aggregator with its standing, its heartbeat and what happened to it. */
  public Optional<ObjectNode> proverWhole(String id, long now) {
    return reader
        .head(actor(id))
        .filter(head -> head.has("record"))
        .map(head -> {
          ObjectNode node = proverLine(head, now);
          copy(head, node, "record", "heartbeat");
          node.set("verdictsByReason", head.withObject("/verdictsByReason"));
          return timeline(node, actor(id));
        });
  }

  /** The balances of an account and its newest movements. */
  public Optional<ObjectNode> account(String id) {
    return reader
        .part(actor(id), ActorBook.ACCOUNT)
        .map(account -> {
          account.remove("offset");
          account
              .putArray("movements")
              .addAll(
                  reader.records(actor(id), 5 * TIMELINE).stream()
                      .filter(record -> record.at("/log/type").asText().equals("LedgerMovement"))
                      .toList());
          return account;
        });
  }

  /** A receipt with the root proof. */
  public Optional<ObjectNode> receipt(String batchId) {
    return reader.part(batch(batchId), BatchBook.RECEIPT);
  }

  /** The windows that begin in [from, to), ascending. */
  public List<ObjectNode> windows(String taskClass, long windowMs, long from, long to, int atMost) {
    return reader.between(metrics(taskClass, windowMs), from, to, atMost);
  }

  /** The subject of such windows. */
  public static Subject metrics(String taskClass, long windowMs) {
    return Subject.metrics(taskClass, windowMs);
  }

  /** A route's signal in force. */
  public Optional<ObjectNode> route(String id, long now) {
    return reader
        .head(new Subject(Kind.ROUTE, id))
        .map(head -> head.put("usable", now < head.at("/signal/validUntil").asLong()));
  }

  /** A route with its signals in [from, to). */
  public Optional<ObjectNode> route(String id, long now, long from, long to) {
    return route(id, now)
        .map(node -> {
          node.putArray("series")
              .addAll(reader.between(new Subject(Kind.ROUTE, id), from, to, SERIES));
          return node;
        });
  }

  /** A journal: entries, and its newest checkpoint of which all entries are known. */
  public Optional<Journal> journal(String name) {
    Subject journal = new Subject(Kind.JOURNAL, name);
    return reader.head(journal).map(head -> new Journal(name, head, reader.nodes(journal)));
  }

  /** Since when a journal here is without enough cosignatures, epoch milliseconds. */
  public OptionalLong unwitnessedSince() {
    List<Long> times = new ArrayList<>();
    reader.list(
        JournalBook.JOURNALS,
        Optional.empty(),
        (id, ignored) -> {
          reader
              .head(new Subject(Kind.JOURNAL, id))
              .map(head -> head.path(JournalBook.UNWITNESSED).asLong())
              .filter(since -> since > 0)
              .ifPresent(times::add);
          return true;
        });
    return times.stream().mapToLong(Long::longValue).min();
  }

  /**
   * A journal that proves things of itself.
   *
   * @param head see {@link JournalBook}
   */
  public record Journal(String name, ObjectNode head, JournalNodes nodes) {

    /** The tree with all entries. */
    public MerkleTree tree() {
      return new MerkleTree(nodes, head.path("entries").asLong());
    }

    /** The newest checkpoint as it is signed, when all its entries are known. */
    public Optional<String> note() {
      boolean covered = treeSize() <= head.path("entries").asLong();
      return head.has("note") && covered
          ? Optional.of(head.path("note").asText())
          : Optional.empty();
    }

    /** It in a line, with how far witnesses have cosigned it. */
    public ObjectNode brief() {
      ObjectNode node = ViewReader.JSON.createObjectNode();
      node.put("journal", name).put("entries", tree().size());
      note().ifPresent(note -> node.put("checkpoint", note));
      copy(head, node, "witnessedSize", JournalBook.UNWITNESSED);
      head.path("cosigned").properties().forEach(one -> cosigned(one, node));
      return node;
    }

    private static void cosigned(Map.Entry<String, JsonNode> one, ObjectNode node) {
      ObjectNode kept = (ObjectNode) one.getValue();
      if (kept.has("size") || kept.has(JournalBook.FORKED)) {
        ObjectNode told = node.withArray("/cosigned").addObject().put("witness", one.getKey());
        told.put("size", kept.path("size").asLong());
        copy(kept, told, "at", JournalBook.FORKED);
      }
    }

    /** Entries that the newest checkpoint is over. */
    public long treeSize() {
      return head.path("treeSize").asLong();
    }
  }

  private static Subject batch(String id) {
    return new Subject(Kind.BATCH, id);
  }

  private static Subject actor(String id) {
    return new Subject(Kind.ACTOR, id);
  }
}
