package io.proofworks.market.audit;

import io.proofworks.avro.Coordinates;
import io.proofworks.avro.JournalEntry;
import io.proofworks.proofs.registry.VerifierRegistry;
import io.proofworks.topics.Ticks;
import io.proofworks.topics.Topic;
import io.proofworks.topics.Topics;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** A log that was written by hand: seconds since it began say when. */
final class WrittenLog extends SignedLog {

  private final Map<String, Long> sizes = new HashMap<>();

  /** When the last entry was. */
  private double written;

  private VerifierRegistry verifiers = VerifierRegistry.standard();

  /** Of a market with those proof systems. */
  WrittenLog of(VerifierRegistry systems) {
    verifiers = systems;
    return this;
  }

  static long at(double seconds) {
    return START + Math.round(seconds * 1_000);
  }

  /** Ticks of provers' commitments, one a second. */
  WrittenLog ticked(int from, int to) {
    return ticked(Topics.COMMITMENTS, from, to);
  }

  /** Ticks of a topic, one a second. */
  WrittenLog ticked(Topic<?> topic, int from, int to) {
    for (int second = from; second <= to; second++) {
      log.add(
          ForgedLog.at(
              topic.name(),
              0,
              offsets.merge(topic.name(), 1L, Long::sum) - 1,
              at(second),
              null,
              new byte[0],
              Ticks.record(topic.name(), 0).headers()));
    }
    return this;
  }

  /** An entry that is written when its input is there, and all entries before it. */
  WrittenLog took(String journal, String topic, double time) {
    return took(journal, topic, time, Math.max(time, written), Map.of(topic, at(time)));
  }

  /**
   * An entry.
   *
   * @param time of its input
   * @param written when it was appended
   */
  WrittenLog took(
      String journal, String topic, double time, double written, Map<String, Long> clocks) {
    this.written = Math.max(this.written, written);
    long sequence = sizes.merge(journal, 1L, Long::sum) - 1;
    ByteBuffer message =
        Topics.byName(topic).isPresent() ? null : ByteBuffer.wrap(new byte[] {(byte) sequence});
    write(
        Topics.JOURNAL,
        journal,
        JournalEntry.newBuilder()
            .setJournal(journal)
            .setSequence(sequence)
            .setPreviousHash("")
            .setEntryHash("")
            .setInput(new Coordinates(topic, 0, sequence, at(time)))
            .setInputDigest("")
            .setInternalInput(message)
            .setClocks(clocks)
            .setOutcomeDigest("")
            .build(),
        at(written));
    return this;
  }

  /** What is found by one part of an audit. */
  List<Audit.Finding> findings(Consumer<Run> part) {
    try (LogSnapshot snapshot = LogSnapshot.of(log);
        Scratch scratch = Scratch.under(LogSnapshot.TMP)) {
      Audit.Scope scope = new Audit.Scope(DOMAIN, SERDES, verifiers, 1, Optional.empty());
      whole.forEach((topic, offset) -> snapshot.wholeUpTo(topic, 0, offset));
      Run run = Run.of(snapshot, scope, scratch, AuditProgress.SILENT);
      part.accept(run);
      return run.findings().first();
    }
  }
}
