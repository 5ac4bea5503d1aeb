package io.proofworks.market.audit;

import io.proofworks.avro.Coordinates;
import io.proofworks.avro.JournalEntry;
import io.proofworks.market.audit.Audit.Finding;
import io.proofworks.runtime.InboundRecord;
import io.proofworks.runtime.journal.Applied;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

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

  private final Map<String, Integer> times = new HashMap<>();
  private final Map<String, Long> last = new HashMap<>();
  private final List<Finding> findings = new ArrayList<>();
  private int inputs;
  private int waiting;

  Coverage(Collection<JournalEntry> entries) {
    entries.stream()
        .filter(entry -> entry.getInternalInput() == null)
        .filter(entry -> !entry.getClocks().containsKey(Applied.DEADLINES))
        .filter(entry -> !entry.getClocks().containsKey(Applied.CLOSED_SINCE))
        .map(JournalEntry::getInput)
        .forEach(this::note);
  }

  private void note(Coordinates at) {
    String partition = at.getTopic() + "-" + at.getPartition();
    times.merge(partition + "@" + at.getOffset(), 1, Integer::sum);
    last.merge(partition, at.getOffset(), Math::max);
  }

  void check(Collection<InboundRecord> records, Progress progress) {
    records.forEach(record -> check(record.coordinates(), progress));
  }

  private void check(io.proofworks.runtime.Coordinates at, Progress progress) {
    inputs++;
    int count = times.getOrDefault(at.toString(), 0);
    if (count > 1) {
      findings.add(new Finding("JOURNALED_TWICE", at.toString(), count + " times"));
    } else if (count == 0 && progress.overtook(at)) {
      findings.add(new Finding("NOT_JOURNALED", at.toString(), "later records were applied"));
    } else if (count == 0 && progress.overdue(at)) {
      findings.add(
          new Finding("NOT_JOURNALED", at.toString(), "no journal has judged it, long after it"));
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

  int inputs() {
    return inputs;
  }

  int waiting() {
    return waiting;
  }

  List<Finding> findings() {
    return findings;
  }
}
