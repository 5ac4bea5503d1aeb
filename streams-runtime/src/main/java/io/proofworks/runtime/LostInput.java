package io.proofworks.runtime;

/**
 * Records of an input that were gone before the application had read them: by retention, by
 * delete-records, or before it ever started.
 *
 * @param from first offset that is missing
 * @param to first one that is there
 */
public record LostInput(String topic, int partition, long from, long to) {

  @Override
  public String toString() {
    return topic + "-" + partition + " offsets " + from + " to " + (to - 1);
  }
}
