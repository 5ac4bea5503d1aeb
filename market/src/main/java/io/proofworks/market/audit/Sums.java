package io.proofworks.market.audit;

import io.proofworks.avro.LedgerMovement;
import io.proofworks.market.audit.Audit.Finding;
import io.proofworks.protocol.LedgerBucket;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The money of a market, added up from its ledger alone: each movement's balances are those of the
 * account with it, no bucket of an account is ever below zero, and at rest nothing is in clearing,
 * so that what is free, reserved, in escrow, paid and burned is what was deposited less what was
 * withdrawn.
 */
final class Sums {

  private final Map<String, Map<LedgerBucket, BigInteger>> accounts = new HashMap<>();
  private final List<Finding> findings = new ArrayList<>();

  /**
   * @param onTheirWay messages between the sides that nobody has taken in yet
   */
  Sums(List<Decoding.Found<LedgerMovement>> ledger, int onTheirWay) {
    ledger.forEach(this::take);
    BigInteger clearing = total(LedgerBucket.CLEARING);
    if (onTheirWay == 0 && clearing.signum() != 0 || clearing.signum() < 0) {
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
    Map<LedgerBucket, BigInteger> of =
        accounts.computeIfAbsent(movement.getAccount(), a -> new EnumMap<>(LedgerBucket.class));
    BigInteger amount = BigInteger.valueOf(movement.getAmount());
    of.merge(from.get(), amount.negate(), BigInteger::add);
    of.merge(to.get(), amount, BigInteger::add);
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

  private BigInteger total(LedgerBucket bucket) {
    return accounts.values().stream()
        .map(of -> of.getOrDefault(bucket, BigInteger.ZERO))
        .reduce(BigInteger.ZERO, BigInteger::add);
  }

  /** Base units in each bucket, over all accounts; what was brought in is EXTERNAL, negative. */
  Map<LedgerBucket, BigInteger> totals() {
    Map<LedgerBucket, BigInteger> totals = new EnumMap<>(LedgerBucket.class);
    for (LedgerBucket bucket : LedgerBucket.values()) {
      totals.put(bucket, total(bucket));
    }
    return totals;
  }

  private void found(String where, String detail) {
    findings.add(new Finding("WRONG_SUM", where, detail));
  }

  List<Finding> findings() {
    return findings;
  }
}
