package io.proofworks.views;

import io.proofworks.protocol.BatchOutcome;
import io.proofworks.views.domain.KeptBatch;
import io.proofworks.views.domain.KeptNode;
import io.proofworks.views.domain.KeptShard;
import io.proofworks.views.domain.Told;
import io.proofworks.views.json.RecordSchemas;
import io.proofworks.views.json.ViewJson;
import io.proofworks.views.shape.TopicRecord;
import java.util.List;
import java.util.stream.Stream;

/**
 * Batches: the request that was accepted, the shards with where they stand, the nodes of the tree,
 * the receipt.
 */
final class BatchBook implements Book {

  static final String LISTS = "batch";

  /** Names of the parts of a batch. */
  static final String SHARDS = "s|";

  static final String NODES = "n|";
  static final String RECEIPT = "receipt";

  /** All receipts, the newest first. */
  static final String RECEIPTS = "receipt";

  private final Shelf shelf;
  private final Listing listing;
  private final Candidates candidates;

  BatchBook(Shelf shelf) {
    this.shelf = shelf;
    this.listing = new Listing(shelf, LISTS);
    this.candidates = new Candidates(shelf);
  }

  @Override
  public void take(ViewEvent.Shown shown, Told told, TopicRecord record) {
    Subject batch = shown.subject();
    KeptBatch known = shelf.head(batch, KeptBatch.class).orElse(KeptBatch.NONE);
    KeptBatch now = listed(batch, withRequest(batch, heard(known, shown, told, record)));
    if (!now.isNothing()) {
      shelf.putHead(batch, now);
    }
  }

  private KeptBatch heard(KeptBatch known, ViewEvent.Shown shown, Told told, TopicRecord record) {
    Subject batch = shown.subject();
    if (told instanceof Told.ProofRequest request) {
      if (known.request().requested() == null) { // it is not known yet which one was accepted
        candidates.add(batch, request.log(), record);
      }
      return known;
    } else if (!known.hears(told)) {
      return known;
    }
    shelf.add(shown, told instanceof Told.Receipt ? brief(record) : record);
    return after(known, shown, told, record);
  }

  private KeptBatch after(KeptBatch known, ViewEvent.Shown shown, Told told, TopicRecord record) {
    Subject batch = shown.subject();
    long time = shown.time();
    return switch (told) {
      case Told.Task task -> {
        var unused = shard(batch, task.taskId(), task, time);
        yield known.of(task.event().shardCount());
      }
      case Told.TaskSuperseded moved -> {
        var unused = shard(batch, moved.taskId(), moved, time);
        yield known;
      }
      case Told.TaskClosed closed -> {
        var unused = shard(batch, closed.taskId(), closed, time);
        yield known;
      }
      case Told.Assignment given -> {
        var unused = shard(batch, given.taskId(), given, time);
        yield known;
      }
      case Told.ChildProof proof ->
          shard(batch, proof.taskId(), proof, time).proof() == null
              ? known.oneMoreVerified()
              : known;
      case Told.Verdict verdict -> verdict(known, batch, verdict, time);
      case Told.AggregationJob job -> {
        String name = node(job.nodeId());
        shelf.putPart(batch, name, node(batch, name).after(job, time));
        yield known;
      }
      case Told.Receipt receipt -> receipt(known, batch, receipt, record, time);
      case Told.Execution ignored -> known.executed(record);
      default -> known;
    };
  }

  /** Takes over the request that was accepted, once both are here. */
  private KeptBatch withRequest(Subject batch, KeptBatch known) {
    String awaited = known.request().awaited();
    if (awaited == null) {
      return known;
    }
    return candidates
        .find(batch, awaited)
        .map(request -> {
          candidates.decided(batch);
          Told.ProofRequest asked = ViewJson.read(Told.ProofRequest.class, request);
          return known.after(request, asked.log().time());
        })
        .orElse(known);
  }

  private KeptBatch listed(Subject batch, KeptBatch known) {
    KeptBatch.Standing standing = known.standing();
    if (standing == null) {
      return known;
    }
    KeptBatch named = known.named(batch.id());
    Long since = named.request().requestedAt();
    return since == null
        ? named
        : named.with(listing.place(named.listed(), standing.state(), batch.id(), since));
  }

  private KeptBatch verdict(KeptBatch known, Subject batch, Told.Verdict verdict, long time) {
    if (verdict.taskId() != null && verdict.taskState() != null) {
      var unused = shard(batch, verdict.taskId(), verdict, time);
    }
    if (verdict.kind().equals("AGGREGATE") && verdict.isAccepted() && verdict.nodeId() != null) {
      String name = node(verdict.nodeId());
      shelf.putPart(batch, name, node(batch, name).verified(verdict.decidedAt()));
    }
    return verdict.kind().equals("BATCH") ? known.after(verdict, time) : known;
  }

  /** Tells a shard; returns what was known of it before. */
  private KeptShard shard(Subject batch, String taskId, Told told, long time) {
    KeptShard before =
        shelf.part(batch, SHARDS + taskId, KeptShard.class).orElseGet(() -> KeptShard.of(taskId));
    shelf.putPart(batch, SHARDS + taskId, before.after(told, time));
    return before;
  }

  private static String node(int id) {
    return NODES + "%08x".formatted(id);
  }

  private KeptNode node(Subject batch, String name) {
    return shelf.part(batch, name, KeptNode.class).orElse(KeptNode.NONE);
  }

  private KeptBatch receipt(
      KeptBatch known, Subject batch, Told.Receipt receipt, TopicRecord record, long time) {
    shelf.putPart(batch, RECEIPT, record);
    shelf.list(RECEIPTS, Keys.newest(time) + "|" + batch.id());
    return known.after(receipt, brief(record));
  }

  private static TopicRecord brief(TopicRecord receipt) {
    return ViewJson.without(receipt, RecordSchemas.LEFT_OUT);
  }

  /** States that a batch can be in. */
  static List<String> states() {
    return Stream.concat(
            Stream.of(KeptBatch.OPEN, KeptBatch.REFUSED),
            Stream.of(BatchOutcome.values()).map(Enum::name))
        .toList();
  }
}
