package io.proofworks.runtime;

/**
 * Where a record stands in the log.
 *
 * @param partition from 0
 * @param offset from 0
 * @param time when the broker appended it, epoch milliseconds
 */
public record Coordinates(String topic, int partition, long offset, long time) {

  /** {@code topic-partition@offset}, for logs and messages. */
  @Override
  public String toString() {
    return topic + "-" + partition + "@" + offset;
  }
}
