package io.proofworks.views;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.proofworks.runtime.state.MemoryKeyValueStore;
import io.proofworks.runtime.testing.TopologyFixture;
import io.proofworks.views.json.ViewJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.junit.jupiter.api.Test;

/**
 * What the views keep of a story, against what they kept when the file was made: each line a key
 * and its value, JSON as it is, the nodes of journals in hex. Whoever renames what is kept, or
 * means something else by it, sees it here.
 */
final class StoredViewsTest {

  private static final Path KEPT = Path.of("src/test/resources/golden/views.store/1.txt");
  private static final String TREES = "j|";
  private static final long NOW = 8_000;

  private static Map<String, byte[]> kept() throws IOException {
    Map<String, byte[]> kept = new TreeMap<>();
    for (String line : Files.readAllLines(KEPT)) {
      int end = line.indexOf(' ');
      String key = line.substring(0, end);
      String value = line.substring(end + 1);
      byte[] text = value.getBytes(StandardCharsets.UTF_8);
      kept.put(key, key.startsWith(TREES) ? HexFormat.of().parseHex(value) : text);
    }
    return kept;
  }

  /** The story in the order in which the file was made. */
  static TopologyFixture market() {
    TopologyFixture market =
        TopologyFixture.of(new ViewsApplication("127.0.0.1:1"), Story.settings());
    Story.whole().forEach(record -> record.to(market));
    market.driver().advanceWallClockTime(Duration.ofSeconds(1));
    return market;
  }

  private static Map<String, byte[]> all(TopologyFixture market) {
    Map<String, byte[]> all = new TreeMap<>();
    try (KeyValueIterator<String, byte[]> entries =
        market.driver().<String, byte[]>getKeyValueStore(ViewsTopology.VIEWS).all()) {
      entries.forEachRemaining(entry -> all.put(entry.key, entry.value));
    }
    return all;
  }

  @Test
  void shouldKeepWhatItKept() throws IOException {
    Map<String, byte[]> kept = kept();
    try (TopologyFixture market = market()) {
      Map<String, byte[]> now = all(market);

      assertThat(now.keySet()).isEqualTo(kept.keySet());
      for (Map.Entry<String, byte[]> one : kept.entrySet()) {
        byte[] value = now.get(one.getKey());
        assertThat(said(value)).as(one.getKey()).isEqualTo(said(one.getValue()));
      }
    }
  }

  private static Object said(byte[] value) throws IOException {
    return value.length == 0 || value[0] != '{'
        ? HexFormat.of().formatHex(value)
        : saying(new ObjectMapper().readTree(value));
  }

  /**
   * Fields have no order, and one that says nothing may be left out: a record may have got one
   * since then.
   */
  private static JsonNode saying(JsonNode node) {
    node.forEach(StoredViewsTest::saying);
    if (node instanceof ObjectNode object) {
      object.properties().removeIf(field -> saysNothing(field.getValue()));
    }
    return node;
  }

  private static boolean saysNothing(JsonNode value) {
    return value.isNull()
        || value.isArray() && value.isEmpty()
        || value.isBoolean() && !value.asBoolean()
        || value.asText().equals("0");
  }

  @Test
  void shouldAnswerTheSameFromWhatWasKept() throws IOException {
    MemoryKeyValueStore<String, byte[]> store = new MemoryKeyValueStore<>();
    kept().forEach(store::put);
    try (TopologyFixture market = market()) {
      assertThat(saying(answers(store)))
          .isEqualTo(saying(answers(market.driver().getKeyValueStore(ViewsTopology.VIEWS))));
    }
  }

  private static ArrayNode answers(ReadOnlyKeyValueStore<String, byte[]> store) {
    MarketView view = new MarketView(new ViewReader(store));
    ArrayNode all = JsonNodeFactory.instance.arrayNode();
    all.add(ViewJson.tree(view.market(NOW)));
    all.add(ViewJson.tree(view.batch(Story.BATCH).orElseThrow()));
    all.add(ViewJson.tree(view.task(Story.task(0)).orElseThrow()));
    all.add(ViewJson.tree(view.proverWhole(Story.PROVER, NOW).orElseThrow()));
    all.add(ViewJson.tree(view.account(Story.PROVER).orElseThrow()));
    all.add(ViewJson.tree(view.receipt(Story.BATCH).orElseThrow()));
    all.add(ViewJson.tree(view.route("a->b", NOW, 0, NOW).orElseThrow()));
    all.add(ViewJson.tree(view.journal(Story.JOURNAL).orElseThrow().line()));
    for (MarketList list : MarketList.values()) {
      list.page(view, Map.of(), Optional.empty(), 10, NOW)
          .lines()
          .forEach(line -> all.add(line.line()));
    }
    return all;
  }
}
