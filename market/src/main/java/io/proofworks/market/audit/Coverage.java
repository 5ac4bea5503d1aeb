package io.proofworks.market.audit;

import io.proofworks.avro.Coordinates;
import io.proofworks.avro.JournalEntry;
import io.proofworks.runtime.InboundRecord;
import io.proofworks.runtime.journal.Applied;
import java.util.stream.Stream;

/**
 * Whether records were applied exactly once. One that was overtaken, or for which the log has long
 * had everything that its turn waits for, was left out; a younger one may still be waiting.
 */
final class Coverage {

  /** How far the journals of a topic's partitions are. */
  interface Progress {

    /** Whether the journal has applied what comes after the record. */
    boolean overtook(io.proofworks.runtime.Coordinates at);

    /** Whether the record waits longer than any record may. */
    boolean overdue(io.proofworks.runtime.Coordinates at);
  }

  private final ScratchMap<Integer> times;

  /** Partition to the offset that was applied last. */
  private final ScratchMap<Long> last;

  private final Findings findings;
  private long inputs;
  private long waiting;

  Coverage(Scratch scratch, Findings findings) {
    this.times = scratch.map(Codec.of(Integer.class));
    this.last = scratch.map(Codec.of(Long.class));
    this.findings = findings;
  }

  /** An entry says that it applied its input; all of them have to, before records are checked. */
  void note(JournalEntry entry) {
    boolean applies =
        entry.getInternalInput() == null
            && !entry.getClocks().containsKey(Applied.DEADLINES)
            && !entry.getClocks().containsKey(Applied.CLOSED_SINCE);
    if (applies) {
      Coordinates at = entry.getInput();
      String partition = at.getTopic() + "-" + at.getPartition();
      String place = partition + "@" + at.getOffset();
      times.put(place, times.getOrDefault(place, 0) + 1);
      last.put(partition, Math.max(last.getOrDefault(partition, -1L), at.getOffset()));
    }
  }

  void check(Stream<InboundRecord> records, Progress progress) {
    records.forEach(record -> check(record.coordinates(), progress));
  }

  private void check(io.proofworks.runtime.Coordinates at, Progress progress) {
    inputs++;
    int count = times.getOrDefault(at.toString(), 0);
    if (count > 1) {
      findings.add("JOURNALED_TWICE", at.toString(), count + " times");
    } else if (count == 0 && progress.overtook(at)) {
      findings.add("NOT_JOURNALED", at.toString(), "later records were applied");
    } else if (count == 0 && progress.overdue(at)) {
      findings.add("NOT_JOURNALED", at.toString(), "no journal has judged it, long after it");
    } else if (count == 0) {
      waiting++;
    }
  }

  /** Of topics that are applied as they are read, in the order of their offsets. */
  Progress atOnce(long overdue) {
    return new Progress() {
      @Override
      public boolean overtook(io.proofworks.runtime.Coordinates at) {
        return at.offset() < last.getOrDefault(at.topic() + "-" + at.partition(), -1L);
      }

      @Override
      public boolean overdue(io.proofworks.runtime.Coordinates at) {
        return at.time() < overdue;
      }
    };
  }

  long inputs() {
    return inputs;
  }

  long waiting() {
    return waiting;
  }
}
