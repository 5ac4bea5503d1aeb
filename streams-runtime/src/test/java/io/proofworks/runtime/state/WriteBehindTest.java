package io.proofworks.runtime.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WriteBehindTest {

  private static final Bytes KEY = key(1);

  private int encoded;
  private int decoded;

  private final Serde<Integer> serde =
      Serdes.serdeFrom(
          (topic, value) -> {
            encoded++;
            return ByteBuffer.allocate(Integer.BYTES).putInt(value).array();
          },
          (topic, bytes) -> {
            decoded++;
            return ByteBuffer.wrap(bytes).getInt();
          });
  private final Counted store = new Counted();

  /** Counts what is asked of it. */
  private static final class Counted extends UnopenedStore<Bytes, byte[]> {

    private final MemoryKeyValueStore<Bytes, byte[]> entries = new MemoryKeyValueStore<>();
    private int puts;
    private int gets;

    @Override
    public void put(Bytes key, byte @Nullable [] value) {
      puts++;
      entries.put(key, value);
    }

    @Override
    public byte @Nullable [] get(Bytes key) {
      gets++;
      return entries.get(key);
    }

    @Override
    public KeyValueIterator<Bytes, byte[]> range(@Nullable Bytes from, @Nullable Bytes to) {
      return entries.range(from, to);
    }

    @Override
    public KeyValueIterator<Bytes, byte[]> reverseRange(@Nullable Bytes from, @Nullable Bytes to) {
      return entries.reverseRange(from, to);
    }
  }

  @Test
  void shouldEncodeAndWriteOnceForEachFlush() {
    WriteBehind behind = new WriteBehind(store, CacheBudget.of(1_000));
    for (int i = 0; i < 100; i++) {
      behind.put(KEY, StoredValue.of(i, serde, 10));
      assertThat(behind.get(KEY).as(serde)).isEqualTo(i);
    }
    assertThat(store.puts).isZero();

    behind.flush();
    behind.flush();

    assertThat(store.puts).isEqualTo(1);
    assertThat(encoded).isEqualTo(1);
    assertThat(decoded).isZero();
    assertThat(ByteBuffer.wrap(store.get(KEY)).getInt()).isEqualTo(99);
  }

  @Test
  void shouldDecodeOnceWhatIsReadOften() {
    store.put(KEY, new byte[] {0, 0, 0, 7});
    WriteBehind behind = new WriteBehind(store, CacheBudget.of(1_000));
    for (int i = 0; i < 100; i++) {
      assertThat(behind.get(KEY).as(serde)).isEqualTo(7);
    }
    assertThat(decoded).isEqualTo(1);
    assertThat(store.gets).isEqualTo(1);
  }

  @Test
  void shouldWriteNothingOfWhatCameAndWent() {
    WriteBehind behind = new WriteBehind(store, CacheBudget.of(1_000));

    behind.putIfAbsent(KEY, StoredValue.of(1, serde, 10));
    behind.put(KEY, StoredValue.of(2, serde, 10));
    behind.put(KEY, null);
    behind.flush();

    assertThat(store.puts).isZero();
    assertThat(encoded).isZero();
  }

  @Test
  void shouldDeleteWhatWasWrittenThoughItIsPutAgainMeanwhile() {
    store.put(KEY, new byte[] {0, 0, 0, 7});
    WriteBehind behind = new WriteBehind(store, CacheBudget.of(1_000));

    behind.put(KEY, null);
    assertThat(behind.get(KEY)).isNull();
    assertThat(behind.putIfAbsent(KEY, StoredValue.of(2, serde, 10))).isNull();
    behind.put(KEY, null);
    behind.flush();

    assertThat(store.get(KEY)).isNull();
  }

  @Test
  void shouldForgetWhatWasNotFlushedWhenItsTransactionIsGone() {
    store.put(KEY, new byte[] {0, 0, 0, 7});
    CacheBudget budget = CacheBudget.of(1_000);
    WriteBehind behind = new WriteBehind(store, budget);
    behind.put(KEY, StoredValue.of(8, serde, 10));

    behind.forgetAll();
    behind.flush();

    assertThat(behind.get(KEY).as(serde)).isEqualTo(7);
    behind.forgetAll();
    assertThat(budget.kept()).isZero();
  }

  @Test
  void shouldKeepNoMoreThanTheBudgetBetweenAllStores() {
    CacheBudget budget = CacheBudget.of(20_000);
    List<WriteBehind> stores = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      budget.open();
      stores.add(new WriteBehind(new Counted(), budget));
    }
    for (int i = 0; i < 4_000; i++) {
      WriteBehind one = stores.get(i < 1_000 ? 0 : i % 4);
      one.put(key(i), StoredValue.of(i, serde, 10));
      one.flush();
      assertThat(budget.kept()).isLessThan(2 * 20_000 + 200);
    }
    decoded = 0;
    for (int i = 3_992; i < 4_000; i++) {
      assertThat(stores.get(i % 4).get(key(i)).as(serde)).isEqualTo(i);
    }
    assertThat(decoded).as("each keeps its share, whoever was there first").isZero();
  }

  @Test
  void shouldWriteAheadOfTheFlushWhatIsTooMuchToWait() {
    WriteBehind behind = new WriteBehind(store, CacheBudget.of(0, 10));
    for (int i = 0; i < 105; i++) {
      behind.put(key(i), StoredValue.of(i, serde, 10));
    }
    assertThat(store.puts).isEqualTo(99);
    assertThat(behind.get(key(3)).as(serde)).isEqualTo(3);
  }

  @Test
  void shouldWriteAheadOfTheFlushWhatIsTooLargeToWait() {
    WriteBehind behind = new WriteBehind(store, CacheBudget.of(0));
    long half = 4 * 1024 * 1024;
    for (int i = 0; i < 100; i++) {
      behind.put(KEY, StoredValue.of(i, serde, half)); // one after the other
    }
    behind.putIfAbsent(key(2), StoredValue.of(2, serde, half));
    behind.put(key(2), null);
    behind.put(key(3), StoredValue.of(3, serde, half));
    assertThat(store.puts).isZero();

    behind.put(key(4), StoredValue.of(4, serde, 1));

    assertThat(store.puts).isEqualTo(3);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void shouldHaveWhatAMapHasInAnyRange(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    TreeMap<Bytes, Integer> expected = new TreeMap<>();
    WriteBehind behind = new WriteBehind(store, CacheBudget.of(1 << random.nextInt(14)));
    for (int step = 0; step < 5_000; step++) {
      Bytes key = key(random.nextInt(200));
      switch (random.nextInt(8)) {
        case 0, 1, 2 -> {
          behind.put(key, StoredValue.of(step, serde, 10));
          expected.put(key, step);
        }
        case 3 -> {
          int value = step;
          behind.putIfAbsent(key, StoredValue.of(value, serde, 10));
          expected.putIfAbsent(key, value);
        }
        case 4, 5 -> {
          behind.put(key, null);
          expected.remove(key);
        }
        case 6 -> behind.flush();
        default -> {
          Bytes to = key(random.nextInt(200));
          assertThat(range(behind, key, to))
              .as("seed %d, step %d", seed, step)
              .isEqualTo(
                  key.compareTo(to) > 0 ? new TreeMap<>() : expected.subMap(key, true, to, true));
        }
      }
    }
    assertThat(range(behind, null, null)).isEqualTo(expected);
    behind.flush();
    assertThat(range(new WriteBehind(store, CacheBudget.of(0)), null, null)).isEqualTo(expected);
  }

  private TreeMap<Bytes, Integer> range(
      WriteBehind behind, @Nullable Bytes from, @Nullable Bytes to) {
    TreeMap<Bytes, Integer> found = new TreeMap<>();
    try (KeyValueIterator<Bytes, StoredValue> entries = behind.range(from, to)) {
      while (entries.hasNext()) {
        assertThat(entries.peekNextKey()).isNotNull();
        KeyValue<Bytes, StoredValue> entry = entries.next();
        assertThat(found.put(entry.key, entry.value.as(serde))).isNull();
      }
    }
    return found;
  }

  private static Bytes key(int number) {
    return Bytes.wrap(ByteBuffer.allocate(Integer.BYTES).putInt(number).array());
  }
}
