package io.proofworks.views.domain;

import static io.proofworks.views.shape.Meaning.HASH;
import static io.proofworks.views.shape.Meaning.TIME;

import io.proofworks.protocol.BatchOutcome;
import io.proofworks.views.shape.Inline;
import io.proofworks.views.shape.LeftOut;
import io.proofworks.views.shape.Means;
import io.proofworks.views.shape.TopicRecord;
import org.jspecify.annotations.Nullable;

/**
 * A batch as it is kept. A request counts when the market has accepted it: anybody can write one
 * under any id.
 *
 * @param batchId null as long as it has no state
 * @param standing null until the market said something about it
 */
public record KeptBatch(
    @LeftOut @Nullable @Means(HASH) String batchId,
    @Inline @Nullable Standing standing,
    @Inline Request request,
    @Inline Counts counts,
    @Inline End end,
    @Inline @Nullable Listed listed) {

  /** Of a batch that was accepted and has not ended. */
  public static final String OPEN = "OPEN";

  /** Of a request that was not accepted. */
  public static final String REFUSED = "REFUSED";

  /** One of which nothing is known yet. */
  public static final KeptBatch NONE =
      new KeptBatch(
          null, null, new Request(null, null, null), new Counts(0, 0), new End(null, null), null);

  /** Its state and why. */
  public record Standing(String state, String cause) {

    boolean isEnd() {
      return BatchOutcome.find(state).isPresent();
    }
  }

  /**
   * What was asked for.
   *
   * @param requestedAt null until it is known
   * @param accepted which record the market accepted, see {@link Place#name}
   * @param requested that record, once both are here
   */
  public record Request(
      @LeftOut @Nullable @Means(TIME) Long requestedAt,
      @LeftOut @Nullable String accepted,
      @LeftOut @Nullable TopicRecord requested) {

    /** Which record is still missing that the market accepted; null if none is. */
    public @Nullable String awaited() {
      return requested == null ? accepted : null;
    }

    Request at(long time) {
      return new Request(time, accepted, requested);
    }
  }

  /** How many shards it has, and how many of them are verified. */
  public record Counts(@LeftOut int shards, @LeftOut int verified) {}

  /**
   * What came of it.
   *
   * @param receipt without what only the whole receipt has
   */
  public record End(
      @LeftOut @Nullable TopicRecord receipt, @LeftOut @Nullable TopicRecord execution) {}

  /** Whether nothing at all is known of it. */
  public boolean isNothing() {
    return equals(NONE);
  }

  /** An outsider may write anything under any id; only what the market knows has a history. */
  public boolean hears(Told told) {
    return switch (told) {
      case Told.Supersession ignored -> !isNothing();
      case Told.Verdict verdict ->
          !isNothing()
              || verdict.kind().equals("BATCH")
              || verdict.taskState() != null
              || (verdict.nodeId() != null && !verdict.author().isEmpty());
      default -> true;
    };
  }

  /** After an answer of that time to a request for it. */
  public KeptBatch after(Told.Verdict verdict, long time) {
    boolean isEnded = standing != null && standing.isEnd();
    if (verdict.isAccepted()) {
      KeptBatch known = with(new Request(request.requestedAt, place(verdict), request.requested));
      return isEnded ? known : known.with(new Standing(OPEN, ""));
    } else if (request.accepted == null && !isEnded && !verdict.reason().equals("DUPLICATE")) {
      return with(new Standing(REFUSED, verdict.reason() + ": " + verdict.detail()))
          .with(request.at(time));
    }
    return this;
  }

  private static String place(Told.Verdict verdict) {
    return verdict.input() == null ? "" : verdict.input().name();
  }

  /** After the request that was accepted, which was appended at that time. */
  public KeptBatch after(TopicRecord accepted, long time) {
    return with(new Request(time, request.accepted, accepted));
  }

  /**
   * After its receipt.
   *
   * @param brief without what only the whole one has
   */
  public KeptBatch after(Told.Receipt receipt, TopicRecord brief) {
    return with(new Standing(receipt.outcome(), receipt.cause()))
        .with(request.requestedAt == null ? request.at(receipt.submittedAt()) : request)
        .with(new End(brief, end.execution));
  }

  /** With what came of it on its chain. */
  public KeptBatch executed(TopicRecord execution) {
    return with(new End(end.receipt, execution));
  }

  /** With how many shards it has. */
  public KeptBatch of(int shards) {
    return with(new Counts(shards, counts.verified));
  }

  /** With one more of them verified. */
  public KeptBatch oneMoreVerified() {
    return with(new Counts(counts.shards, counts.verified + 1));
  }

  /** By its name, as one that has a state. */
  public KeptBatch named(String id) {
    return new KeptBatch(id, standing, request, counts, end, listed);
  }

  /** The same, listed there. */
  public KeptBatch with(Listed place) {
    return new KeptBatch(batchId, standing, request, counts, end, place);
  }

  private KeptBatch with(Standing now) {
    return new KeptBatch(batchId, now, request, counts, end, listed);
  }

  private KeptBatch with(Request now) {
    return new KeptBatch(batchId, standing, now, counts, end, listed);
  }

  private KeptBatch with(Counts now) {
    return new KeptBatch(batchId, standing, request, now, end, listed);
  }

  private KeptBatch with(End now) {
    return new KeptBatch(batchId, standing, request, counts, now, listed);
  }
}
