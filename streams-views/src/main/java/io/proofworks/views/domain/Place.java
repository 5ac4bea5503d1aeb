package io.proofworks.views.domain;

/** Where a record stands in the log, and when it was appended, epoch milliseconds. */
public record Place(String topic, int partition, long offset, long time) {

  /** The record's name. */
  public String name() {
    return topic + "-" + partition + "@" + offset;
  }
}
