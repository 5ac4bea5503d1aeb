package io.proofworks.views;

import static org.assertj.core.api.Assertions.assertThat;

import io.proofworks.avro.Verdict;
import io.proofworks.runtime.testing.TopologyFixture;
import io.proofworks.topics.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.junit.jupiter.api.Test;

/** What a flood of answers to what nobody signed costs the views. */
final class AnonymousVerdictsTest {

  private static final String AUTHOR = "0x" + "01".repeat(20);

  private static Verdict verdict(String author) {
    return Verdict.newBuilder()
        .setVerdictId("0x" + "77".repeat(32))
        .setDomain(TopologyFixture.DOMAIN)
        .setKind("BATCH")
        .setReason("MALFORMED")
        .setDetail("")
        .setAuthor(author)
        .setEpoch(0)
        .setShardWeight(0)
        .setDecidedAt(1)
        .setSlashed(0)
        .setRewarded(0)
        .setEvidence(List.of())
        .build();
  }

  @Test
  void shouldListTheNewestOfThemAndCountAllAndKeepThoseThatHaveAnAuthor() {
    try (TopologyFixture market = TopologyFixture.of(new ViewsApplication("127.0.0.1:1"))) {
      market.pipe(Topics.VERDICTS, "k", verdict(AUTHOR), 1_000);
      for (int i = 0; i < 3_000; i++) {
        market.pipe(Topics.VERDICTS, "k", verdict(""), 2_000 + i);
      }
      market.driver().advanceWallClockTime(Duration.ofSeconds(1));

      KeyValueStore<String, byte[]> store = market.driver().getKeyValueStore(ViewsTopology.VIEWS);
      assertThat(keys(store, "i|verdict/MALFORMED|"))
          .hasSizeBetween(Anonymous.KEPT, Anonymous.KEPT + 201)
          .anyMatch(key -> key.startsWith("i|verdict/MALFORMED|" + Keys.newest(1_000)))
          .anyMatch(key -> key.startsWith("i|verdict/MALFORMED|" + Keys.newest(4_999)))
          .noneMatch(key -> key.startsWith("i|verdict/MALFORMED|" + Keys.newest(2_500)));
      assertThat(store.get("c|verdict/MALFORMED")).asString().isEqualTo("3001");
      assertThat(keys(store, "r|")).hasSize(1);
    }
  }

  private static List<String> keys(KeyValueStore<String, byte[]> store, String beginning) {
    List<String> keys = new ArrayList<>();
    try (KeyValueIterator<String, byte[]> all = store.range(beginning, Keys.after(beginning))) {
      all.forEachRemaining(entry -> keys.add(entry.key));
    }
    return keys;
  }
}
