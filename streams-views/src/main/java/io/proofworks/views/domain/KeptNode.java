package io.proofworks.views.domain;

import static io.proofworks.views.shape.Meaning.ADDRESS;
import static io.proofworks.views.shape.Meaning.HASH;
import static io.proofworks.views.shape.Meaning.TIME;

import io.proofworks.views.shape.Inline;
import io.proofworks.views.shape.LeftOut;
import io.proofworks.views.shape.Means;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A node of a batch's tree as it is kept.
 *
 * @param grant its newest job; null until one was read
 * @param verifiedAt null until its aggregate was taken
 */
public record KeptNode(
    @Inline @Nullable Grant grant, @LeftOut @Nullable @Means(TIME) Long verifiedAt) {

  /** One of which nothing is known yet. */
  public static final KeptNode NONE = new KeptNode(null, null);

  /** A job as it was given out. */
  public record Grant(
      int nodeId,
      boolean root,
      int epoch,
      @Means(ADDRESS) String aggregatorId,
      List<TreeChild> children,
      List<@Means(HASH) String> leaves,
      @Means(TIME) long leaseUntil,
      String cause,
      @Means(TIME) long grantedAt) {

    static Grant of(Told.AggregationJob job, long time) {
      return new Grant(
          job.nodeId(),
          job.root(),
          job.epoch(),
          job.aggregatorId(),
          job.children(),
          job.leaves(),
          job.leaseUntil(),
          job.cause(),
          time);
    }
  }

  /** After a job that was given out at that time, unless a later one is known. */
  public KeptNode after(Told.AggregationJob job, long time) {
    boolean isOlder = grant != null && job.epoch() < grant.epoch();
    return isOlder ? this : new KeptNode(Grant.of(job, time), verifiedAt);
  }

  /** Once its aggregate was taken. */
  public KeptNode verified(long at) {
    return new KeptNode(grant, at);
  }
}
