package io.proofworks.worker.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** What a worker reads again after a restart: all that it owes, and little else. */
class ReadAgainTest {

  private static final long NOW = 1_700_000_000_000L;
  private static final long DAY = 86_400_000;

  @Test
  void shouldReadAgainFromTheOldestRecordThatABondHangsOn() {
    OptionalLong owed = OptionalLong.of(NOW - DAY);

    assertThat(ReadAgain.from(NOW, owed, OptionalLong.of(NOW - 5)))
        .isEqualTo(NOW - DAY - ReadAgain.CLOCKS_MILLIS);
  }

  @Test
  void shouldReadAgainWhatWaitsAsFarAsThatIsOfLate() {
    assertThat(ReadAgain.from(NOW, OptionalLong.empty(), OptionalLong.of(NOW - 5_000)))
        .isEqualTo(NOW - 5_000 - ReadAgain.CLOCKS_MILLIS);
    assertThat(ReadAgain.from(NOW, OptionalLong.empty(), OptionalLong.of(NOW - DAY)))
        .isEqualTo(NOW - ReadAgain.WAITING_MILLIS - ReadAgain.CLOCKS_MILLIS);
  }

  @Test
  void shouldReadAgainWhatBrokersClocksMayHavePutBeforeWhatItHasRead() {
    assertThat(ReadAgain.from(NOW, OptionalLong.empty(), OptionalLong.empty()))
        .isEqualTo(NOW - ReadAgain.CLOCKS_MILLIS);
    assertThat(ReadAgain.from(NOW, OptionalLong.of(NOW + DAY), OptionalLong.of(NOW + DAY)))
        .as("a clock that was ahead")
        .isEqualTo(NOW - ReadAgain.CLOCKS_MILLIS);
  }
}
