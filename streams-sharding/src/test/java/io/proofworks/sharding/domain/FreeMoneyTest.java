package io.proofworks.sharding.domain;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FreeMoneyTest {

  @ParameterizedTest
  @CsvSource({
    "0, 0, true",
    "0, 1, false",
    "1, 0, false",
    "1, 1, true",
    "1, 2, false",
    "1000, 501, true",
    "1000, 500, false",
    "1000, 1999, true",
    "1000, 2000, false",
    "9223372036854775807, 9223372036854775806, true",
    "9223372036854775807, 1, false",
    "1, 9223372036854775807, false"
  })
  void shouldHoldUntilThereIsHalfOrTwiceAsMuchOrNothing(long told, long free, boolean holds) {
    assertThat(new FreeMoney(told).stillSays(free)).isEqualTo(holds);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 2, 1_000, 1L << 61, 1L << 62})
  void shouldSayTheMostThatThereMayBe(long told) {
    FreeMoney money = new FreeMoney(told);
    assertThat(money.stillSays(money.most())).isTrue();
    assertThat(money.stillSays(money.most() + 1)).isFalse();
  }
}
