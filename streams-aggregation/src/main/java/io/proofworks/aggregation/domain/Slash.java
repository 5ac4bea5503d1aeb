package io.proofworks.aggregation.domain;

import org.jspecify.annotations.Nullable;

/**
 * What somebody lost over this batch.
 *
 * @param amount base units
 */
public record Slash(String author, String reason, long amount, @Nullable String taskId) {}
