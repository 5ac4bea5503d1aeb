package io.proofworks.market.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.proofworks.runtime.state.MemoryKeyValueStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.StreamSupport;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ScratchTest {

  @TempDir private Path directory;
  private Scratch scratch;

  @BeforeEach
  void open() {
    scratch = Scratch.under(directory);
  }

  @AfterEach
  void close() throws Exception {
    scratch.close();
    try (var left = Files.list(directory)) {
      assertThat(left).as("what is left on the disk").isEmpty();
    }
  }

  private static <T> List<T> all(Iterable<T> values) {
    return StreamSupport.stream(values.spliterator(), false).toList();
  }

  /** Names of which one begins like another, with a zero in it, and too long for a key. */
  @Test
  void shouldKeepCollectionsAndNamesApart() {
    List<String> names = List.of("", "a", "ab", "a\0", "a\0b", "x".repeat(500), "x".repeat(501));
    ScratchMap<String> map = scratch.map(Codec.TEXT);
    ScratchMap<String> other = scratch.map(Codec.TEXT);
    ScratchLists<String> lists = scratch.lists(Codec.TEXT);
    names.forEach(name -> map.put(name, "of " + name));
    names.forEach(name -> lists.add(name, "in " + name));

    for (String name : names) {
      assertThat(map.get(name)).isEqualTo("of " + name);
      assertThat(all(lists.of(name))).containsExactly("in " + name);
      assertThat(other.contains(name)).isFalse();
    }
    assertThat(all(map.values())).hasSameSizeAs(names);
    assertThat(all(lists.firsts())).hasSameSizeAs(names);
  }

  @Test
  void shouldHaveListsByTheirNumbersAndThoseOfOneAsTheyCame() {
    ScratchLists<String> lists = scratch.lists(Codec.TEXT);
    lists.add("a", 7, "third");
    lists.add("a", -2, "first");
    lists.add("a", 3, "second");
    lists.add("a", 7, "fourth");
    lists.add("b", 5, "other");

    assertThat(all(lists.of("a"))).containsExactly("first", "second", "third", "fourth");
    assertThat(all(lists.between("a", -1, 7))).containsExactly("second", "third", "fourth");
    assertThat(all(lists.between("a", -9, 6))).containsExactly("first", "second");
    assertThat(lists.last("a", 6)).hasValue(3);
    assertThat(lists.last("a", -3)).isEmpty();
    assertThat(all(lists.firsts())).containsExactly("first", "other");
    assertThat(lists.poll("a")).isEqualTo("first");
    assertThat(all(lists.of("a"))).containsExactly("second", "third", "fourth");
  }

  /** More than a page. */
  @Test
  void shouldGoThroughAListOfAnyLength() {
    ScratchLists<Position> lists = scratch.lists(Position.CODEC);
    List<Position> expected = new ArrayList<>();
    for (int i = 0; i < 5_000; i++) {
      expected.add(new Position(i % 3, i));
      lists.add("a", expected.getLast());
      lists.add("b", new Position(0, i));
    }

    assertThat(all(lists.of("a"))).isEqualTo(expected);
    assertThat(all(lists.all())).hasSize(10_000);
  }

  @Test
  void shouldBeAStoreLikeThatInMemory() {
    for (int seed = 0; seed < 20; seed++) {
      KeyValueStore<Bytes, byte[]> expected = new MemoryKeyValueStore<>();
      KeyValueStore<Bytes, byte[]> store = scratch.next();
      Random random = new Random(seed);
      for (int step = 0; step < 200; step++) {
        Bytes key = key(random);
        byte[] value = {(byte) step};
        switch (random.nextInt(4)) {
          case 0 -> assertThat(store.delete(key)).isEqualTo(expected.delete(key));
          case 1 ->
              assertThat(store.putIfAbsent(key, value)).isEqualTo(expected.putIfAbsent(key, value));
          default -> {
            store.put(key, value);
            expected.put(key, value);
          }
        }
        Bytes from = random.nextInt(5) == 0 ? null : key(random);
        Bytes to = random.nextInt(5) == 0 ? null : key(random);
        assertThat(texts(store.range(from, to)))
            .as("seed %d, step %d", seed, step)
            .isEqualTo(texts(expected.range(from, to)));
        assertThat(store.get(key)).isEqualTo(expected.get(key));
      }
    }
  }

  private static Bytes key(Random random) {
    byte[] key = new byte[1 + random.nextInt(2)];
    for (int i = 0; i < key.length; i++) {
      key[i] = (byte) (random.nextInt(6) - 3);
    }
    return Bytes.wrap(key);
  }

  private static List<String> texts(KeyValueIterator<Bytes, byte[]> entries) {
    List<String> texts = new ArrayList<>();
    try (entries) {
      while (entries.hasNext()) {
        Bytes peeked = entries.peekNextKey();
        KeyValue<Bytes, byte[]> next = entries.next();
        assertThat(peeked).isEqualTo(next.key);
        texts.add(next.key + " " + next.value[0]);
      }
    }
    return texts;
  }
}
