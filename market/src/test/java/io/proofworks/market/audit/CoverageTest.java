package io.proofworks.market.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.proofworks.avro.JournalEntry;
import io.proofworks.runtime.Coordinates;
import io.proofworks.runtime.InboundRecord;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CoverageTest {

  private final Scratch scratch = Scratch.under(LogSnapshot.TMP);

  @AfterEach
  void close() {
    scratch.close();
  }

  @Test
  void shouldTellWhatWasLeftOutAppliedTwiceOrStillWaits() {
    // given
    Findings findings = new Findings();
    Coverage coverage = new Coverage(scratch, findings);
    List.of(entry(1), entry(1), entry(3)).forEach(coverage::note);

    // when
    coverage.check(
        Stream.of(record(1, 9), record(2, 9), record(3, 9), record(4, 9), record(5, 8)),
        coverage.atOnce(9));

    // then
    assertThat(findings.first())
        .extracting(Audit.Finding::kind, Audit.Finding::where)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("JOURNALED_TWICE", "t-0@1"),
            org.assertj.core.groups.Tuple.tuple("NOT_JOURNALED", "t-0@2"),
            org.assertj.core.groups.Tuple.tuple("NOT_JOURNALED", "t-0@5"));
    assertThat(coverage.waiting()).isEqualTo(1);
    assertThat(coverage.inputs()).isEqualTo(5);
  }

  private static InboundRecord record(long offset, long time) {
    return InboundRecord.of(new Coordinates("t", 0, offset, time), new byte[0], new byte[0]);
  }

  private static JournalEntry entry(long offset) {
    return JournalEntry.newBuilder()
        .setJournal("task-0")
        .setSequence(0)
        .setPreviousHash("")
        .setEntryHash("")
        .setInput(new io.proofworks.avro.Coordinates("t", 0, offset, 0L))
        .setInputDigest("")
        .setClocks(Map.of())
        .setOutcomeDigest("")
        .build();
  }
}
