package io.proofworks.runtime.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.proofworks.runtime.testing.SteppingStore;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.junit.jupiter.api.Test;

class QueueStoreTest {

  private static final int MANY = 2_000;
  private static final int OTHER = 1_000_000;

  private final SteppingStore<Integer> store = new SteppingStore<>("queue");
  private final KeyValueStore<Bytes, Integer> queue = new QueueStore<>(store);

  private static Bytes key(int number) {
    return Bytes.wrap(ByteBuffer.allocate(Integer.BYTES).putInt(number).array());
  }

  @Test
  void shouldStepOverWhatIsGoneOnceHoweverOftenItIsAskedWhatIsNext() {
    // given
    for (int i = 1; i <= MANY; i++) {
      queue.put(key(i), i);
      queue.put(key(OTHER + i), i);
    }

    // when
    for (int i = 1; i <= MANY; i++) {
      assertThat(keys(key(0), key(i))).containsExactly(key(i));
      assertThat(keys(key(OTHER), key(OTHER + i))).containsExactly(key(OTHER + i));
      queue.delete(key(i));
      queue.delete(key(OTHER + i));
      assertThat(keys(key(0), key(i))).isEmpty();
    }

    // then
    assertThat(store.steps()).isLessThan(5 * MANY);
  }

  @Test
  void shouldFindWhatIsPutBeforeTheFront() {
    queue.put(key(50), 1);
    assertThat(keys(key(0), key(99))).containsExactly(key(50));
    queue.delete(key(50));
    assertThat(keys(key(0), key(99))).isEmpty();
    queue.put(key(10), 1);
    assertThat(queue.putIfAbsent(key(7), 1)).isNull();
    assertThat(keys(key(0), key(99))).containsExactly(key(7), key(10));
    assertThat(keys(key(0), key(5))).isEmpty();
  }

  @Test
  void shouldSayWhatTheStoreSays() {
    SplittableRandom random = new SplittableRandom(7);
    TreeMap<Bytes, Integer> plain = new TreeMap<>();
    for (int step = 0; step < 20_000; step++) {
      Bytes key = key(random.nextInt(60));
      if (random.nextInt(3) == 0) {
        queue.put(key, step);
        plain.put(key, step);
      } else {
        queue.delete(key);
        plain.remove(key);
      }
      Bytes from = key(random.nextInt(3) * 20);
      Bytes to = key(random.nextInt(60));
      boolean some = from.compareTo(to) <= 0;
      assertThat(some ? keys(from, to) : List.of())
          .as("step %d", step)
          .isEqualTo(some ? List.copyOf(plain.subMap(from, true, to, true).keySet()) : List.of());
    }
  }

  private List<Bytes> keys(Bytes from, Bytes to) {
    List<Bytes> keys = new ArrayList<>();
    try (KeyValueIterator<Bytes, Integer> found = queue.range(from, to)) {
      found.forEachRemaining(entry -> keys.add(entry.key));
    }
    return keys;
  }
}
