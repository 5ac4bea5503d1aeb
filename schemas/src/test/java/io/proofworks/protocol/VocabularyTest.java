package io.proofworks.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class VocabularyTest {

  @Test
  void shouldHaveTheseReasons() {
    assertThat(Arrays.stream(Reason.values()).map(Enum::name))
        .containsExactly(
            ("ACCEPTED MALFORMED OVERSIZED WRONG_PARTITION UNKNOWN_TASK WRONG_DOMAIN FENCED_EPOCH"
                    + " UNREGISTERED NOT_ASSIGNED BAD_SIGNATURE COMMIT_CLOSED DOUBLE_COMMIT"
                    + " INSUFFICIENT_BOND UNCOMMITTED REVEAL_TOO_EARLY REVEAL_LATE DIGEST_MISMATCH"
                    + " NON_CANONICAL INVALID_PROOF PLAGIARISED STALE DUPLICATE VERIFIER_STOPPED"
                    + " MARKET_CLOSED UNSUPPORTED BAD_GRANT"
                    + " UNAUTHORISED_AGGREGATOR INCOMPLETE_AGGREGATE NO_REVEAL")
                .split(" "));
  }

  @Test
  void shouldKnowItsOwnWordsOnly() {
    assertThat(Reason.find("STALE")).contains(Reason.STALE);
    assertThat(Reason.find("stale")).isEmpty();
    assertThat(TaskClass.find("")).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(TaskState.class)
  void shouldLeadFromEveryStateToAnEndAndFromAnEndNowhere(TaskState state) {
    boolean moves = Arrays.stream(TaskState.values()).anyMatch(state::mayMoveTo);

    assertThat(moves).isEqualTo(!state.isEnd());
    assertThat(state.mayMoveTo(state)).isFalse();
    assertThat(state.mayMoveTo(TaskState.OPEN)).isFalse();
    assertThat(state.mayMoveTo(TaskState.SUPERSEDED)).isEqualTo(!state.isEnd());
    assertThat(state.mayMoveTo(TaskState.SETTLED)).isEqualTo(state == TaskState.VERIFIED);
  }

  @Test
  void shouldOnlyMoveForwardWithinAnEpoch() {
    assertThat(TaskState.REVEALED.mayMoveTo(TaskState.COMMITTED)).isFalse();
    assertThat(TaskState.COMMITTED.mayMoveTo(TaskState.ASSIGNED)).isFalse();
    assertThat(TaskState.VERIFIED.mayMoveTo(TaskState.REASSIGNED)).isFalse();
    assertThat(TaskState.VERIFIED.mayStartEpoch()).isFalse();
    assertThat(TaskState.REASSIGNED.mayStartEpoch()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0x", "0X00", "00", "0xGG", " 0x00"})
  void shouldReadOneFormOfAnId(String text) {
    assertThat(Hash32.tryParse(text)).isEmpty();
    assertThat(Address.tryParse(text)).isEmpty();
    assertThatThrownBy(() -> Hash32.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("0x and 64 lower-case hex digits");
    assertThatThrownBy(() -> Address.parse(text)).hasMessageContaining("40 lower-case");
  }

  @Test
  void shouldRefuseUpperCaseIds() {
    assertThat(Hash32.tryParse("0x" + "AB".repeat(32))).isEmpty();
    assertThat(Hash32.tryParse("0x" + "ab".repeat(32))).isPresent();
    assertThat(Hash32.parse("0x" + "ab".repeat(32)).bytes()).hasSize(32).containsOnly(0xab);
  }

  @Test
  void shouldShareExactlyWhatBigIntegersShare() {
    Random random = new Random(6);
    for (int i = 0; i < 10_000; i++) {
      long amount = random.nextLong(Long.MAX_VALUE) >>> random.nextInt(63);
      int bps = random.nextInt(Amounts.BPS + 1);
      BigInteger exact =
          BigInteger.valueOf(amount)
              .multiply(BigInteger.valueOf(bps))
              .divide(BigInteger.valueOf(Amounts.BPS));

      assertThat(Amounts.share(amount, bps))
          .as("%d at %d", amount, bps)
          .isEqualTo(exact.longValueExact());
    }
  }

  @Test
  void shouldThrowWhereAmountsDoNotFit() {
    assertThat(Amounts.share(Long.MAX_VALUE, Amounts.BPS)).isEqualTo(Long.MAX_VALUE);
    assertThatThrownBy(() -> Amounts.share(Long.MAX_VALUE, Amounts.BPS + 1))
        .isInstanceOf(ArithmeticException.class);
    assertThatThrownBy(() -> Amounts.share(-1, 1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Amounts.add(Long.MAX_VALUE, 1))
        .isInstanceOf(ArithmeticException.class);
    assertThatThrownBy(() -> Amounts.subtract(Long.MIN_VALUE, 1))
        .isInstanceOf(ArithmeticException.class);
    assertThatThrownBy(() -> Amounts.multiply(Long.MAX_VALUE, 2))
        .isInstanceOf(ArithmeticException.class);
  }
}
