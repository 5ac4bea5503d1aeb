package io.proofworks.market.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.proofworks.topics.Topics;
import java.util.List;
import org.junit.jupiter.api.Test;

/** When the entry was written from which a record follows. */
final class WrittenTogetherTest {

  private final WrittenLog log = new WrittenLog();

  private List<String> findings(String from, double appended) {
    return log
        .findings(run -> {
          JournalIndex journals = new JournalIndex(run.log(), run.scratch(), run.findings());
          new WrittenTogether(run, journals)
              .require(from, "market.tasks-0@7", WrittenLog.at(appended));
        })
        .stream()
        .map(finding -> finding.kind() + " " + finding.where())
        .toList();
  }

  /** Whoever waits for it waited: its entry says when it was decided. */
  @Test
  void shouldFindWhatWasWrittenLongAfterItsEntry() {
    log.ticked(0, 500).took("task-0", Topics.COMMITMENTS.name(), 10);
    assertThat(findings("task-0 0", 131)).containsExactly("WRONG_TIME market.tasks-0@7");
    assertThat(findings("task-0 0", 130)).isEmpty();
  }

  @Test
  void shouldFindWhatWasWrittenLongBeforeItsEntry() {
    log.ticked(0, 500).took("task-0", Topics.COMMITMENTS.name(), 200);
    assertThat(findings("task-0 0", 79)).containsExactly("WRONG_TIME market.tasks-0@7");
    assertThat(findings("task-0 0", 80)).isEmpty();
  }

  /** The producer waited for the leader of the one partition, and had written to the other. */
  @Test
  void shouldTakeThatABrokerWasAwayBetweenTheTwo() {
    log.ticked(0, 10).ticked(120, 500).took("task-0", Topics.COMMITMENTS.name(), 10);
    assertThat(findings("task-0 0", 131)).isEmpty();
  }

  /** What nobody signed is answered by the record alone. */
  @Test
  void shouldRequireNothingOfWhatFollowsFromNoEntry() {
    log.ticked(0, 500).took("task-0", Topics.COMMITMENTS.name(), 10);
    assertThat(findings("market.batches-0@3", 400)).isEmpty();
    assertThat(findings("task-0 1", 400)).isEmpty();
  }
}
