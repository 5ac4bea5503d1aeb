package io.proofworks.market.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.proofworks.topics.Topic;
import io.proofworks.topics.Topics;
import org.junit.jupiter.api.Test;

class TopicCoverTest {

  @Test
  void shouldSayOfEveryTopicHowItIsCovered() {
    assertThat(TopicCover.all())
        .extracting(TopicCover::topic)
        .containsExactlyElementsOf(Topics.all().stream().map(Topic::name).toList());
    assertThat(TopicCover.all()).allSatisfy(cover -> assertThat(cover.what()).isNotBlank());
  }
}
