package io.proofworks.aggregation.domain;

/** A task that ended without a proof, and why. */
public record GivenUp(String taskId, String cause) {}
