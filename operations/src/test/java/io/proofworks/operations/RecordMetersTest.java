package io.proofworks.operations;

import static org.assertj.core.api.Assertions.assertThat;

import io.proofworks.serde.Decoded;
import io.proofworks.topics.Topics;
import org.junit.jupiter.api.Test;

class RecordMetersTest {

  @Test
  void shouldHaveAsManyMetersWhateverOutsidersWrite() throws Exception {
    try (Meters meters = Meters.ofProcess()) {
      RecordMeters records = new RecordMeters(meters);
      records.read(Topics.BATCHES, new Decoded.Malformed<>("the first"));
      long before = own(meters);

      for (int i = 0; i < 10_000; i++) {
        records.read(Topics.BATCHES, new Decoded.Malformed<>("a name of my own " + i));
      }

      assertThat(own(meters)).isPositive().isEqualTo(before);
    }
  }

  /** Those of the machine come when they like: that of collections with the first one. */
  private static long own(Meters meters) {
    return meters.registry().getMeters().stream()
        .filter(meter -> meter.getId().getName().startsWith("proofworks"))
        .count();
  }
}
