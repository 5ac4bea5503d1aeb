package io.proofworks.topics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Whatever anybody writes ends somewhere: what cannot be read must not fill a disk. */
class DeadLetterTopicsTest {

  @Test
  void shouldKeepDeadLettersForABoundedTimeAndInBoundedBytes() {
    List<TopicSpec> letters =
        Topics.specs(4, 3).stream().filter(spec -> spec.name().endsWith(".dlq")).toList();

    assertThat(letters)
        .extracting(TopicSpec::name)
        .contains("market.commitments.dlq", "market.reveals.dlq", "market.batches.dlq");
    assertThat(letters)
        .allSatisfy(spec -> {
          assertThat(Long.parseLong(spec.configs().get("retention.ms"))).isPositive();
          assertThat(Long.parseLong(spec.configs().get("retention.bytes"))).isPositive();
          assertThat(spec.partitions()).isEqualTo(1);
        });
  }
}
