package io.proofworks.proofs.ledgercircuit;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * A batch of work: the accounts before it, and the transfers in order.
 *
 * @param accounts the account at index i is leaf i of the tree; addresses are distinct
 * @param transfers at least one; indexes refer to {@code accounts}
 */
public record LedgerTrace(List<Account> accounts, List<Transfer> transfers) {

  /** Balances and amounts are below 2^128. */
  public static final int AMOUNT_BITS = 128;

  /**
   * An account before the batch.
   *
   * @param address 20 bytes
   * @param balance in the token's base units, 0 to 2^128 - 1
   */
  public record Account(byte[] address, BigInteger balance) {

    /** Bytes of an address. */
    public static final int ADDRESS_BYTES = 20;

    public Account {
      if (address.length != ADDRESS_BYTES) {
        throw new IllegalArgumentException("an address has 20 bytes, not " + address.length);
      }
      requireAmount(balance);
      address = address.clone();
    }

    @Override
    public byte[] address() {
      return address.clone();
    }

    /** The address as a big-endian number. */
    public BigInteger addressNumber() {
      return new BigInteger(1, address);
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Account that
          && Arrays.equals(address, that.address)
          && balance.equals(that.balance);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(address);
    }

    @Override
    public String toString() {
      return "0x" + HexFormat.of().formatHex(address) + "=" + balance;
    }
  }

  /**
   * One transfer. Sender and receiver may be the same account, and the amount may be zero, as in
   * ERC-20.
   *
   * @param from index of the sender
   * @param to index of the receiver
   * @param amount in the token's base units, 0 to 2^128 - 1
   */
  public record Transfer(int from, int to, BigInteger amount) {
    public Transfer {
      requireAmount(amount);
    }
  }

  public LedgerTrace {
    accounts = List.copyOf(accounts);
    transfers = List.copyOf(transfers);
    for (Transfer transfer : transfers) {
      requireIndex(transfer.from(), accounts.size());
      requireIndex(transfer.to(), accounts.size());
    }
  }

  /** The canonical compact encoding, {@link LedgerTraceCodec}. */
  public byte[] encode() {
    return LedgerTraceCodec.encode(this);
  }

  /**
   * Reads what {@link #encode} writes and nothing else.
   *
   * @throws IllegalArgumentException if the bytes are not exactly the encoding of a trace
   */
  public static LedgerTrace decode(byte[] bytes) {
    return LedgerTraceCodec.decode(bytes);
  }

  /**
   * Reads transfers {@code tx_index,log_index,token,from,to,amount} (a header line, then one per
   * line) and gives every account the smallest initial balance with which no transfer overdraws it.
   * Those balances are computed, not historical: whoever shows them must say so.
   *
   * @param token the contract whose transfers to take, 0x-hex in any case; empty: all lines as if
   *     of one token
   * @param limit most transfers to take, at least 1
   * @throws IllegalArgumentException if a line has another shape or an amount is 2^128 or more
   */
  public static LedgerTrace fromCsv(Reader csv, Optional<String> token, int limit)
      throws IOException {
    return TransferReader.csv(new BufferedReader(csv), token, limit);
  }

  /**
   * Reads {@code {"accounts":[{"address","balance"}],"transfers":[{"from","to","amount"}]}}:
   * addresses are 0x-hex, amounts decimal strings, and a transfer names its accounts by address.
   * Without {@code accounts}, balances are computed as in {@link #fromCsv}.
   *
   * @throws IllegalArgumentException if the document has another shape
   */
  public static LedgerTrace fromJson(Reader json) throws IOException {
    return TransferReader.json(json);
  }

  private static void requireAmount(BigInteger amount) {
    if (amount.signum() < 0 || amount.bitLength() > AMOUNT_BITS) {
      throw new IllegalArgumentException("an amount is from 0 to 2^128 - 1, not " + amount);
    }
  }

  private static void requireIndex(int index, int accounts) {
    if (index < 0 || index >= accounts) {
      throw new IllegalArgumentException("no account " + index + " among " + accounts);
    }
  }
}
