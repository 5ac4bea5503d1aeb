package io.proofworks.views.answers;

import static io.proofworks.views.shape.Meaning.ADDRESS;
import static io.proofworks.views.shape.Meaning.HASH;
import static io.proofworks.views.shape.Meaning.TIME;

import io.proofworks.views.shape.Means;
import org.jspecify.annotations.Nullable;

/** What every answer about a batch begins with; null is what its receipt alone does not say. */
public record BatchHead(
    @Means(HASH) String batchId,
    String state,
    @Nullable String cause,
    @Nullable @Means(TIME) Long requestedAt,
    @Nullable @Means(ADDRESS) String requesterId,
    @Nullable String routeId,
    @Nullable String taskClass,
    @Nullable @Means(TIME) Long deadline) {}
