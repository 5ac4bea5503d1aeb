package io.proofworks.topics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.junit.jupiter.api.Test;

/** Kafka's own batches are the oracle. */
class RecordSizeTest {

  @Test
  void shouldBeTheBytesOfABatchOfOne() {
    Random random = new Random(7);
    for (int round = 0; round < 300; round++) {
      byte[] key = random.nextInt(5) == 0 ? null : new byte[random.nextInt(300)];
      byte[] value =
          random.nextInt(5) == 0 ? null : new byte[random.nextInt(1 << random.nextInt(20))];
      Headers headers = new RecordHeaders();
      for (int i = random.nextInt(200); i > 0; i--) {
        headers.add("ü".repeat(random.nextInt(100)), i % 3 == 0 ? null : new byte[i]);
      }

      int size = RecordSize.ofBatch(key, value, headers);

      assertThat(size)
          .as("round %d of seed 7", round)
          .isEqualTo(
              MemoryRecords.withRecords(
                      Compression.NONE, new SimpleRecord(5L, key, value, headers.toArray()))
                  .sizeInBytes());
    }
  }
}
