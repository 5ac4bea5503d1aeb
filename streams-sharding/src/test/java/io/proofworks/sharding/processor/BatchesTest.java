package io.proofworks.sharding.processor;

import static org.assertj.core.api.Assertions.assertThat;

import io.proofworks.operations.Meters;
import io.proofworks.runtime.Turn;
import io.proofworks.runtime.state.MemoryKeyValueStore;
import io.proofworks.runtime.testing.SteppingStore;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.utils.Bytes;
import org.junit.jupiter.api.Test;

class BatchesTest {

  private static final int GONE = 1_000;
  private static final int LOOKS = 100;

  @Test
  void shouldStepOverWhatIsForgottenOnceHoweverOftenItLooks() {
    // given
    SteppingStore<byte[]> ends = new SteppingStore<>(Names.BATCH_ENDS);
    RequestStores stores =
        new RequestStores(
            new MemoryKeyValueStore<>(),
            ends,
            new MemoryKeyValueStore<>(),
            new MemoryKeyValueStore<>());
    for (int i = 0; i < GONE; i++) {
      String key = Parked.timeKey(i) + "|batch";
      ends.bury(Bytes.wrap(key.getBytes(StandardCharsets.UTF_8)), new byte[] {1});
    }
    Batches batches = new Batches(new Turn(Meters.unread(), (record, sink) -> {}), stores);

    // when
    for (int i = 0; i < LOOKS; i++) {
      batches.forget(GONE + i);
    }

    // then
    assertThat(ends.steps()).isLessThan(2 * GONE);
  }
}
