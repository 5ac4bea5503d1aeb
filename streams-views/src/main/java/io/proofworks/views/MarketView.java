package io.proofworks.views;

import io.proofworks.protocol.Hash32;
import io.proofworks.tlog.MerkleTree;
import io.proofworks.views.answers.Account;
import io.proofworks.views.answers.AsOf;
import io.proofworks.views.answers.BatchHead;
import io.proofworks.views.answers.BatchLine;
import io.proofworks.views.answers.BatchView;
import io.proofworks.views.answers.JournalView;
import io.proofworks.views.answers.Market;
import io.proofworks.views.answers.Markets;
import io.proofworks.views.answers.ProverLine;
import io.proofworks.views.answers.ProverView;
import io.proofworks.views.answers.RouteLine;
import io.proofworks.views.answers.RouteView;
import io.proofworks.views.answers.Shard;
import io.proofworks.views.answers.ShardCounts;
import io.proofworks.views.answers.TaskLine;
import io.proofworks.views.answers.TaskView;
import io.proofworks.views.answers.TreeNode;
import io.proofworks.views.domain.KeptAccount;
import io.proofworks.views.domain.KeptActor;
import io.proofworks.views.domain.KeptBatch;
import io.proofworks.views.domain.KeptJournal;
import io.proofworks.views.domain.KeptNode;
import io.proofworks.views.domain.KeptRoute;
import io.proofworks.views.domain.KeptShard;
import io.proofworks.views.domain.KeptTask;
import io.proofworks.views.domain.RoutePoint;
import io.proofworks.views.domain.Told;
import io.proofworks.views.json.ViewJson;
import io.proofworks.views.shape.TopicRecord;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/** What one partition of the views says of its subjects. */
public record MarketView(ViewReader reader) {

  /** The most records of a timeline that are shown; the newest. */
  public static final int TIMELINE = 1_000;

  /** Where a prover counts as live when there is no policy, ms. */
  private static final long HEARTBEAT_MS = 30_000;

  /** The most windows or points of a series in one answer. */
  public static final int SERIES = 5_000;

  /** The same of a market that is not the deployment's first. */
  public MarketView of(Hash32 market) {
    return new MarketView(reader.of(market));
  }

  /** Up to where it knows the log; read it before what is said of. */
  public AsOf asOf(long now) {
    ViewReader.Known known = reader.known();
    return AsOf.of(known.time(), known.offsets(), known.missing(), now);
  }

  /** What it counts: states, reasons, provers. The counts of partitions add up. */
  public Market market(long now) {
    List<Market.Provers> provers = new ArrayList<>(List.of(Market.NONE.provers()));
    reader.list(
        ActorBook.PROVERS,
        Optional.empty(),
        (id, ignored) -> {
          prover(id, now).ifPresent(one -> provers.set(0, provers.getFirst().plus(one, now)));
          return true;
        });
    return new Market(
        policy().orElse(null),
        counts(TaskBook.LISTS),
        counts(BatchBook.LISTS),
        counts(ActorBook.VERDICTS),
        provers.getFirst());
  }

  private Map<String, Long> counts(String list) {
    Map<String, Long> counts = new TreeMap<>(reader.counts(list + "/"));
    counts.values().removeIf(count -> count == 0);
    return counts;
  }

  /** All markets of the deployment that have a policy; asked of the whole of the views. */
  public Markets markets() {
    List<Markets.Line> lines = new ArrayList<>();
    policy().ifPresent(policy -> lines.add(line(policy, true)));
    for (Hash32 market : reader.markets()) {
      of(market).policy().ifPresent(policy -> lines.add(line(policy, false)));
    }
    return new Markets(lines);
  }

  private static Markets.Line line(TopicRecord record, boolean first) {
    Told.Policy policy = ViewJson.read(Told.Policy.class, record);
    return new Markets.Line(policy.domain(), first, policy.version(), policy.closed());
  }

  /** The policy in force. */
  public Optional<TopicRecord> policy() {
    return reader.head(Subject.MARKET, TopicRecord.class);
  }

  /** A batch that has a state. */
  private record Known(String id, KeptBatch kept, KeptBatch.Standing standing) {}

  private Optional<Known> known(String id) {
    return reader
        .head(ofBatch(id), KeptBatch.class)
        .flatMap(kept ->
            Optional.ofNullable(kept.standing()).map(standing -> new Known(id, kept, standing)));
  }

  /** A batch in a line. */
  Optional<BatchLine> batchLine(String id) {
    return known(id).map(known -> new BatchLine(head(known), counts(known.kept())));
  }

  private static ShardCounts counts(KeptBatch kept) {
    return new ShardCounts(kept.counts().shards(), kept.counts().verified());
  }

  private static BatchHead head(Known known) {
    TopicRecord requested = known.kept().request().requested();
    TopicRecord receipt = known.kept().end().receipt();
    if (requested != null) {
      Told.ProofRequest of = ViewJson.read(Told.ProofRequest.class, requested);
      return head(known, of.requesterId(), of.routeId(), of.taskClass(), of.deadline());
    } else if (receipt != null) {
      Told.Receipt of = ViewJson.read(Told.Receipt.class, receipt);
      return head(known, of.requesterId(), of.routeId(), of.taskClass(), null);
    }
    return head(known, null, null, null, null);
  }

