package io.proofworks.market.audit;

import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Whether what follows from an entry was written with it. Both are of one transaction and are sent
 * at once, to the leaders of different partitions; one of these may be away meanwhile, for as long
 * as the producer waits for it, and then its partitions stood still. So they are not further apart
 * than what is read in another order than it was written in.
 */
final class WrittenTogether {

  private final JournalIndex journals;
  private final Delays delays;
  private final Findings findings;

  WrittenTogether(Run run, JournalIndex journals) {
    this.journals = journals;
    this.delays = run.delays();
    this.findings = run.findings();
  }

  /**
   * What stands somewhere follows from an entry.
   *
   * @param from the journal and its entry; nothing is required where no entry is named
   * @param place coordinates
   * @param time when it was appended, epoch milliseconds
   */
  void require(@Nullable String from, String place, long time) {
    OptionalLong entry = from == null ? OptionalLong.empty() : journals.writtenAt(from);
    if (entry.isPresent()
        && (delays.isTooLong(entry.getAsLong(), time)
            || delays.isTooLong(time, entry.getAsLong()))) {
      findings.add(
          "WRONG_TIME",
          place,
          "appended at %d, and the entry that it follows from, %s, at %d"
              .formatted(time, from, entry.getAsLong()));
    }
  }
}
