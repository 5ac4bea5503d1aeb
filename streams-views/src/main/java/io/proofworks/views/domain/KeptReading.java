package io.proofworks.views.domain;

import java.util.Map;
import java.util.TreeMap;

/**
 * How far a relay has read.
 *
 * @param time of the newest record, epoch milliseconds
 * @param offsets by {@code topic-partition}
 */
public record KeptReading(long time, Map<String, Long> offsets) {

  /** Before the first record. */
  public static final KeptReading NONE = new KeptReading(0, Map.of());

  /** Once it has read so far; a topic that has gone quiet stays where it was. */
  public KeptReading after(long newest, Map<String, Long> read) {
    Map<String, Long> all = new TreeMap<>(offsets);
    all.putAll(read);
    return new KeptReading(newest, all);
  }
}
