package io.proofworks.proofs.ledgercircuit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.proofworks.proofs.Fixtures;
import io.proofworks.proofs.ledgercircuit.LedgerTrace.Account;
import io.proofworks.proofs.ledgercircuit.LedgerTrace.Transfer;
import java.io.IOException;
import java.io.StringReader;
import java.math.BigInteger;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LedgerTraceTest {

  private static final String A = "0x" + "aa".repeat(20);
  private static final String B = "0x" + "bb".repeat(20);
  private static final String CSV =
      "tx_index,log_index,token,from,to,amount\n"
          + ("0,0,0xT," + A + "," + B + ",5\n")
          + ("0,1,0xother," + A + "," + B + ",9\n")
          + ("1,2,0xt," + B + "," + A + ",8\n")
          + ("1,3,0xt," + A + "," + A + ",4\n");

  @Test
  void shouldReadBackWhatItWrites() {
    // given
    BigInteger most = BigInteger.TWO.pow(128).subtract(BigInteger.ONE);
    LedgerTrace trace =
        new LedgerTrace(
            List.of(new Account(new byte[20], most), new Account(bytes(20, 1), BigInteger.ZERO)),
            List.of(new Transfer(0, 1, most), new Transfer(1, 1, BigInteger.TEN)));

    // when
    LedgerTrace decoded = LedgerTrace.decode(trace.encode());

    // then
    assertThat(decoded).isEqualTo(trace);
    assertThat(decoded.encode()).isEqualTo(trace.encode());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 4, 8, 12})
  void shouldRefuseAHeaderThatLies(int place) {
    byte[] bytes = small().encode();
    bytes[place] ^= 0x40;
    assertThatThrownBy(() -> LedgerTrace.decode(bytes))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void shouldRefuseEveryOtherLength() {
    byte[] bytes = small().encode();
    for (int length = 0; length < bytes.length; length++) {
      byte[] cut = Arrays.copyOf(bytes, length);
      assertThatThrownBy(() -> LedgerTrace.decode(cut))
          .isInstanceOf(IllegalArgumentException.class);
    }
    byte[] longer = Arrays.copyOf(bytes, bytes.length + 1);
    assertThatThrownBy(() -> LedgerTrace.decode(longer))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void shouldRefuseAnIndexThatIsNoAccount() {
    assertThatThrownBy(
            () -> new LedgerTrace(small().accounts(), List.of(new Transfer(0, 2, BigInteger.ONE))))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void shouldComputeTheSmallestBalancesThatMakeTransfersValid() throws IOException {
    // when
    LedgerTrace trace = LedgerTrace.fromCsv(new StringReader(CSV), Optional.of("0xT"), 10);

    // then: B needs 3 more than the 5 it gets before it pays 8
    assertThat(trace.transfers()).hasSize(3);
    assertThat(trace.accounts())
        .extracting(Account::balance)
        .containsExactly(BigInteger.valueOf(5), BigInteger.valueOf(3));
  }

  @Test
  void shouldTakeEveryTokenAndNoMoreThanTheLimit() throws IOException {
    LedgerTrace trace = LedgerTrace.fromCsv(new StringReader(CSV), Optional.empty(), 2);
    assertThat(trace.transfers())
        .extracting(Transfer::amount)
        .containsExactly(BigInteger.valueOf(5), BigInteger.valueOf(9));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0,0,0xT,0xaa,0xbb,5", "0,0,0xT", "0,0,0xT,aa,bb,5", "nonsense"})
  void shouldRefuseALineThatIsNoTransfer(String line) {
    StringReader csv = new StringReader(CSV + line);
    assertThatThrownBy(() -> LedgerTrace.fromCsv(csv, Optional.empty(), 10))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void shouldReadJsonWithBalances() throws IOException {
    // when
    LedgerTrace trace =
        LedgerTrace.fromJson(
            new StringReader(
                """
                {"accounts":[{"address":"%s","balance":"10"}],
                 "transfers":[{"from":"%s","to":"%s","amount":"4"}]}
                """
                    .formatted(A, A, B)));

    // then
    assertThat(trace.accounts())
        .extracting(Account::balance)
        .containsExactly(BigInteger.TEN, BigInteger.ZERO);
    assertThat(trace.transfers()).containsExactly(new Transfer(0, 1, BigInteger.valueOf(4)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"transfers\":[{\"from\":1}]}", "{\"accounts\":[{}]}"})
  void shouldRefuseJsonOfAnotherShape(String json) {
    assertThatThrownBy(() -> LedgerTrace.fromJson(new StringReader(json)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void shouldReadARealBlock() throws IOException {
    // given
    assumeThat(Fixtures.areHere()).as("fixtures are not here").isTrue();

    // when: USDT in Ethereum's block 24666352
    LedgerTrace trace;
    try (var csv =
        Files.newBufferedReader(Fixtures.file("transfers/ethereum-24666352-erc20-transfers.csv"))) {
      String usdt = "0xdac17f958d2ee523a2206206994597c13d831ec7";
      trace = LedgerTrace.fromCsv(csv, Optional.of(usdt), Integer.MAX_VALUE);
    }

    // then
    assertThat(trace.transfers()).hasSize(171);
    assertThat(trace.accounts()).hasSize(178);
    assertThat(LedgerRules.flaw(trace)).isEmpty();
  }

  private static LedgerTrace small() {
    return new LedgerTrace(
        List.of(
            new Account(bytes(20, 2), BigInteger.TEN), new Account(bytes(20, 3), BigInteger.ONE)),
        List.of(new Transfer(0, 1, BigInteger.TWO)));
  }

  private static byte[] bytes(int length, int fill) {
    byte[] bytes = new byte[length];
    Arrays.fill(bytes, (byte) fill);
    return bytes;
  }
}
