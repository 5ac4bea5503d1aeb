package io.proofworks.views.answers;

import io.proofworks.views.shape.Inline;
import io.proofworks.views.shape.Says;

/** A batch in a line. */
@Says("A batch in a line.")
public record BatchLine(@Inline BatchHead head, ShardCounts shards) {}
