package io.proofworks.aggregation.processor;

import static org.assertj.core.api.Assertions.assertThat;

import io.proofworks.aggregation.domain.Input;
import io.proofworks.avro.Assignee;
import io.proofworks.avro.Assignment;
import io.proofworks.avro.ScoreBreakdown;
import io.proofworks.protocol.Hash32;
import io.proofworks.runtime.Coordinates;
import io.proofworks.runtime.InboundRecord;
import io.proofworks.runtime.testing.InMemoryRegistry;
import io.proofworks.serde.MarketSerdes;
import io.proofworks.topics.Topics;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a batch is told of the market's own records. */
final class RelayedRecordsTest {

  private static final String ID = Hash32.ZERO.hex();

  private final MarketSerdes serdes = new MarketSerdes(new InMemoryRegistry());
  private final RelayedRecords relayed = new RelayedRecords(serdes);

  private Optional<Input.Told> told(List<Assignee> assignees, List<String> givenBackBy) {
    Assignment record =
        new Assignment(ID, ID, ID, 1, assignees, false, 9L, 10L, "DECLINED", 0L, null, givenBackBy);
    Coordinates at = new Coordinates(Topics.ASSIGNMENTS.name(), 0, 0, 5);
    return relayed.told(InboundRecord.of(at, null, serdes.encode(Topics.ASSIGNMENTS, record)));
  }

  private static Assignee expected(long finish) {
    return new Assignee("", new ScoreBreakdown(0, 0, 0, 0, 0, 0, 0, finish));
  }

  @Test
  void shouldExpectWhatTheFirstOfItsAssigneesIsToFinish() {
    assertThat(told(List.of(expected(30), expected(20)), List.of()))
        .contains(new Input.ShardExpected(ID, ID, 20));
  }

  /** Whoever else has the task is expected as before. */
  @Test
  void shouldExpectNothingElseWhereTheTaskIsGivenBack() {
    assertThat(told(List.of(), List.of("0x" + "ab".repeat(20)))).isEmpty();
  }
}
