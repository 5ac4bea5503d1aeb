package io.proofworks.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.proofworks.protocol.Hash32;
import org.junit.jupiter.api.Test;

class MarketsTest {

  private static final Hash32 FIRST = Hash32.parse("0x" + "01".repeat(32));
  private static final Hash32 SECOND = Hash32.parse("0x" + "02".repeat(32));

  private final Markets markets = new Markets(FIRST);

  @Test
  void shouldGiveTheFirstMarketWhatNamesNoneThatHasAPolicy() {
    assertThat(markets.owner(FIRST, 0)).isEqualTo(FIRST);
    assertThat(markets.owner(SECOND, Long.MAX_VALUE)).isEqualTo(FIRST);
  }

  @Test
  void shouldGiveAMarketWhatCameSinceItsFirstPolicy() {
    markets.since(SECOND, 2_000);
    markets.since(SECOND, 1_000);
    markets.since(SECOND, 3_000);

    assertThat(markets.owner(SECOND, 999)).isEqualTo(FIRST);
    assertThat(markets.owner(SECOND, 1_000)).isEqualTo(SECOND);
  }

  @Test
  void shouldAskForNewsOfAMarketThatItDoesNotKnow() {
    markets.hear(
        new Markets.News() {
          @Override
          public void read() {
            markets.since(SECOND, 500);
          }

          @Override
          public void readSeldom() {}
        });

    assertThat(markets.ownerOfForeign(SECOND, 500)).isEqualTo(FIRST);
    assertThat(markets.owner(SECOND, 500)).isEqualTo(SECOND);
    assertThat(markets.ownerOfForeign(SECOND, 500)).isEqualTo(SECOND);
    assertThat(markets.others()).containsExactly(SECOND);
  }

  /** Whoever publishes a policy of it takes nothing from it. */
  @Test
  void shouldLeaveTheFirstMarketItsRecords() {
    markets.since(FIRST, 1_000);

    assertThat(markets.owner(FIRST, 0)).isEqualTo(FIRST);
    assertThat(markets.others()).isEmpty();
  }
}
