package io.proofworks.runtime.markets;

import static org.assertj.core.api.Assertions.assertThat;

import io.proofworks.protocol.Hash32;
import io.proofworks.runtime.state.MemoryKeyValueStore;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.BiFunction;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MarketStoreTest {

  private static final List<Optional<Hash32>> MARKETS =
      List.of(
          Optional.empty(),
          Optional.of(Hash32.parse("0x" + "00".repeat(32))),
          Optional.of(Hash32.parse("0x" + "7f".repeat(32))),
          Optional.of(Hash32.parse("0x" + "ff".repeat(32))));

  /** Near the ends and the mark, so that bounds meet. */
  private static final List<String> HEX = List.of("00", "00ff", "7f", "fe", "ff", "ff00", "ffff01");

  private static final List<String> WORDS = List.of("0x01", "0xff", "a", "a|b", "~", "\uFFFD");

  /** Whatever is done in one market, each of them sees what it would see alone. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void shouldKeepMarketsApartWhoseKeysAreBytes(long seed) {
    List<Bytes> keys = HEX.stream().map(HexFormat.of()::parseHex).map(Bytes::wrap).toList();
    live(new Random(seed), new MemoryKeyValueStore<Bytes, String>(), keys, seed);
  }

  /** The same where keys are text. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void shouldKeepMarketsApartWhoseKeysAreText(long seed) {
    live(new Random(seed), new MemoryKeyValueStore<String, String>(), WORDS, seed);
  }

  private static <K extends Comparable<K>> void live(
      Random random, KeyValueStore<K, String> all, List<K> keys, long seed) {
    Map<Optional<Hash32>, KeyValueStore<K, String>> stores = new HashMap<>();
    Map<Optional<Hash32>, NavigableMap<K, String>> alone = new HashMap<>();
    for (Optional<Hash32> market : MARKETS) {
      stores.put(market, new MarketStore<>(all, market));
      alone.put(market, new TreeMap<>());
    }
    for (int step = 0; step < 200; step++) {
      Optional<Hash32> market = MARKETS.get(random.nextInt(MARKETS.size()));
      KeyValueStore<K, String> store = stores.get(market);
      NavigableMap<K, String> expected = alone.get(market);
      K key = keys.get(random.nextInt(keys.size()));
      String value = Integer.toString(step);
      switch (random.nextInt(3)) {
        case 0 -> assertThat(store.delete(key)).isEqualTo(expected.remove(key));
        case 1 ->
            assertThat(store.putIfAbsent(key, value)).isEqualTo(expected.putIfAbsent(key, value));
        default -> {
          store.put(key, value);
          expected.put(key, value);
        }
      }
      assertThat(store.get(key)).isEqualTo(expected.get(key));
      K from = random.nextBoolean() ? null : keys.get(random.nextInt(keys.size()));
      K to = random.nextBoolean() ? null : keys.get(random.nextInt(keys.size()));
      if (from == null || to == null || from.compareTo(to) <= 0) {
        NavigableMap<K, String> range = range(expected, from, to);
        String said = "seed " + seed + " step " + step + " from " + from + " to " + to;
        assertThat(read(store::range, from, to)).as(said).isEqualTo(List.copyOf(range.keySet()));
        assertThat(read(store::reverseRange, from, to))
            .as(said)
            .isEqualTo(List.copyOf(range.descendingKeySet()));
      }
    }
  }

  private static <K> NavigableMap<K, String> range(
      NavigableMap<K, String> all, @Nullable K from, @Nullable K to) {
    NavigableMap<K, String> behind = from == null ? all : all.tailMap(from, true);
    return to == null ? behind : behind.headMap(to, true);
  }

  private static <K> List<K> read(
      BiFunction<@Nullable K, @Nullable K, KeyValueIterator<K, String>> range,
      @Nullable K from,
      @Nullable K to) {
    List<K> found = new ArrayList<>();
    try (KeyValueIterator<K, String> entries = range.apply(from, to)) {
      while (entries.hasNext()) {
        K next = entries.peekNextKey();
        assertThat(entries.next().key).isEqualTo(next);
        found.add(next);
      }
    }
    return found;
  }
}
