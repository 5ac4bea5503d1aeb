package io.proofworks.market.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.proofworks.avro.LedgerMovement;
import io.proofworks.market.audit.Audit.Finding;
import io.proofworks.protocol.LedgerBucket;
import io.proofworks.topics.Topics;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Money on its way between two accounts, in a ledger that was still being written. */
class SumsTest {

  private final WrittenLog log = new WrittenLog();

  private void move(String account, LedgerBucket from, LedgerBucket to, long free) {
    log.write(
        Topics.LEDGER,
        account,
        LedgerMovement.newBuilder()
            .setMovementId("m" + log.log.size())
            .setDomain(SignedLog.DOMAIN.hex())
            .setAccount(account)
            .setKind("PAYMENT")
            .setFromBucket(from.name())
            .setToBucket(to.name())
            .setAmount(5)
            .setCounterparty("")
            .setReason("")
            .setCause("")
            .setTime(SignedLog.START)
            .setFree(free)
            .setReserved(0)
            .setEscrow(0)
            .setPaid(0)
            .setBurned(0)
            .build(),
        SignedLog.START);
  }

  /**
   * @param whole offset up to which transactions were read whole
   */
  private List<String> found(long whole) {
    log.whole.put(Topics.LEDGER.name(), whole);
    return log.findings(run -> new Sums(run, 0)).stream().map(Finding::where).toList();
  }

  @Test
  void shouldFindWhatCameFromNowhereWhateverElseWasBeingWritten() {
    move("a", LedgerBucket.EXTERNAL, LedgerBucket.FREE, 5);
    move("b", LedgerBucket.CLEARING, LedgerBucket.FREE, 5);
    move("c", LedgerBucket.EXTERNAL, LedgerBucket.FREE, 5);

    assertThat(found(3)).containsExactly("market.ledger");
    assertThat(found(2)).containsExactly("market.ledger");
    assertThat(found(1)).as("the other leg was not read").isEmpty();
  }

  @Test
  void shouldLeaveWhatMayHaveArrivedToTheNextAudit() {
    move("a", LedgerBucket.EXTERNAL, LedgerBucket.FREE, 5);
    move("a", LedgerBucket.FREE, LedgerBucket.CLEARING, 0);

    assertThat(found(2)).containsExactly("market.ledger");
    assertThat(found(1)).isEmpty();
  }

  /** All of an account is in one partition, so nothing before it is missing. */
  @Test
  void shouldFindAWrongBalanceWhateverWasBeingWritten() {
    move("a", LedgerBucket.EXTERNAL, LedgerBucket.FREE, 6);

    assertThat(found(0)).containsExactly("market.ledger-0@0");
  }
}
