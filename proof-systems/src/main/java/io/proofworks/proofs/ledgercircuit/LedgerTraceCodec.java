package io.proofworks.proofs.ledgercircuit;

import io.proofworks.proofs.ledgercircuit.LedgerTrace.Account;
import io.proofworks.proofs.ledgercircuit.LedgerTrace.Transfer;
import java.math.BigInteger;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * The bytes of a {@link LedgerTrace}: magic {@code PWLT}, version 1, then the counts (two 32-bit
 * integers), accounts (20 + 16 bytes each) and transfers (4 + 4 + 16 bytes each). Fixed widths,
 * big-endian, no trailing bytes: one encoding per trace.
 */
final class LedgerTraceCodec {

  private static final int MAGIC = 0x50574c54;
  private static final byte VERSION = 1;
  private static final int HEADER_BYTES = 4 + 1 + 4 + 4;
  private static final int ACCOUNT_BYTES = Account.ADDRESS_BYTES + Amounts.BYTES;
  private static final int TRANSFER_BYTES = 4 + 4 + Amounts.BYTES;

  private LedgerTraceCodec() {}

  static byte[] encode(LedgerTrace trace) {
    ByteBuffer out =
        ByteBuffer.allocate(
            Math.toIntExact(size(trace.accounts().size(), trace.transfers().size())));
    out.putInt(MAGIC).put(VERSION).putInt(trace.accounts().size()).putInt(trace.transfers().size());
    for (Account account : trace.accounts()) {
      out.put(account.address());
      Amounts.put(out, account.balance());
    }
    for (Transfer transfer : trace.transfers()) {
      out.putInt(transfer.from()).putInt(transfer.to());
      Amounts.put(out, transfer.amount());
    }
    return out.array();
  }

  static LedgerTrace decode(byte[] bytes) {
    try {
      return decode(ByteBuffer.wrap(bytes));
    } catch (BufferUnderflowException e) {
      throw new IllegalArgumentException("a ledger trace ends early", e);
    }
  }

  private static LedgerTrace decode(ByteBuffer in) {
    if (in.getInt() != MAGIC || in.get() != VERSION) {
      throw new IllegalArgumentException("not a ledger trace of version " + VERSION);
    }
    int accounts = in.getInt();
    int transfers = in.getInt();
    // Counts are checked against the bytes that are there before anything is allocated for them.
    if (accounts < 0 || transfers < 0 || size(accounts, transfers) != in.capacity()) {
      throw new IllegalArgumentException("the counts of a ledger trace do not fit its length");
    }
    return new LedgerTrace(accounts(in, accounts), transfers(in, transfers));
  }

  private static List<Account> accounts(ByteBuffer in, int count) {
    List<Account> accounts = new ArrayList<>(count);
    byte[] address = new byte[Account.ADDRESS_BYTES];
    for (int i = 0; i < count; i++) {
      in.get(address);
      accounts.add(new Account(address, Amounts.get(in)));
    }
    return accounts;
  }

  private static List<Transfer> transfers(ByteBuffer in, int count) {
    List<Transfer> transfers = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      transfers.add(new Transfer(in.getInt(), in.getInt(), Amounts.get(in)));
    }
    return transfers;
  }

  private static long size(int accounts, int transfers) {
    return HEADER_BYTES + (long) ACCOUNT_BYTES * accounts + (long) TRANSFER_BYTES * transfers;
  }

  /** Unsigned 128-bit numbers as 16 bytes, big-endian. */
  static final class Amounts {

    static final int BYTES = LedgerTrace.AMOUNT_BITS / 8;

    private Amounts() {}

    static void put(ByteBuffer out, BigInteger amount) {
      byte[] signed = amount.toByteArray();
      int length = Math.min(signed.length, BYTES);
      out.put(new byte[BYTES - length]).put(signed, signed.length - length, length);
    }

    static BigInteger get(ByteBuffer in) {
      byte[] bytes = new byte[BYTES];
      in.get(bytes);
      return new BigInteger(1, bytes);
    }
  }
}
