package io.proofworks.market.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.proofworks.market.audit.Audit.Finding;
import io.proofworks.topics.Topics;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which entries count as those of journals. */
final class JournalIndexTest {

  private final WrittenLog log =
      new WrittenLog()
          .ticked(0, 10)
          .took("bank-0", Topics.COMMITMENTS.name(), 1)
          .took("bank-0", Topics.COMMITMENTS.name(), 2)
          .took("task-0", Topics.COMMITMENTS.name(), 3);

  /** Each name would be one more to remember. */
  @Test
  void shouldTellOfEntriesOfWhatNoJournalIsCalledAndPassOverThem() {
    List<Finding> found =
        log.findings(run ->
            assertThat(new JournalIndex(run.log(), run.scratch(), run.findings()).sizes())
                .containsOnlyKeys("task-0"));

    assertThat(found)
        .extracting(Finding::kind, Finding::where)
        .containsExactly(
            tuple("UNKNOWN_JOURNAL", "bank-0 0"), tuple("UNKNOWN_JOURNAL", "bank-0 1"));
  }

  @Test
  void shouldAskForNoCheckpointOfWhatNoJournalIsCalled() {
    List<Finding> found =
        log.findings(run ->
            assertThat(Checkpoints.of(run).signed())
                .extracting(Checkpoints.Signed::journal)
                .containsExactly("task-0"));

    assertThat(found).extracting(Finding::where).containsExactly("task-0 0");
  }
}
