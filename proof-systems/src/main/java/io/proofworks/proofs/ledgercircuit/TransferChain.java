package io.proofworks.proofs.ledgercircuit;

import io.proofworks.proofs.bn254.Fr;
import io.proofworks.proofs.circuit.Poseidon;
import java.math.BigInteger;

/**
 * The commitment of a shard's transfers: c_0 = 0, c_{i+1} = Poseidon(c_i, sender's address,
 * receiver's address, amount), padding included. Anyone who has the transfers can recompute it.
 */
final class TransferChain {

  private static final int L = Fr.LIMBS;

  private final long[] commitment = new long[L];

  void append(BigInteger from, BigInteger to, BigInteger amount) {
    long[] link = new long[4 * L];
    Fr.set(link, 0, commitment, 0);
    Fr.fromBigInteger(from, link, L);
    Fr.fromBigInteger(to, link, 2 * L);
    Fr.fromBigInteger(amount, link, 3 * L);
    Poseidon.FOUR.hash(commitment, 0, link, 0);
  }

  byte[] commitment() {
    byte[] out = new byte[LedgerInputs.ELEMENT_BYTES];
    Fr.toBytes(commitment, 0, out, 0);
    return out;
  }
}
