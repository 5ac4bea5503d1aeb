package io.proofworks.market.audit;

import io.proofworks.avro.Coordinates;
import io.proofworks.avro.JournalEntry;
import io.proofworks.market.audit.Audit.Finding;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Whether records were applied exactly once. One that is later than everything the journal has of
 * its partition may still be waiting for its turn; one that was overtaken was left out.
 */
final class Coverage {

  /** Clock of the entries in which only time passed; their input is what brought the time. */
  private static final String DEADLINES = "(deadlines)";

  private final Map<String, Integer> times = new HashMap<>();
  private final Map<String, Long> last = new HashMap<>();
  private final List<Finding> findings = new ArrayList<>();
  private int inputs;
  private int waiting;

  Coverage(List<JournalEntry> entries) {
    entries.stream()
        .filter(entry -> entry.getInternalInput() == null)
        .filter(entry -> !entry.getClocks().containsKey(DEADLINES))
        .map(JournalEntry::getInput)
        .forEach(this::note);
  }

  private void note(Coordinates at) {
    String partition = at.getTopic() + "-" + at.getPartition();
    times.merge(partition + "@" + at.getOffset(), 1, Integer::sum);
    last.merge(partition, at.getOffset(), Math::max);
  }

  void check(Iterable<LogSnapshot.Entry> records) {
    records.forEach(entry -> check(entry.at()));
  }

  private void check(io.proofworks.runtime.Coordinates at) {
    inputs++;
    int count = times.getOrDefault(at.toString(), 0);
    if (count > 1) {
      findings.add(new Finding("JOURNALED_TWICE", at.toString(), count + " times"));
    } else if (count == 0 && at.offset() > last.getOrDefault(partition(at), -1L)) {
      waiting++;
    } else if (count == 0) {
      findings.add(new Finding("NOT_JOURNALED", at.toString(), "later records were applied"));
    }
  }

  private static String partition(io.proofworks.runtime.Coordinates at) {
    return at.topic() + "-" + at.partition();
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
