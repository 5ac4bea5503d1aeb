package io.proofworks.views.answers;

import io.proofworks.views.shape.Inline;
import io.proofworks.views.shape.Of;
import io.proofworks.views.shape.Says;
import io.proofworks.views.shape.TopicRecord;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A batch with its shards, its tree, its receipt and what happened to it. */
@Says("A batch; critical items are on the path that finishes last.")
public record BatchView(
    @Inline BatchHead head,
    @Nullable @Of("ProofRequest") TopicRecord requested,
    @Nullable @Of("Receipt") TopicRecord receipt,
    @Nullable @Of("Execution") TopicRecord execution,
    ShardCounts counts,
    List<Shard> shards,
    List<TreeNode> tree,
    List<TopicRecord> timeline) {}
