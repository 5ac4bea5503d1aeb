package io.proofworks.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

final class AppendTimeClientsTest {

  /** Or what it has never read is passed over, and nobody learns of it. */
  @Test
  void shouldLetNoConsumerBeginAnewByItself() {
    Map<String, Object> said = Map.of("auto.offset.reset", "earliest", "client.id", "x");

    assertThat(AppendTimeClients.throwing(said))
        .containsOnly(Map.entry("auto.offset.reset", "none"), Map.entry("client.id", "x"));
  }
}
