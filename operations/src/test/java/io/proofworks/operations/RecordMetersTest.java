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
      int before = meters.registry().getMeters().size();

      for (int i = 0; i < 10_000; i++) {
        records.read(Topics.BATCHES, new Decoded.Malformed<>("a name of my own " + i));
      }

      assertThat(meters.registry().getMeters()).hasSize(before);
    }
  }
}
