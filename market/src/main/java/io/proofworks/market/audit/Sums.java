package io.proofworks.market.audit;

import io.proofworks.avro.LedgerMovement;
import io.proofworks.protocol.LedgerBucket;
import io.proofworks.topics.Topics;
import java.math.BigInteger;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * The money of a market, added up from its ledger alone: each movement's balances are those of the
 * account with it, no bucket of an account is ever below zero, and at rest nothing is in clearing,
 * so that what is free, reserved, in escrow, paid and burned is what was deposited less what was
 * withdrawn.
 */
final class Sums {

  /** What is in the buckets of an account. */
  private record Purse(Map<LedgerBucket, BigInteger> sums) {}

  private final ScratchMap<Purse> accounts;
  private final Findings findings;
  private final Torn torn;
  private final Map<LedgerBucket, BigInteger> totals = new EnumMap<>(LedgerBucket.class);

  /** What movements took out of clearing that may have been read without those that brought it. */
  private BigInteger ahead = BigInteger.ZERO;

  /**
   * @param onTheirWay messages between the sides that nobody has taken in yet
   */
  Sums(Run run, long onTheirWay) {
    this.accounts = run.scratch().map(Codec.of(Purse.class));
    this.findings = run.findings();
    this.torn = run.torn();
    run.log().all(Topics.LEDGER).forEach(this::take);
    for (LedgerBucket bucket : LedgerBucket.values()) {
      totals.put(bucket, BigInteger.ZERO);
    }
    accounts
        .values()
        .forEach(purse ->
            purse.sums().forEach((bucket, sum) -> totals.merge(bucket, sum, BigInteger::add)));
    checkClearing(onTheirWay);
  }

  /**
   * What comes out of clearing was brought in before: one leg is read without the other only where
   * it is torn. What was brought in may be out again by what was not read, if anything is torn.
   */
  private void checkClearing(long onTheirWay) {
    BigInteger clearing = totals.getOrDefault(LedgerBucket.CLEARING, BigInteger.ZERO);
    boolean atRest =
        onTheirWay == 0 && !torn.isAnyOf(Topics.LEDGER) && !torn.isAnyOf(Topics.JOURNAL);
    if (clearing.add(ahead).signum() < 0 || (atRest && clearing.signum() != 0)) {
      found("market.ledger", clearing + " are in clearing, and nothing is on its way");
    }
  }

  private void take(Decoding.Found<LedgerMovement> found) {
    LedgerMovement movement = found.value();
    Optional<LedgerBucket> from = LedgerBucket.find(movement.getFromBucket());
    Optional<LedgerBucket> to = LedgerBucket.find(movement.getToBucket());
    if (from.isEmpty() || to.isEmpty() || movement.getAmount() <= 0) {
      found(found.place(), "moves nothing");
      return;
    }
    String account = movement.getAccount();
    Map<LedgerBucket, BigInteger> of = new EnumMap<>(LedgerBucket.class);
    of.putAll(accounts.getOrDefault(account, new Purse(Map.of())).sums());
    BigInteger amount = BigInteger.valueOf(movement.getAmount());
    of.merge(from.get(), amount.negate(), BigInteger::add);
    of.merge(to.get(), amount, BigInteger::add);
    if (from.get() == LedgerBucket.CLEARING && torn.has(found.record())) {
      ahead = ahead.add(amount);
    }
    accounts.put(account, new Purse(of));
    compare(found, of);
  }

  private void compare(Decoding.Found<LedgerMovement> found, Map<LedgerBucket, BigInteger> of) {
    LedgerMovement said = found.value();
    Map<LedgerBucket, Long> balances =
        Map.of(
            LedgerBucket.FREE, said.getFree(),
            LedgerBucket.RESERVED, said.getReserved(),
            LedgerBucket.ESCROW, said.getEscrow(),
            LedgerBucket.PAID, said.getPaid(),
            LedgerBucket.BURNED, said.getBurned());
    balances.forEach((bucket, balance) -> {
      BigInteger sum = of.getOrDefault(bucket, BigInteger.ZERO);
      if (sum.signum() < 0 || !sum.equals(BigInteger.valueOf(balance))) {
        found(
            found.place(),
            "%s of %s is %d by the movements, %d by this one"
                .formatted(bucket, said.getAccount(), sum, balance));
      }
    });
  }

  /** Base units in each bucket, over all accounts; what was brought in is EXTERNAL, negative. */
  Map<LedgerBucket, BigInteger> totals() {
    return totals;
  }

  /** Certain: an account's movements are in one partition, and are read from their beginning on. */
  private void found(String where, String detail) {
    findings.certain("WRONG_SUM", where, detail);
  }
}
