package io.proofworks.views.answers;

import static io.proofworks.views.shape.Meaning.ADDRESS;
import static io.proofworks.views.shape.Meaning.AMOUNT;
import static io.proofworks.views.shape.Meaning.HASH;
import static io.proofworks.views.shape.Meaning.TIME;

import io.proofworks.views.domain.KeptShard;
import io.proofworks.views.shape.Inline;
import io.proofworks.views.shape.LeftOut;
import io.proofworks.views.shape.Means;
import io.proofworks.views.shape.Says;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A shard of a batch.
 *
 * @param critical whether it is on the path that finishes last
 */
@Says("A shard of a batch.")
public record Shard(
    @Means(HASH) String taskId,
    @LeftOut @Nullable String state,
    @LeftOut @Nullable Integer epoch,
    @LeftOut @Nullable List<@Means(ADDRESS) String> assignees,
    @Inline @Nullable Published published,
    @Nullable @Means(ADDRESS) String proverId,
    @LeftOut @Nullable Boolean late,
    @Nullable @Means(TIME) Long verifiedAt,
    boolean critical) {

  /** What is published of its task. */
  public record Published(
      @LeftOut @Nullable Integer shardIndex,
      @LeftOut @Nullable Integer shardWeight,
      @LeftOut @Nullable @Means(AMOUNT) Long reward,
      @LeftOut @Nullable @Means(TIME) Long publishedAt) {

    private static Published of(KeptShard.Publication kept) {
      return new Published(
          kept.shardIndex(), kept.shardWeight(), kept.reward(), kept.publishedAt());
    }
  }

  /** As it is kept. */
  public static Shard of(KeptShard kept, boolean critical) {
    KeptShard.Publication publication = kept.publication();
    KeptShard.Proof proof = kept.proof();
    return new Shard(
        kept.taskId(),
        kept.progress().state(),
        kept.progress().epoch(),
        kept.progress().assignees(),
        publication == null ? null : Published.of(publication),
        proof == null ? null : proof.proverId(),
        proof == null ? null : Boolean.valueOf(proof.late()),
        proof == null ? null : Long.valueOf(proof.verifiedAt()),
        critical);
  }
}