  private static BatchHead head(
      Known known,
      @Nullable String requesterId,
      @Nullable String routeId,
      @Nullable String taskClass,
      @Nullable Long deadline) {
    return new BatchHead(
        known.id(),
        known.standing().state(),
        known.standing().cause(),
        known.kept().request().requestedAt(),
        requesterId,
        routeId,
        taskClass,
        deadline);
  }

  /** A batch with its shards, its tree, its receipt and what happened to it. */
  public Optional<BatchView> batch(String id) {
    return known(id).map(this::whole);
  }

  private BatchView whole(Known known) {
    Subject batch = ofBatch(known.id());
    KeptBatch kept = known.kept();
    List<KeptShard> shards =
        new ArrayList<>(reader.parts(batch, BatchBook.SHARDS, KeptShard.class));
    shards.sort(Comparator.comparingInt(indexOf()));
    List<KeptNode> nodes = reader.parts(batch, BatchBook.NODES, KeptNode.class);
    BatchTree tree = new BatchTree(shards, nodes);
    boolean isOver = !known.standing().state().equals(KeptBatch.OPEN);
    return new BatchView(
        head(known),
        kept.request().requested(),
        kept.end().receipt(),
        kept.end().execution(),
        counts(kept),
        shards.stream().map(shard -> Shard.of(shard, tree.isCritical(shard))).toList(),
        nodes.stream().flatMap(node -> shown(node, isOver, tree).stream()).toList(),
        timeline(batch));
  }

  private static ToIntFunction<KeptShard> indexOf() {
    return shard -> {
      KeptShard.Publication publication = shard.publication();
      return publication == null ? 0 : publication.shardIndex();
    };
  }

  /** A node is shown once its job was given out. */
  private static Optional<TreeNode> shown(KeptNode node, boolean isOver, BatchTree tree) {
    return Optional.ofNullable(node.grant())
        .map(grant -> TreeNode.of(grant, node.verifiedAt(), isOver, tree.isCritical(grant)));
  }

  private List<TopicRecord> timeline(Subject subject) {
    return reader.records(subject, TIMELINE);
  }

  /** A task in a line. */
  Optional<TaskLine> taskLine(String id) {
    return reader.head(ofTask(id), KeptTask.class).map(MarketView::line);
  }

  /** Null of one that was not published. */
  private static @Nullable TaskLine line(KeptTask kept) {
    KeptTask.Publication publication = kept.publication();
    String state = kept.progress().state();
    if (publication == null || state == null) {
      return null;
    }
    Told.Published event = ViewJson.read(Told.Task.class, publication.published()).event();
    return new TaskLine(
        kept.taskId(),
        publication.batchId(),
        state,
        kept.progress().epoch(),
        publication.publishedAt(),
        kept.proverId(),
        event.shardIndex(),
        event.shardWeight(),
        event.taskClass(),
        event.reward());
  }

  /** A task with everything that happened to it. */
  public Optional<TaskView> task(String id) {
    return reader.head(ofTask(id), KeptTask.class).map(this::whole);
  }

  private @Nullable TaskView whole(KeptTask kept) {
    TaskLine line = line(kept);
    KeptTask.Publication publication = kept.publication();
    return line == null || publication == null
        ? null
        : new TaskView(
            line,
            publication.published(),
            kept.progress().assignees(),
            timeline(ofTask(kept.taskId())));
  }

  /** A prover or aggregator in a line. */
  Optional<ProverLine> prover(String id, long now) {
    return reader.head(ofActor(id), KeptActor.class).map(kept -> line(kept, now));
  }

  /** Null of who was never registered. */
  private @Nullable ProverLine line(KeptActor kept, long now) {
    TopicRecord record = kept.record();
    if (record == null) {
      return null;
    }
    Told.ProverStanding standing = ViewJson.read(Told.ProverStanding.class, record);
    Told.Registration registration = standing.registration();
    if (registration == null) {
      return null;
    }
    Optional<Told.Heartbeat> beat =
        Optional.ofNullable(kept.heartbeat()).map(b -> ViewJson.read(Told.Heartbeat.class, b));
    return new ProverLine(
        standing.proverId(),
        standing.standing(),
        standing.free(),
        standing.reserved(),
        standing.paid(),
        standing.pausedUntil(),
        registration.roles(),
        registration.vendor(),
        registration.region(),
        registration.hardwareClass(),
        registration.clientBuild(),
        beat.isPresent() && now - beat.get().log().time() < heartbeatTimeoutMs(),
        beat.map(Told.Heartbeat::draining).orElse(false),
        beat.map(Told.Heartbeat::capacity).orElse(registration.capacity()),
        beat.map(Told.Heartbeat::inFlight).orElse(0L),
        kept.wins(),
        kept.slashed(),
        kept.earned());
  }

