package io.proofworks.market.audit;

import io.proofworks.runtime.InboundRecord;
import io.proofworks.runtime.journal.Difference;
import org.jspecify.annotations.Nullable;

/** Records with an id that follow from journals, against those that stand on a topic. */
final class PublishedById {

  /**
   * One that follows, by id and journal.
   *
   * @param from the journal and its entry
   */
  private record Derived(String from, String id, String text) {}

  /**
   * The newest of its id that stands there.
   *
   * @param time when it was appended, epoch milliseconds
   * @param ours whether only journals can bring it about
   */
  private record Standing(String id, String place, long time, String text, boolean ours) {}

  private final Difference.Kind kind;
  private final ScratchMap<Derived> derived;

  /** Id to the key of the record. */
  private final ScratchMap<String> keys;

  private final ScratchMap<Standing> standing;
  private final Findings findings;
  private final Torn torn;
  private final WrittenTogether together;

  PublishedById(Difference.Kind kind, Run run, WrittenTogether together) {
    this.together = together;
    this.kind = kind;
    this.derived = run.scratch().map(Codec.of(Derived.class));
    this.keys = run.scratch().map(Codec.TEXT);
    this.standing = run.scratch().map(Codec.of(Standing.class));
    this.findings = run.findings();
    this.torn = run.torn();
  }

  /** One follows; of several of one journal and id it is the last that counts. */
  void follows(String journal, long sequence, String id, String key, String text) {
    derived.put(id + " " + journal, new Derived(Difference.place(journal, sequence), id, text));
    keys.put(id, key);
  }

  /** The key that a record of that id has to have; null if none follows. */
  @Nullable String key(String id) {
    return keys.get(id);
  }

  /** One stands on the topic, the newest of its id; the place of the one before, or null. */
  @Nullable String stands(String id, InboundRecord record, String text, boolean ours) {
    @Nullable Standing before = standing.get(id);
    standing.put(id, new Standing(id, record.coordinates().toString(), record.time(), text, ours));
    return before == null ? null : before.place();
  }

  /** After all that follows and all that stands there. */
  void compare() {
    for (Derived one : derived.values()) {
      @Nullable Standing there = standing.get(one.id());
      if (there == null) {
        findings.add(kind.name(), one.from(), "derived and not published: " + one.text());
      } else if (!there.text().equals(one.text()) && !torn.has(one.from())) {
        findings.add(
            kind.name(),
            there.place(),
            "derived as " + one.text() + ", published as " + there.text());
      } else {
        together.require(one.from(), there.place(), there.time());
      }
    }
    for (Standing one : standing.values()) {
      if (one.ours() && !keys.contains(one.id())) {
        findings.add(kind.name(), one.place(), one.id() + " was not derived");
      }
    }
  }
}
