package io.proofworks.views.answers;

import io.proofworks.views.shape.Says;

/** How many shards, and how many of them verified. */
@Says("How many shards, and how many of them verified.")
public record ShardCounts(int total, int verified) {}
