package io.proofworks.runtime.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StreamsStoreTest {

  private static final byte[] SMALL = {1};
  private static final byte[] LARGE = new byte[300 * 1024];

  private int reads;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void shouldAnswerAsAMapDoes(long seed) {
    // given
    SplittableRandom random = new SplittableRandom(seed);
    OrderedStore expected = new MemoryStore();
    CacheBudget budget = CacheBudget.of(1 << random.nextInt(20), 1 << random.nextInt(12));
    OrderedStore store = store(List.of(), budget);
    int keys = 1 << random.nextInt(1, 12);

    for (int step = 0; step < 20_000; step++) {
      // when
      boolean emptied = random.nextInt(4_000) < 3;
      int puts = step / 4_000 % 2 == 0 ? 70 : 30;
      change(random, keys, emptied, puts, expected, store);

      // then
      String at = "seed " + seed + ", step " + step;
      assertThat(key(store.first())).as(at).isEqualTo(key(expected.first()));
      if (step % 64 == 0) {
        int most = random.nextInt(100);
        assertThat(keys(store.first(most))).as(at).isEqualTo(keys(expected.first(most)));
      }
    }
  }

  /**
   * Puts anywhere, deletes the first or anything, now and then all.
   *
   * @param puts of a hundred changes; queues that grow have more than what is read ahead of them
   */
  private static void change(
      SplittableRandom random, int keys, boolean all, int puts, OrderedStore... stores) {
    int put = random.nextInt(100);
    byte[] key = key(random.nextInt(keys));
    byte[] value = random.nextInt(200) == 0 ? LARGE : SMALL;
    for (OrderedStore store : stores) {
      if (all) {
        store.first(Integer.MAX_VALUE).forEach(store::delete);
      } else if (put < puts) {
        store.put(key, value);
      } else if (put < 90) {
        store.first().ifPresent(store::delete);
      } else {
        store.delete(key);
      }
    }
  }

  @Test
  void shouldFindWhatWasThereBefore() {
    // given
    OrderedStore store = store(List.of(key(2), key(1), key(3)));

    // when
    Optional<byte[]> first = store.first();

    // then
    assertThat(key(first)).isEqualTo(Bytes.wrap(key(1)));
  }

  /** Of a long queue the end of what was read ahead is gone, and something comes in its place. */
  @ParameterizedTest
  @ValueSource(ints = {255, 256, 257})
  void shouldFindWhatIsPutWhereReadingAheadEnded(int ahead) {
    // given
    List<byte[]> before = IntStream.range(0, 1_000).mapToObj(i -> key(2 * i)).toList();
    OrderedStore store = store(before);
    store.first();

    // when
    store.delete(key(2 * ahead));
    store.put(key(2 * ahead - 1), SMALL);
    before.subList(0, ahead).forEach(store::delete);

    // then
    assertThat(key(store.first())).isEqualTo(Bytes.wrap(key(2 * ahead - 1)));
  }

  @Test
  void shouldReadAnEmptyQueueOnce() {
    // given
    OrderedStore store = store(List.of());

    // when
    for (int i = 0; i < 1_000; i++) {
      assertThat(store.first()).isEmpty();
      store.put(key(i), SMALL);
      assertThat(store.first()).isPresent();
      store.delete(key(i));
    }

    // then
    assertThat(reads).isEqualTo(1);
  }

  private OrderedStore store(List<byte[]> before) {
    return store(before, CacheBudget.of(0));
  }

  private OrderedStore store(List<byte[]> before, CacheBudget budget) {
    MockProcessorContext<Void, Void> context = new MockProcessorContext<>();
    KeyValueStore<Bytes, byte[]> store = Stores.inMemoryKeyValueStore("store").get();
    store.init(context.getStateStoreContext(), store);
    before.forEach(key -> store.put(Bytes.wrap(key), SMALL));
    return StreamsStore.of(counted(store), budget);
  }

  /** Says how often an iterator is asked for. */
  @SuppressWarnings("unchecked")
  private KeyValueStore<Bytes, byte[]> counted(KeyValueStore<Bytes, byte[]> store) {
    return (KeyValueStore<Bytes, byte[]>)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {KeyValueStore.class},
            (proxy, method, arguments) -> {
              reads += method.getName().equals("range") ? 1 : 0;
              try {
                return method.invoke(store, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  private static byte[] key(int number) {
    return ByteBuffer.allocate(Integer.BYTES).putInt(number).array();
  }

  private static Bytes key(Optional<byte[]> key) {
    return key.map(Bytes::wrap).orElse(null);
  }

  private static List<Bytes> keys(List<byte[]> keys) {
    return keys.stream().map(Bytes::wrap).toList();
  }
}
