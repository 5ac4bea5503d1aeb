package io.proofworks.aggregation.domain;

/**
 * Where a record stands in the log.
 *
 * @param time when the broker appended it, epoch milliseconds
 */
public record Position(String topic, int partition, long offset, long time) {}