  private long heartbeatTimeoutMs() {
    return policy()
        .map(policy -> ViewJson.read(Told.Policy.class, policy).heartbeatTimeoutMs())
        .orElse(HEARTBEAT_MS);
  }

  /** A prover or aggregator with its standing, its heartbeat and what happened to it. */
  public Optional<ProverView> proverWhole(String id, long now) {
    return reader.head(ofActor(id), KeptActor.class).map(kept -> whole(id, kept, now));
  }

  private @Nullable ProverView whole(String id, KeptActor kept, long now) {
    ProverLine line = line(kept, now);
    TopicRecord record = kept.record();
    return line == null || record == null
        ? null
        : new ProverView(
            line, record, kept.heartbeat(), kept.verdictsByReason(), timeline(ofActor(id)));
  }

  /** The balances of an account and its newest movements. */
  public Optional<Account> account(String id) {
    return reader
        .part(ofActor(id), ActorBook.ACCOUNT, KeptAccount.class)
        .map(kept -> Account.of(kept, movements(id)));
  }

  private List<TopicRecord> movements(String id) {
    return reader.records(ofActor(id), 5 * TIMELINE).stream()
        .filter(record -> Tellings.typeOf(record).equals("LedgerMovement"))
        .toList();
  }

  /** A receipt with the root proof. */
  public Optional<TopicRecord> receipt(String batchId) {
    return reader.part(ofBatch(batchId), BatchBook.RECEIPT, TopicRecord.class);
  }

  /** A receipt without what only the whole one has. */
  Optional<TopicRecord> receiptLine(String batchId) {
    return reader.head(ofBatch(batchId), KeptBatch.class).map(kept -> kept.end().receipt());
  }

  /** A window and when it begins, epoch milliseconds. */
  public record Window(long start, TopicRecord record) {}

  /** The windows that begin in [from, to), ascending. */
  public List<Window> windows(String taskClass, long windowMs, long from, long to, int atMost) {
    return reader
        .between(metrics(taskClass, windowMs), from, to, atMost, TopicRecord.class)
        .stream()
        .map(one -> new Window(ViewJson.read(Told.MetricWindow.class, one).windowStart(), one))
        .toList();
  }

  /** The subject of such windows. */
  public static Subject metrics(String taskClass, long windowMs) {
    return Subject.metrics(taskClass, windowMs);
  }

  /** A route's signal in force. */
  public Optional<RouteLine> route(String id, long now) {
    return reader
        .head(new Subject(Kind.ROUTE, id), KeptRoute.class)
        .map(kept -> {
          long until = ViewJson.read(Told.RouteSignal.class, kept.signal()).validUntil();
          return new RouteLine(kept.routeId(), kept.signal(), now < until);
        });
  }

  /** A route with its signals in [from, to). */
  public Optional<RouteView> route(String id, long now, long from, long to) {
    Subject route = new Subject(Kind.ROUTE, id);
    return route(id, now)
        .map(
            line -> new RouteView(line, reader.between(route, from, to, SERIES, RoutePoint.class)));
  }

  /** A journal: entries, and its newest checkpoint of which all entries are known. */
  public Optional<Journal> journal(String name) {
    Subject journal = new Subject(Kind.JOURNAL, name);
    return reader
        .head(journal, KeptJournal.class)
        .map(kept -> new Journal(kept, reader.nodes(journal)));
  }

  /** Since when a journal here is without enough cosignatures, epoch milliseconds. */
  public OptionalLong unwitnessedSince() {
    List<Long> times = new ArrayList<>();
    reader.list(
        JournalBook.JOURNALS,
        Optional.empty(),
        (id, ignored) -> {
          journal(id)
              .map(journal -> journal.kept().watch().unwitnessedSince())
              .ifPresent(times::add);
          return true;
        });
    return times.stream().mapToLong(Long::longValue).min();
  }

  /**
   * A journal that proves things of itself.
   *
   * @param nodes of its tree
   */
  public record Journal(KeptJournal kept, JournalNodes nodes) {

    /** The tree with all entries. */
    public MerkleTree tree() {
      return new MerkleTree(nodes, kept.entries());
    }

    /** The newest checkpoint as it is signed, when all its entries are known. */
    public Optional<String> note() {
      return Optional.ofNullable(kept.signed().note()).filter(note -> treeSize() <= kept.entries());
    }

    /** It in a line, with how far witnesses have cosigned it. */
    public JournalView line() {
      return JournalView.of(kept, note());
    }

    /** What it is called. */
    public String name() {
      return kept.journal();
    }

    /** Entries that the newest checkpoint is over. */
    public long treeSize() {
      return kept.signed().treeSize();
    }
  }

  private static Subject ofBatch(String id) {
    return new Subject(Kind.BATCH, id);
  }

  private static Subject ofTask(String id) {
    return new Subject(Kind.TASK, id);
  }

  private static Subject ofActor(String id) {
    return new Subject(Kind.ACTOR, id);
  }
}
