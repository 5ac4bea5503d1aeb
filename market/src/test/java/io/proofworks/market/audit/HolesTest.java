package io.proofworks.market.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.proofworks.market.audit.Audit.Finding;
import io.proofworks.topics.Topics;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

/** Offsets without a record, and what may be the reason. */
class HolesTest {

  private static List<String> found(List<ConsumerRecord<byte[], byte[]>> log, Gaps gaps) {
    Findings findings = new Findings();
    try (LogSnapshot snapshot = LogSnapshot.of(log)) {
      gaps.accept(snapshot);
      new Holes(snapshot, findings).check();
    }
    assertThat(findings.first()).allMatch(found -> found.kind().equals("NOT_IN_THE_LOG"));
    return findings.first().stream().map(Finding::where).toList();
  }

  private interface Gaps extends Consumer<LogSnapshot> {}

  private static List<ConsumerRecord<byte[], byte[]>> without(Set<Long> offsets) {
    List<ConsumerRecord<byte[], byte[]>> log = new WrittenLog().ticked(0, 9).log;
    log.removeIf(record -> offsets.contains(record.offset()));
    return log;
  }

  private static LogSnapshot.Gap gone(long from, long to) {
    return new LogSnapshot.Gap(Topics.COMMITMENTS.name(), 0, from, to);
  }

  @Test
  void shouldFindWhatIsMissingAmongWhatProversWrite() {
    assertThat(found(without(Set.of()), log -> {})).isEmpty();
    assertThat(found(without(Set.of(3L)), log -> {})).containsExactly("market.commitments-0@3");
    assertThat(found(without(Set.of(3L, 4L, 7L)), log -> {}))
        .containsExactly("market.commitments-0@3", "market.commitments-0@7");
  }

  /** Retention takes from the beginning, which may pass a reader; that is found for itself. */
  @Test
  void shouldNotFindAgainWhatWasGoneBeforeItWasRead() {
    assertThat(found(without(Set.of(0L, 1L)), log -> log.gap(gone(0, 2)))).isEmpty();
    assertThat(found(without(Set.of(3L, 4L)), log -> log.gap(gone(3, 5)))).isEmpty();
    assertThat(found(without(Set.of(3L, 4L, 5L)), log -> log.gap(gone(3, 5))))
        .containsExactly("market.commitments-0@5");
  }

  @Test
  void shouldFindThatTheEndIsMissing() {
    LogSnapshot snapshot = LogSnapshot.empty(LogSnapshot.TMP);
    snapshot.span(Topics.STAKES.name(), 0, 0, 2);
    Findings findings = new Findings();
    try (snapshot) {
      new Holes(snapshot, findings).check();
    }
    assertThat(findings.first()).extracting(Finding::where).containsExactly("market.stakes-0@0");
  }

  /** Ends of transactions have offsets, and compaction leaves some. */
  @Test
  void shouldNotAskForThemOnWhatTheMarketWrites() {
    WrittenLog log = new WrittenLog();
    log.took("task-0", Topics.REVEALS.name(), 1).took("task-0", Topics.REVEALS.name(), 2);
    log.log.removeFirst();
    try (LogSnapshot snapshot = LogSnapshot.of(log.log)) {
      snapshot.span(Topics.PROVERS.name(), 0, 0, 9);
      snapshot.span(Topics.VERDICTS.name(), 0, 0, 9);
      Findings findings = new Findings();
      new Holes(snapshot, findings).check();
      assertThat(findings.first()).isEmpty();
    }
  }
}
