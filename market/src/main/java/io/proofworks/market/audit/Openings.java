package io.proofworks.market.audit;

import io.proofworks.avro.RevealWindow;
import io.proofworks.avro.Verdict;
import io.proofworks.market.audit.Decoding.Found;
import io.proofworks.protocol.Reason;
import io.proofworks.protocol.VerdictKind;
import io.proofworks.runtime.journal.BrokerClocks;
import io.proofworks.topics.Journals;
import io.proofworks.topics.Topics;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * When reveal windows were opened: none before its acceptance stood in the log, those of a
 * partition in the order of its acceptances, and none long after while the side that reads them,
 * which keeps the journal of batches, went on with what came later.
 */
final class Openings {

  /** Where an acceptance stands. */
  private record Acceptance(int partition, long offset, long time) {}

  private final Run run;
  private final JournalIndex journals;
  private final Delays delays;
  private final ScratchMap<Acceptance> acceptances;

  /** Of each journal of batches, by when its entries were written: the latest time of inputs. */
  private final ScratchLists<Long> read;

  /** By the partition of windows, the offset of the acceptance that was opened for last. */
  private final Map<Integer, Long> last = new HashMap<>();

  Openings(Run run, JournalIndex journals) {
    this.run = run;
    this.journals = journals;
    this.delays = run.delays();
    this.acceptances = run.scratch().map(Codec.of(Acceptance.class));
    this.read = run.scratch().lists(Codec.of(Long.class));
  }

  void check() {
    run.log().all(Topics.VERDICTS).filter(found -> accepts(found.value())).forEach(this::note);
    journals.sizes().keySet().stream()
        .filter(journal -> journal.startsWith(Journals.BATCH))
        .forEach(this::note);
    run.log().all(Topics.WINDOWS).forEach(this::check);
  }

  private static boolean accepts(Verdict verdict) {
    return verdict.getKind().equals(VerdictKind.COMMIT.name())
        && verdict.getReason().equals(Reason.ACCEPTED.name());
  }

  private void note(Found<Verdict> found) {
    var at = found.record().coordinates();
    acceptances.putIfAbsent(
        found.value().getVerdictId(), new Acceptance(at.partition(), at.offset(), at.time()));
  }

  private void note(String journal) {
    long latest = 0;
    for (var found : journals.each(journal, of -> of)) {
      long time = Math.min(found.value().getInput().getTime(), found.time());
      latest = Math.max(latest, time);
      read.add(journal, found.time(), latest);
    }
  }

  private void check(Found<RevealWindow> window) {
    @Nullable Acceptance acceptance = acceptances.get(window.value().getCommitVerdictId());
    if (acceptance == null) {
      return; // it follows from nothing, which is found
    }
    int partition = window.record().coordinates().partition();
    long before = last.getOrDefault(partition, -1L);
    last.put(partition, Math.max(before, acceptance.offset()));
    if (window.time() + BrokerClocks.APART_MS < acceptance.time()) {
      found("WRONG_TIME", window, "it was opened before its acceptance, of " + acceptance.time());
    } else if (acceptance.offset() < before) {
      found("OUT_OF_ORDER", window, "its acceptance, of " + acceptance.time() + ", was before");
    } else if (isHeldBack(window.time(), acceptance)) {
      found("OUT_OF_ORDER", window, "its acceptance, of " + acceptance.time() + ", was read past");
    }
  }

  /** Whether entries that were written long before it had inputs from long after its acceptance. */
  private boolean isHeldBack(long opened, Acceptance acceptance) {
    String journal = Journals.BATCH + acceptance.partition();
    OptionalLong written = read.last(journal, opened - delays.longest() - 1);
    if (written.isEmpty() || !delays.isTooLong(written.getAsLong(), opened)) {
      return false;
    }
    long latest = 0;
    for (long time : read.between(journal, written.getAsLong(), written.getAsLong())) {
      latest = time;
    }
    return delays.isTooLong(acceptance.time(), latest);
  }

  private void found(String kind, Found<RevealWindow> window, String detail) {
    run.findings().add(kind, window.place(), detail);
  }
}
