package io.proofworks.settlement.domain;

import static io.proofworks.settlement.domain.Scene.ANN;
import static io.proofworks.settlement.domain.Scene.BOB;
import static io.proofworks.settlement.domain.Scene.CEM;
import static io.proofworks.settlement.domain.Scene.DOMAIN;
import static io.proofworks.settlement.domain.Scene.POLICY;
import static io.proofworks.settlement.domain.Scene.hash;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.proofworks.protocol.Address;
import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.LedgerBucket;
import io.proofworks.protocol.MarketRules;
import io.proofworks.protocol.MovementKind;
import io.proofworks.protocol.Reason;
import io.proofworks.protocol.StakeKind;
import io.proofworks.protocol.TaskClass;
import io.proofworks.settlement.testing.Identity;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class AccountEngineTest {

  private static final Identity AMY = Identity.of("amy");
  private static final Identity BEA = Identity.of("bea");
  private static final AccountRequest.Matter MATTER =
      new AccountRequest.Matter(hash("task"), hash("batch"), "TEST");

  @Test
  void shouldNotLetAWithdrawalTakeWhatIsReserved() {
    // given
    Ledger ledger = new Ledger().stake(ANN, StakeKind.DEPOSIT, 1_000, "a");
    ledger.ask(new AccountRequest.ReserveBond(hash("r"), ANN, hash("b"), 600, MATTER));

    // when, then
    assertThat(ledger.stake(ANN, StakeKind.WITHDRAWAL, 401, "b").verdict().reason())
        .isEqualTo(Reason.INSUFFICIENT_BOND);
    assertThat(ledger.stake(ANN, StakeKind.WITHDRAWAL, 400, "c").verdict().reason())
        .isEqualTo(Reason.ACCEPTED);
    assertThat(ledger.of(ANN)).isEqualTo(new Balances(0, 600, 0, 0, 0, 0, -600));
  }

  @Test
  void shouldSplitASlashBetweenFireVictimAndOwner() {
    // given
    Ledger ledger = new Ledger().stake(ANN, StakeKind.DEPOSIT, 1_000, "a");
    ledger.ask(new AccountRequest.ReserveBond(hash("r"), ANN, hash("b"), 600, MATTER));

    // when
    ledger.ask(
        new AccountRequest.SlashBond(hash("s"), ANN, hash("b"), 400, 100, BOB, MATTER, null));
    assertThat(ledger.clearing()).isEqualTo(300);
    ledger.deliver();

    // then
    assertThat(ledger.of(ANN).free()).isEqualTo(600);
    assertThat(ledger.of(ANN).burned()).isEqualTo(100);
    assertThat(ledger.of(BOB).free()).isEqualTo(300);
    assertThat(ledger.clearing()).isZero();
  }

  @Test
  void shouldApplyARequestOnce() {
    // given
    Ledger ledger = new Ledger().stake(ANN, StakeKind.DEPOSIT, 1_000, "a");
    AccountRequest.ReserveBond bond =
        new AccountRequest.ReserveBond(hash("r"), ANN, hash("b"), 300, MATTER);

    // when, and there is money for another
    ledger.ask(bond).ask(bond);
    ledger.stake(ANN, StakeKind.DEPOSIT, 1_000, "a");

    // then
    assertThat(ledger.verdict().reason()).isEqualTo(Reason.DUPLICATE);
    assertThat(ledger.of(ANN)).isEqualTo(new Balances(700, 300, 0, 0, 0, 0, -1_000));
  }

  @Test
  void shouldEscrowAllOrNothing() {
    // given
    Ledger ledger = new Ledger().stake(ANN, StakeKind.DEPOSIT, 1_000, "a");
    Hash32 batch = hash("batch");

    // when, then
    ledger.ask(new AccountRequest.ReserveEscrow(hash("1"), ANN, hash("t"), batch, 901));
    assertThat(ledger.of(ANN).escrow()).isZero();
    ledger.ask(new AccountRequest.ReserveEscrow(hash("2"), ANN, hash("t"), batch, 900));
    assertThat(ledger.of(ANN).escrow()).isEqualTo(1_000);
    assertThat(ledger.holds.get(ANN)).containsEntry(batch, 100L);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1, Long.MIN_VALUE, Long.MAX_VALUE})
  void shouldRefuseAmountsThatAreNone(long amount) {
    Ledger ledger = new Ledger().stake(ANN, StakeKind.DEPOSIT, amount, "a");
    assertThat(ledger.verdict().reason()).isEqualTo(Reason.MALFORMED);
    assertThat(ledger.total()).isZero();
  }

  @Test
  void shouldHaltRatherThanLoseOrInventMoney() {
    Balances some = new Balances(10, 0, 0, 0, 0, 0, -10);
    assertThatThrownBy(() -> some.move(LedgerBucket.FREE, LedgerBucket.PAID, 11))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> some.move(LedgerBucket.FREE, LedgerBucket.PAID, -1))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> new Balances(10, 0, 0, 0, 0, 0, -9))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> some.move(LedgerBucket.EXTERNAL, LedgerBucket.FREE, Long.MAX_VALUE))
        .isInstanceOf(ArithmeticException.class);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void shouldConserveMoneyOverAnySequence(long seed) {
    Random random = new Random(seed);
    Ledger ledger = new Ledger();
    for (int step = 0; step < 20_000; step++) {
      ledger.time += random.nextInt(50);
      act(ledger, random, step);
      assertThat(ledger.total() + ledger.clearing() + ledger.external())
          .as("seed %d step %d", seed, step)
          .isZero();
      if (random.nextInt(10) == 0) {
        ledger.deliver();
        assertThat(ledger.clearing()).as("seed %d step %d", seed, step).isZero();
      }
    }
    assertThat(ledger.total()).isPositive();
  }

  private static void act(Ledger ledger, Random random, int step) {
    List<Address> all = List.of(ANN, BOB, CEM);
    Address account = all.get(random.nextInt(3));
    Address other = all.get(random.nextInt(3));
    Hash32 id = hash("id " + random.nextInt(step + 1));
    Hash32 hold = hash("hold " + random.nextInt(20));
    long amount = random.nextInt(5_000);
    Performance performance = new Performance(TaskClass.STANDARD, random.nextBoolean());
    switch (random.nextInt(9)) {
      case 0 -> ledger.stake(account, StakeKind.DEPOSIT, amount, "d" + random.nextInt(step + 1));
      case 1 -> ledger.stake(account, StakeKind.WITHDRAWAL, amount, "w" + step);
      case 2 -> ledger.ask(new AccountRequest.ReserveBond(id, account, hold, amount, MATTER));
      case 3 -> ledger.ask(new AccountRequest.ReleaseBond(id, account, hold, MATTER, performance));
      case 4 ->
          ledger.ask(
              new AccountRequest.SlashBond(
                  id, account, hold, amount, amount / 3, other, MATTER, performance));
      case 5 ->
          ledger.ask(
              new AccountRequest.ReserveEscrow(
                  id, account, hash("task " + random.nextInt(9)), hash("batch"), amount));
      case 6 ->
          ledger.ask(
              new AccountRequest.PayFromEscrow(
                  id,
                  account,
                  hash("task " + random.nextInt(9)),
                  other,
                  amount,
                  MovementKind.PAY,
                  MATTER));
      case 7 ->
          ledger.ask(
              new AccountRequest.RefundEscrow(
                  id, account, hash("task " + random.nextInt(9)), MATTER));
      default ->
          ledger.ask(
              new AccountRequest.EndLease(
                  id, account, hold, Reason.INCOMPLETE_AGGREGATE, other, MATTER));
    }
  }

  @Test
  void shouldTakeARegistrationOfItsOwnerOnly() {
    Ledger ledger = new Ledger().stake(AMY.id(), StakeKind.DEPOSIT, 1, "a");
    assertThat(register(ledger, BEA, 1, 5_000)).isEqualTo(Reason.BAD_SIGNATURE);
    assertThat(ledger.verdict().author()).isEmpty();
    assertThat(register(ledger, null, 1, 5_000)).isEqualTo(Reason.BAD_SIGNATURE);
    assertThat(register(ledger, AMY, 1, 1_000)).isEqualTo(Reason.STALE);
    assertThat(register(ledger, AMY, 1, 5_000)).isEqualTo(Reason.ACCEPTED);
    assertThat(ledger.verdict().author()).isEqualTo(AMY.hex());
    assertThat(ledger.verdict().signed()).isTrue();
    assertThat(ledger.last).anyMatch(AccountEffect.ProverAnnounced.class::isInstance);
    assertThat(register(ledger, AMY, 1, 6_000)).isEqualTo(Reason.DUPLICATE);
    assertThat(register(ledger, AMY, 2, 6_000)).isEqualTo(Reason.ACCEPTED);
  }

  /** Else whoever has a key could have any number of identities kept for ever. */
  @Test
  void shouldRegisterNobodyWhoNeverHadMoneyAndForgetNobodyWhoHad() {
    Ledger ledger = new Ledger();
    assertThat(register(ledger, AMY, 1, 5_000)).isEqualTo(Reason.INSUFFICIENT_BOND);
    assertThat(ledger.verdict().author()).isEqualTo(AMY.hex());
    assertThat(ledger.last).noneMatch(AccountEffect.ProverAnnounced.class::isInstance);
    assertThat(ledger.last).noneMatch(AccountEffect.StandingChanged.class::isInstance);

    ledger.stake(AMY.id(), StakeKind.DEPOSIT, 1, "a");
    assertThat(register(ledger, AMY, 1, 5_000)).isEqualTo(Reason.ACCEPTED);

    ledger.stake(AMY.id(), StakeKind.WITHDRAWAL, 1, "b");
    assertThat(register(ledger, AMY, 2, 6_000)).isEqualTo(Reason.ACCEPTED);
  }

  /** Who is in it has work to end; by rules from before markets could end, nobody is refused. */
  @Test
  void shouldRegisterNobodyNewInAMarketThatIsClosed() {
    Ledger ledger = new Ledger(Scene.policy(MarketRules.MARKETS_MAY_CLOSE, true));
    ledger.stake(AMY.id(), StakeKind.DEPOSIT, 2, "a");
    assertThat(register(ledger, AMY, 1, 5_000)).isEqualTo(Reason.MARKET_CLOSED);
    assertThat(ledger.last).noneMatch(AccountEffect.ProverAnnounced.class::isInstance);
    ledger.stake(AMY.id(), StakeKind.WITHDRAWAL, 1, "b");
    assertThat(ledger.verdict().reason()).isEqualTo(Reason.ACCEPTED);

    Ledger before = new Ledger(Scene.policy(MarketRules.MARKETS_MAY_CLOSE - 1, true));
    before.stake(AMY.id(), StakeKind.DEPOSIT, 1, "a");
    assertThat(register(before, AMY, 1, 5_000)).isEqualTo(Reason.ACCEPTED);
  }

  @Test
  void shouldLetWhoIsRegisteredRenewItsKeyInAMarketThatIsClosed() {
    Ledger ledger = new Ledger(Scene.policy(MarketRules.NEWEST, true));
    AccountBook.Registered known =
        new AccountBook.Registered(
            new ProverKey(Scene.key(AMY.id()), 5_000, false), 1, new byte[0]);
    ledger.books.put(AMY.id(), AccountBook.empty(AMY.id()).with(known));

    assertThat(register(ledger, AMY, 2, 6_000)).isEqualTo(Reason.ACCEPTED);
  }

  private static Reason register(
      Ledger ledger, @Nullable Identity signer, long nonce, long expiry) {
    Hash32 digest = hash("registration");
    return ledger
        .apply(
            new AccountInput.RegistrationReceived(
                ledger.origin(),
                DOMAIN,
                AMY.id(),
                Scene.key(AMY.id()),
                true,
                expiry,
                nonce,
                false,
                digest,
                signer == null ? new byte[0] : signer.owner().sign(digest),
                new byte[0]))
        .verdict()
        .reason();
  }

  @Test
  void shouldPauseAProverThatFailsInARow() {
    // given
    AccountBook book = AccountBook.empty(ANN);
    Performance failure = new Performance(TaskClass.STANDARD, false);

    // when
    AccountBook twice = book.rated(failure, 10, POLICY).rated(failure, 20, POLICY);
    AccountBook thrice = twice.rated(failure, 30, POLICY);

    // then
    assertThat(twice.pausedUntil()).isZero();
    assertThat(thrice.pausedUntil()).isEqualTo(30 + POLICY.breakerPauseMs());
    assertThat(thrice.rated(new Performance(TaskClass.STANDARD, true), 40, POLICY).failuresInARow())
        .isZero();
  }

  @Test
  void shouldForgetHalfInAHalfLife() {
    assertThat(Reputation.decay(1_000_000, 1_000, 1_000)).isEqualTo(500_000);
    assertThat(Reputation.decay(1_000_000, 500, 1_000)).isBetween(707_000L, 707_110L);
    assertThat(Reputation.decay(1_000_000, 0, 1_000)).isEqualTo(1_000_000);
    assertThat(Reputation.decay(1_000_000, Long.MAX_VALUE / 512, 1)).isZero();
  }

  @Test
  void shouldGrantAStatementToTheFirstTaskOnly() {
    AccountRequest.ClaimStatement claim =
        new AccountRequest.ClaimStatement(hash("c"), hash("s"), hash("t"));
    assertThat(AccountEngine.claim(null, null, claim))
        .isEqualTo(new TaskAnswer.StatementWord(hash("t"), true, hash("t"), null));
    assertThat(AccountEngine.claim(hash("t"), null, claim))
        .isEqualTo(new TaskAnswer.StatementWord(hash("t"), true, hash("t"), null));
    assertThat(AccountEngine.claim(hash("u"), null, claim))
        .isEqualTo(new TaskAnswer.StatementWord(hash("t"), false, hash("u"), null));
  }

  /** As the aggregation side says in its verdicts. */
  @ParameterizedTest
  @CsvSource({
    "ACCEPTED, 0",
    "INCOMPLETE_AGGREGATE, 300",
    "INVALID_PROOF, 800",
    "NON_CANONICAL, 800",
    "PLAGIARISED, 1000",
    "NO_REVEAL, 100",
    "UNAUTHORISED_AGGREGATOR, 0",
    "STALE, 0"
  })
  void shouldTakeOfALeaseWhatTheVerdictSays(Reason reason, long lost) {
    Ledger ledger = new Ledger().stake(ANN, StakeKind.DEPOSIT, 5_000, "a");
    Hash32 lease = hash("lease");
    ledger.ask(new AccountRequest.LockLease(hash("lock"), ANN, lease, 1_000, MATTER));
    ledger.ask(new AccountRequest.EndLease(hash("end"), ANN, lease, reason, BOB, MATTER));
    Balances balances = ledger.books.get(ANN).balances();
    assertThat(balances.reserved()).isZero();
    assertThat(balances.free()).isEqualTo(5_000 - lost);
    assertThat(balances.burned()).isEqualTo(lost / 4);
  }

  /** A lease costs something for exactly the reasons that say so of themselves. */
  @ParameterizedTest
  @EnumSource(Reason.class)
  void shouldTakeOfALeaseOnlyForAReasonThatSlashes(Reason reason) {
    Ledger ledger = new Ledger().stake(ANN, StakeKind.DEPOSIT, 5_000, "a");
    Hash32 lease = hash("lease");
    ledger.ask(new AccountRequest.LockLease(hash("lock"), ANN, lease, 1_000, MATTER));
    ledger.ask(new AccountRequest.EndLease(hash("end"), ANN, lease, reason, BOB, MATTER));
    assertThat(ledger.of(ANN).free() < 5_000).isEqualTo(reason.maySlash());
  }

  /**
   * Who chose a form that nobody can judge has not fulfilled its lease; a stopped one could not.
   */
  @ParameterizedTest
  @CsvSource({
    "ACCEPTED, 0",
    "NO_REVEAL, 1",
    "UNSUPPORTED, 1",
    "VERIFIER_STOPPED, -1",
    "STALE, -1",
  })
  void shouldRateALeaseByWhatBecameOfIt(Reason reason, int failures) {
    Ledger ledger = new Ledger().stake(ANN, StakeKind.DEPOSIT, 5_000, "a");
    Hash32 lease = hash("lease");
    ledger.ask(new AccountRequest.LockLease(hash("lock"), ANN, lease, 1_000, MATTER));
    ledger.ask(new AccountRequest.EndLease(hash("end"), ANN, lease, reason, BOB, MATTER));

    AccountBook book = ledger.books.get(ANN);

    assertThat(book.reliability().containsKey(TaskClass.BACKGROUND_AGGREGATION))
        .as("is rated")
        .isEqualTo(failures >= 0);
    assertThat(book.failuresInARow()).isEqualTo(Math.max(0, failures));
  }

  /** It was there when the desk looked: what it costs is its standing. */
  @Test
  void shouldRateALeaseWhoseStakeWasTakenAwayBeforeItWasLocked() {
    Ledger ledger = new Ledger().stake(ANN, StakeKind.DEPOSIT, 1_000, "a");
    ledger.stake(ANN, StakeKind.WITHDRAWAL, 1_000, "b");
    Hash32 lease = hash("lease");
    ledger.ask(new AccountRequest.LockLease(hash("lock"), ANN, lease, 1_000, MATTER));

    ledger.ask(new AccountRequest.EndLease(hash("end"), ANN, lease, Reason.NO_REVEAL, BOB, MATTER));

    AccountBook book = ledger.books.get(ANN);
    assertThat(book.failuresInARow()).isEqualTo(1);
    assertThat(book.balances().burned()).isZero();
  }

  /** Nobody has been harmed that is known; the aggregator itself must not get it back. */
  @Test
  void shouldBurnAllOfALeaseWhileItsRequesterIsNotKnown() {
    Ledger ledger = new Ledger().stake(ANN, StakeKind.DEPOSIT, 5_000, "a");
    Hash32 lease = hash("lease");
    ledger.ask(new AccountRequest.LockLease(hash("lock"), ANN, lease, 1_000, MATTER));

    ledger.ask(
        new AccountRequest.EndLease(hash("end"), ANN, lease, Reason.NO_REVEAL, null, MATTER));
    ledger.deliver();

    assertThat(ledger.of(ANN).free()).isEqualTo(4_900);
    assertThat(ledger.of(ANN).burned()).isEqualTo(100);
    assertThat(ledger.clearing()).isZero();
  }
}
