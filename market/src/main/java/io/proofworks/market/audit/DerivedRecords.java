package io.proofworks.market.audit;

import io.proofworks.runtime.journal.BrokerClocks;
import io.proofworks.runtime.journal.Difference;
import org.jspecify.annotations.Nullable;

/** Records that follow from journals against those that stand on a topic, as sets, both ways. */
final class DerivedRecords {

  /**
   * One that follows.
   *
   * @param from the journal and its entry
   */
  private record Origin(String from, long time, String text) {}

  private final Difference.Kind kind;
  private final long overdue;
  private final ScratchLists<Origin> derived;
  private final Findings findings;
  private long matched;

  /**
   * @param kind of a difference
   * @param overdue what follows from before that, epoch milliseconds, is published by now
   */
  DerivedRecords(Difference.Kind kind, long overdue, Scratch scratch, Findings findings) {
    this.kind = kind;
    this.overdue = overdue;
    this.derived = scratch.lists(Codec.of(Origin.class));
    this.findings = findings;
  }

  static DerivedRecords of(Difference.Kind kind, Run run) {
    return new DerivedRecords(kind, run.overdue(), run.scratch(), run.findings());
  }

  /** Notes one that follows. */
  void add(String text, String from, long time) {
    derived.add(text, new Origin(from, time, text));
  }

  /**
   * Takes one that stands on the topic, after all that follow were noted.
   *
   * @return from which entry it follows; null from none
   */
  @Nullable String take(String text, String place) {
    return take(text, place, Long.MAX_VALUE - BrokerClocks.APART_MS);
  }

  /**
   * The same of one that nobody can have known before it was decided.
   *
   * @param appended when it was written, epoch milliseconds
   */
  @Nullable String take(String text, String place, long appended) {
    @Nullable Origin origin = derived.poll(text);
    if (origin == null || origin.time() > appended + BrokerClocks.APART_MS) {
      findings.add(kind.name(), place, "does not follow from any journal: " + text);
      return null;
    }
    matched++;
    return origin.from();
  }

  /** After all that stand on the topic: what follows and is not there. */
  void conclude() {
    for (Origin origin : derived.all()) {
      if (origin.time() < overdue) {
        findings.add(kind.name(), origin.from(), "follows and is not published: " + origin.text());
      }
    }
  }

  long matched() {
    return matched;
  }
}
