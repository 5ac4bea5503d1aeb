package io.proofworks.worker.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BackoffTest {

  @Test
  void shouldDoubleUpToABound() {
    Backoff backoff = new Backoff(5, 60);

    assertThat(IntStream.rangeClosed(1, 6).mapToLong(backoff::after))
        .containsExactly(5L, 10L, 20L, 40L, 60L, 60L);
    assertThat(backoff.after(Integer.MAX_VALUE)).isEqualTo(60);
    assertThat(new Backoff(1, Long.MAX_VALUE).after(Integer.MAX_VALUE)).isEqualTo(Long.MAX_VALUE);
  }
}
