package io.proofworks.proofs.batch;

import io.proofworks.proofs.Statement;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The bytes of a batch: magic {@code PWBA}, version 1, the aggregator's binding (32), the count (32
 * bits), then for each child its statement's digest (32), the length of its proof (32 bits) and the
 * proof. Big-endian, no trailing bytes: one encoding for a list of children.
 */
record BatchEnvelope(byte[] binding, List<Child> children) {

  private static final int MAGIC = 0x50574241;
  private static final byte VERSION = 1;
  private static final int DIGEST_BYTES = 32;
  static final int HEADER_BYTES = 4 + 1 + Statement.BINDING_BYTES + 4;
  static final int CHILD_BYTES = DIGEST_BYTES + 4;

  record Child(byte[] statementDigest, byte[] proof) {}

  byte[] encode() {
    int size = HEADER_BYTES;
    for (Child child : children) {
      size = Math.addExact(size, CHILD_BYTES + child.proof().length);
    }
    ByteBuffer out =
        ByteBuffer.allocate(size).putInt(MAGIC).put(VERSION).put(binding).putInt(children.size());
    for (Child child : children) {
      out.put(child.statementDigest()).putInt(child.proof().length).put(child.proof());
    }
    return out.array();
  }

  /** What the bytes hold, or empty if they are not exactly one envelope. */
  static Optional<BatchEnvelope> decode(byte[] bytes) {
    try {
      return decode(ByteBuffer.wrap(bytes));
    } catch (BufferUnderflowException e) {
      return Optional.empty();
    }
  }

  private static Optional<BatchEnvelope> decode(ByteBuffer in) {
    if (in.getInt() != MAGIC || in.get() != VERSION) {
      return Optional.empty();
    }
    byte[] binding = take(in, Statement.BINDING_BYTES);
    int count = in.getInt();
    List<Child> children = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      byte[] digest = take(in, DIGEST_BYTES);
      children.add(new Child(digest, take(in, in.getInt())));
    }
    return in.hasRemaining() || count < 0
        ? Optional.empty()
        : Optional.of(new BatchEnvelope(binding, children));
  }

  private static byte[] take(ByteBuffer in, int length) {
    // A length from outside is held against what is there before anything is allocated for it.
    if (length < 0 || length > in.remaining()) {
      throw new BufferUnderflowException();
    }
    byte[] taken = new byte[length];
    in.get(taken);
    return taken;
  }
}
