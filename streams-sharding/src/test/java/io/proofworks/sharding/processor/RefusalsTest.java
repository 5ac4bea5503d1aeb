package io.proofworks.sharding.processor;

import static org.assertj.core.api.Assertions.assertThat;

import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.Keccak;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.Test;

class RefusalsTest {

  private static final int MOST = 3;

  private final MockProcessorContext<byte[], byte[]> context = new MockProcessorContext<>();
  private final StateMap<String> entries;
  private final Refusals refusals;

  RefusalsTest() {
    var store =
        Stores.keyValueStoreBuilder(
                Stores.inMemoryKeyValueStore(Names.BATCH_ENDS), Serdes.Bytes(), Serdes.ByteArray())
            .withLoggingDisabled()
            .build();
    store.init(context.getStateStoreContext(), store);
    context.addStateStore(store);
    entries = new StateMap<>(context, Names.BATCH_ENDS, Serdes.String());
    refusals = new Refusals(entries, MOST);
  }

  private static Hash32 digest(int number) {
    return Keccak.hash(("request " + number).getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void shouldRememberTheNewestAndNoMoreThanThereIsRoomFor() {
    for (int i = 0; i < 50; i++) {
      refusals.add(digest(i), 1_000 + i);
      refusals.add(digest(i), 2_000 + i);
    }

    assertThat(refusals.has(digest(46))).isFalse();
    for (int i = 47; i < 50; i++) {
      assertThat(refusals.has(digest(i))).as("request %d", i).isTrue();
    }
    assertThat(entries.size()).isEqualTo(2 * MOST + 1);
  }

  @Test
  void shouldForgetWhatIsOlderThanWhatWasForgotten() {
    for (int i = 0; i < 5; i++) {
      refusals.add(digest(i), 1_000 + i);
    }
    refusals.add(digest(5), 900);
    refusals.add(digest(6), 2_000);

    assertThat(refusals.has(digest(5))).isFalse();
    assertThat(entries.size()).isEqualTo(2 * MOST + 1);
  }

  /** Ends of batches stand in the same store. */
  @Test
  void shouldLeaveTheEndsOfBatchesAlone() {
    String end = Parked.timeKey(Long.MAX_VALUE) + "|batch";
    entries.put(end, "batch");

    for (int i = 0; i < 50; i++) {
      refusals.add(digest(i), 1_000 + i);
    }
    entries.forEachBefore(
        Parked.timeKey(Long.MAX_VALUE),
        (key, value) -> assertThat(key).doesNotStartWith("refusals"));

    assertThat(entries.get(end)).hasValue("batch");
  }
}
