package io.proofworks.proofs.ledgercircuit;

import io.proofworks.proofs.bn254.Fr;
import io.proofworks.proofs.ledgercircuit.LedgerTrace.Account;
import io.proofworks.proofs.ledgercircuit.LedgerTraceCodec.Amounts;
import java.math.BigInteger;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * All a prover needs for one shard: each transfer with both accounts as they are just before it
 * touches them. It is the prover's witness, so nothing depends on its being honest: a false one
 * proves nothing.
 *
 * <p>Bytes: magic {@code PWLS}, version 1, depth (8 bits), count (32 bits), then per transfer the
 * amount (16 bytes) and the openings of sender and receiver (leaf 4, address 20, balance 16,
 * siblings 32 each). Big-endian, fixed widths, no trailing bytes.
 *
 * @param depth levels of the tree, 1 to {@link #MAX_DEPTH}
 */
record ShardTrace(int depth, List<Step> steps) {

  /** The deepest tree: indexes stay within an int. */
  static final int MAX_DEPTH = 30;

  private static final int MAGIC = 0x50574c53;
  private static final byte VERSION = 1;
  private static final int HEADER_BYTES = 4 + 1 + 1 + 4;
  private static final int ELEMENT_BYTES = 32;

  /** One transfer; the receiver's opening is against the tree in which the sender has paid. */
  record Step(Opening from, Opening to, BigInteger amount) {}

  byte[] encode() {
    ByteBuffer out = ByteBuffer.allocate(Math.toIntExact(size(depth, steps.size())));
    out.putInt(MAGIC).put(VERSION).put((byte) depth).putInt(steps.size());
    for (Step step : steps) {
      Amounts.put(out, step.amount());
      put(out, step.from());
      put(out, step.to());
    }
    return out.array();
  }

  private static void put(ByteBuffer out, Opening opening) {
    out.putInt(opening.index()).put(opening.account().address());
    Amounts.put(out, opening.account().balance());
    out.put(opening.siblings());
  }

  /**
   * @throws IllegalArgumentException if the bytes are not exactly the encoding of a shard's trace
   */
  static ShardTrace decode(byte[] bytes) {
    try {
      return decode(ByteBuffer.wrap(bytes));
    } catch (BufferUnderflowException e) {
      throw new IllegalArgumentException("a shard trace ends early", e);
    }
  }

  private static ShardTrace decode(ByteBuffer in) {
    if (in.getInt() != MAGIC || in.get() != VERSION) {
      throw new IllegalArgumentException("not a shard trace of version " + VERSION);
    }
    int depth = in.get();
    int count = in.getInt();
    if (depth < 1 || depth > MAX_DEPTH || count < 0 || size(depth, count) != in.capacity()) {
      throw new IllegalArgumentException("depth and count of a shard trace do not fit its length");
    }
    List<Step> steps = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      BigInteger amount = Amounts.get(in);
      steps.add(new Step(opening(in, depth), opening(in, depth), amount));
    }
    return new ShardTrace(depth, steps);
  }

  private static Opening opening(ByteBuffer in, int depth) {
    int index = in.getInt();
    if (index < 0 || index >= 1 << depth) {
      throw new IllegalArgumentException("no leaf " + index + " in a tree of depth " + depth);
    }
    byte[] address = new byte[Account.ADDRESS_BYTES];
    in.get(address);
    Account account = new Account(address, Amounts.get(in));
    byte[] siblings = new byte[depth * ELEMENT_BYTES];
    in.get(siblings);
    requireFieldElements(siblings);
    return new Opening(index, account, siblings);
  }

  private static void requireFieldElements(byte[] siblings) {
    long[] ignored = new long[Fr.LIMBS];
    for (int i = 0; i < siblings.length; i += ELEMENT_BYTES) {
      if (!Fr.fromBytes(siblings, i, ignored, 0)) {
        throw new IllegalArgumentException("a sibling is not a field element");
      }
    }
  }

  private static long size(int depth, int count) {
    long opening = 4L + Account.ADDRESS_BYTES + Amounts.BYTES + (long) depth * ELEMENT_BYTES;
    return HEADER_BYTES + count * (Amounts.BYTES + 2 * opening);
  }
}
