package io.proofworks.views.answers;

import static io.proofworks.views.shape.Meaning.ADDRESS;
import static io.proofworks.views.shape.Meaning.AMOUNT;
import static io.proofworks.views.shape.Meaning.HASH;
import static io.proofworks.views.shape.Meaning.TIME;

import io.proofworks.views.shape.Means;
import io.proofworks.views.shape.Says;
import org.jspecify.annotations.Nullable;

/**
 * A task in a line.
 *
 * @param epoch of its newest assignment; null before the first
 * @param proverId whose proof was taken; null until then
 */
@Says("A task in a line.")
public record TaskLine(
    @Means(HASH) String taskId,
    @Means(HASH) String batchId,
    String state,
    @Nullable Integer epoch,
    @Means(TIME) long publishedAt,
    @Nullable @Means(ADDRESS) String proverId,
    int shardIndex,
    int shardWeight,
    String taskClass,
    @Means(AMOUNT) long reward) {}
