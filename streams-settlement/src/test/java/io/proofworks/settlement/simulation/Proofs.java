package io.proofworks.settlement.simulation;

import io.proofworks.protocol.Address;
import io.proofworks.protocol.Digests;
import io.proofworks.protocol.Hash32;
import io.proofworks.settlement.domain.ProofCheck;
import io.proofworks.settlement.domain.PublishedTask;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A proof system that costs nothing: what a verifier would find is written on the proof, beside the
 * binding it carries and a randomiser that can be exchanged by anybody, as in Groth16.
 */
public final class Proofs {

  /** What verification finds. */
  public enum Kind {
    INVALID,
    VALID,
    NON_CANONICAL,
    STOPPED,
    UNSUPPORTED
  }

  private static final int LENGTH = 1 + Hash32.BYTES + Long.BYTES;

  private Proofs() {}

  static byte[] of(Kind kind, Digests digests, Hash32 task, Address boundTo, long randomiser) {
    return ByteBuffer.allocate(LENGTH)
        .put((byte) kind.ordinal())
        .put(digests.binding(task, boundTo).bytes())
        .putLong(randomiser)
        .array();
  }

  static ProofCheck.Outcome check(PublishedTask task, byte @Nullable [] binding, byte[] proof) {
    byte[] carried = Arrays.copyOfRange(proof, 1, 1 + Hash32.BYTES);
    return switch (Kind.values()[proof[0]]) {
      case VALID ->
          binding == null || Arrays.equals(carried, binding)
              ? new ProofCheck.Outcome.Valid()
              : new ProofCheck.Outcome.Invalid("binding");
      case INVALID -> new ProofCheck.Outcome.Invalid("pairing");
      case NON_CANONICAL -> new ProofCheck.Outcome.NonCanonical("length");
      case STOPPED -> new ProofCheck.Outcome.Stopped("v1");
      case UNSUPPORTED -> new ProofCheck.Outcome.Unsupported("of a newer release");
    };
  }
}
