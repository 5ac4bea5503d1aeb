package io.proofworks.topics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.proofworks.avro.Verdict;
import java.util.List;
import org.junit.jupiter.api.Test;

class TopicsTest {

  @Test
  void shouldLetTheTickerWriteOnlyWhereEveryRecordIsAnOutsiders() {
    List<Topic<?>> written =
        Topics.all().stream()
            .<Topic<?>>map(topic -> topic)
            .filter(topic -> topic.writers().contains(Party.TICKER))
            .toList();

    assertThat(written)
        .isNotEmpty()
        .isEqualTo(Topics.tickedBy(Party.TICKER))
        .allSatisfy(topic ->
            assertThat(topic.writers())
                .allMatch(party -> party == Party.TICKER || party.outsider()));
  }

  @Test
  void shouldRefuseACatalogueInWhichTheTickerWritesWhatIsBelieved() {
    var builder =
        TopicBuilder.topic("market.verdicts", KeyKind.TASK_ID, Verdict.class)
            .writtenBy(Party.SETTLEMENT)
            .readBy(Party.ANYONE)
            .tickedBy(Party.TICKER);

    assertThatIllegalArgumentException().isThrownBy(builder::build).withMessageContaining("ticker");
  }

  @Test
  void shouldHaveEveryOtherTickedTopicTickedByAnApplicationThatWritesIt() {
    assertThat(Topics.ticked())
        .filteredOn(topic -> !topic.outsiderWrites())
        .extracting(topic -> topic.name() + " " + topic.tickedBy().orElseThrow().principal())
        .containsExactly(
            "market.tasks sharding",
            "market.assignments sharding",
            "market.verdicts settlement",
            "market.child-proofs settlement");
  }
}
