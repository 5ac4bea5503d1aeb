package io.proofworks.views.domain;

import static io.proofworks.views.shape.Meaning.ADDRESS;
import static io.proofworks.views.shape.Meaning.AMOUNT;
import static io.proofworks.views.shape.Meaning.HASH;
import static io.proofworks.views.shape.Meaning.TIME;

import io.proofworks.views.shape.Inline;
import io.proofworks.views.shape.Means;
import org.jspecify.annotations.Nullable;

/**
 * A shard of a batch as it is kept.
 *
 * @param publication null until it was read
 * @param proof null until one was taken
 */
public record KeptShard(
    @Means(HASH) String taskId,
    @Inline Progress progress,
    @Inline @Nullable Publication publication,
    @Inline @Nullable Proof proof) {

  /** That its task was published. */
  public record Publication(
      int shardIndex, int shardWeight, @Means(AMOUNT) long reward, @Means(TIME) long publishedAt) {}

  /** The proof that was taken. */
  public record Proof(
      @Means(ADDRESS) String proverId, boolean late, @Means(TIME) long verifiedAt) {}

  /** One of which nothing is known yet. */
  public static KeptShard of(String taskId) {
    return new KeptShard(taskId, Progress.NONE, null, null);
  }

  /** After a record that was appended at that time. */
  public KeptShard after(Told told, long time) {
    Progress moved = progress.after(told, time);
    return switch (told) {
      case Told.Task task -> {
        Told.Published event = task.event();
        yield new KeptShard(
            taskId,
            moved,
            new Publication(event.shardIndex(), event.shardWeight(), event.reward(), time),
            proof);
      }
      case Told.ChildProof taken ->
          new KeptShard(
              taskId,
              moved,
              publication,
              new Proof(taken.proverId(), taken.late(), taken.verifiedAt()));
      default -> new KeptShard(taskId, moved, publication, proof);
    };
  }
}
