package io.proofworks.settlement.domain;

import io.proofworks.protocol.Amounts;
import io.proofworks.protocol.LedgerBucket;

/**
 * Where an account's money stands, in base units. {@code external} is what was withdrawn less what
 * was deposited, {@code clearing} what was sent to other accounts less what was booked from them;
 * so the seven always add up to zero, and over all accounts clearing adds up to what is on its way.
 */
public record Balances(
    long free, long reserved, long escrow, long paid, long burned, long clearing, long external) {

  public static final Balances NONE = new Balances(0, 0, 0, 0, 0, 0, 0);

  /**
   * @throws IllegalStateException when money would appear or vanish, or a bucket of the market's
   *     own would fall below zero: a bug, which must stop the ledger
   */
  public Balances {
    long sum = Amounts.add(Amounts.add(free, reserved), Amounts.add(escrow, paid));
    sum = Amounts.add(Amounts.add(sum, burned), Amounts.add(clearing, external));
    boolean owes = free < 0 || reserved < 0 || escrow < 0 || paid < 0 || burned < 0;
    if (sum != 0 || owes) {
      throw new IllegalStateException(
          "ledger not conserved: free=%d reserved=%d escrow=%d paid=%d burned=%d clearing=%d external=%d"
              .formatted(free, reserved, escrow, paid, burned, clearing, external));
    }
  }

  /** Whether anything here is the account's own, be it set aside. */
  boolean any() {
    return free > 0 || reserved > 0 || escrow > 0 || paid > 0;
  }

  /**
   * Moves money between two buckets.
   *
   * @param amount at least 0
   * @throws ArithmeticException on overflow
   * @throws IllegalStateException when the bucket does not hold the amount
   */
  public Balances move(LedgerBucket from, LedgerBucket to, long amount) {
    if (amount < 0) {
      throw new IllegalStateException("a movement of " + amount);
    }
    return new Balances(
        after(LedgerBucket.FREE, free, from, to, amount),
        after(LedgerBucket.RESERVED, reserved, from, to, amount),
        after(LedgerBucket.ESCROW, escrow, from, to, amount),
        after(LedgerBucket.PAID, paid, from, to, amount),
        after(LedgerBucket.BURNED, burned, from, to, amount),
        after(LedgerBucket.CLEARING, clearing, from, to, amount),
        after(LedgerBucket.EXTERNAL, external, from, to, amount));
  }

  private static long after(
      LedgerBucket bucket, long balance, LedgerBucket from, LedgerBucket to, long amount) {
    long debited = bucket == from ? Amounts.subtract(balance, amount) : balance;
    return bucket == to ? Amounts.add(debited, amount) : debited;
  }
}
