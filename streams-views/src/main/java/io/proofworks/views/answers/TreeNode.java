package io.proofworks.views.answers;

import static io.proofworks.views.shape.Meaning.ADDRESS;
import static io.proofworks.views.shape.Meaning.HASH;
import static io.proofworks.views.shape.Meaning.TIME;

import io.proofworks.views.domain.KeptNode;
import io.proofworks.views.domain.TreeChild;
import io.proofworks.views.shape.Means;
import io.proofworks.views.shape.Says;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A node of the aggregation tree whose job was given out.
 *
 * @param critical whether it is on the path that finishes last
 */
@Says("A node of the aggregation tree whose job was given out.")
public record TreeNode(
    int nodeId,
    boolean root,
    int epoch,
    @Means(ADDRESS) String aggregatorId,
    State state,
    List<TreeChild> children,
    List<@Means(HASH) String> leaves,
    String cause,
    @Means(TIME) long grantedAt,
    @Means(TIME) long leaseUntil,
    @Nullable @Means(TIME) Long verifiedAt,
    boolean critical) {

  /** How far it is. */
  public enum State {
    LEASED,
    VERIFIED,
    /** Its batch ended before. */
    ENDED
  }

  /**
   * As it is kept.
   *
   * @param isOver whether its batch has ended
   */
  public static TreeNode of(
      KeptNode.Grant grant, @Nullable Long verifiedAt, boolean isOver, boolean critical) {
    return new TreeNode(
        grant.nodeId(),
        grant.root(),
        grant.epoch(),
        grant.aggregatorId(),
        verifiedAt != null ? State.VERIFIED : isOver ? State.ENDED : State.LEASED,
        grant.children(),
        grant.leaves(),
        grant.cause(),
        grant.grantedAt(),
        grant.leaseUntil(),
        verifiedAt,
        critical);
  }
}
