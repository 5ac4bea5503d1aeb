package io.proofworks.settlement;

import io.proofworks.protocol.Address;
import io.proofworks.protocol.TaskClass;
import io.proofworks.runtime.testing.GoldenBytes;
import io.proofworks.settlement.domain.AccountBook;
import io.proofworks.settlement.domain.Balances;
import io.proofworks.settlement.domain.ProverKey;
import io.proofworks.settlement.domain.Reputation;
import io.proofworks.settlement.state.SettlementFormats;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Every version of what is kept and sent is read as it was meant, and nothing else is. */
class FormatsTest {

  /** An account's money adds up to nothing, which chance does not find. */
  private static final AccountBook ACCOUNT =
      new AccountBook(
          Address.parse("0x" + "a1".repeat(Address.BYTES)),
          new Balances(700, 200, 50, 30, 20, -100, -900),
          new AccountBook.Registered(
              new ProverKey(new byte[] {1, 2, 3}, 2_000_000_000_000L, true), 7, new byte[] {9, 8}),
          Map.of(
              TaskClass.URGENT_SETTLEMENT, new Reputation(3_000_000, 1_500_000, 12_345),
              TaskClass.STANDARD, new Reputation(1, 2, 3)),
          2,
          1_800_000_000_000L);

  @TestFactory
  Stream<DynamicTest> shouldReadWhatEveryVersionWrote() {
    return GoldenBytes.tests(SettlementFormats.ALL, ACCOUNT, AccountBook.empty(Address.ZERO));
  }
}
