package io.proofworks.sharding.processor;

import io.proofworks.runtime.FormatSerdes;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Inputs that wait until another topic has caught up with their time, oldest first. Ticks keep them
 * there for a fraction of a second; while there are none, room is all that bounds them.
 */
final class Waitroom {

  /** Records of at most 64 KiB. */
  static final int ROOM = 256;

  private final StateMap<Parked> waiting;
  private int count;

  Waitroom(KeyValueStore<Bytes, byte[]> store) {
    waiting = new StateMap<>(store, Names.PARKED, FormatSerdes.of(ShardingFormats.PARKED));
    waiting.forEach((key, parked) -> count++);
  }

  /** Whether there was room for it. */
  boolean take(Parked input) {
    if (count >= ROOM) {
      return false;
    }
    waiting.put(input.storeKey(), input);
    count++;
    return true;
  }

  /** Whether something was appended before that time that has not been released. */
  boolean holdsBefore(long time) {
    return count > 0
        && waiting.first().filter(key -> key.compareTo(Parked.timeKey(time)) < 0).isPresent();
  }

  /** Those appended before that time; they wait no more. */
  List<Parked> release(long before) {
    List<Parked> due = new ArrayList<>();
    if (count > 0) {
      waiting.forEachBefore(Parked.timeKey(before), (key, parked) -> due.add(parked));
      due.forEach(parked -> waiting.remove(parked.storeKey()));
      count -= due.size();
    }
    return due;
  }
}
