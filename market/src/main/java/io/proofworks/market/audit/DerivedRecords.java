package io.proofworks.market.audit;

import io.proofworks.market.audit.Audit.Finding;
import io.proofworks.runtime.journal.Difference;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Records that follow from journals against those that stand on a topic, as sets, both ways. */
final class DerivedRecords {

  /**
   * One that follows.
   *
   * @param from the journal and its entry
   */
  private record Origin(String from, long time) {}

  /** By how much the clocks of two brokers may differ, ms. */
  private static final long BROKERS_MS = 1_000;

  private final long overdue;
  private final Map<String, Deque<Origin>> derived = new LinkedHashMap<>();
  private final Map<String, String> strange = new LinkedHashMap<>();
  private int matched;

  /**
   * @param overdue what follows from before that, epoch milliseconds, is published by now
   */
  DerivedRecords(long overdue) {
    this.overdue = overdue;
  }

  /** Notes one that follows. */
  void add(String text, String from, long time) {
    derived.computeIfAbsent(text, t -> new ArrayDeque<>()).add(new Origin(from, time));
  }

  /** Takes one that stands on the topic, after all that follow were noted. */
  void take(String text, String place) {
    Deque<Origin> of = derived.get(text);
    if (of == null || of.poll() == null) {
      strange.put(place, text);
    } else {
      matched++;
    }
  }

  /**
   * The same of one that nobody can have known before it was decided.
   *
   * @param appended when it was written, epoch milliseconds
   */
  void take(String text, String place, long appended) {
    Deque<Origin> of = derived.get(text);
    Origin origin = of == null ? null : of.poll();
    if (origin == null || origin.time() > appended + BROKERS_MS) {
      strange.put(place, text);
    } else {
      matched++;
    }
  }

  int matched() {
    return matched;
  }

  List<Finding> findings(Difference.Kind kind) {
    List<Finding> findings = new ArrayList<>();
    strange.forEach((place, text) ->
        findings.add(new Finding(kind.name(), place, "does not follow from any journal: " + text)));
    derived.forEach((text, origins) ->
        origins.stream()
            .filter(origin -> origin.time() < overdue)
            .forEach(origin ->
                findings.add(
                    new Finding(
                        kind.name(), origin.from(), "follows and is not published: " + text))));
    return findings;
  }
}
