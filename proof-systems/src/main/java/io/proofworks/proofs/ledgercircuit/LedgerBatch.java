package io.proofworks.proofs.ledgercircuit;

import io.proofworks.proofs.bn254.Fr;
import io.proofworks.proofs.circuit.Poseidon;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The public inputs of a whole batch, from those of its shards: {@code pre} of the first, {@code
 * post} of the last, and the commitment b_n with b_0 = 0, b_{j+1} = Poseidon(b_j, commitment of
 * shard j). A root verifier recomputes it.
 */
public final class LedgerBatch {

  private static final int L = Fr.LIMBS;

  private LedgerBatch() {}

  /**
   * Folds the shards' public inputs into the batch's.
   *
   * @return 96 bytes, or empty if there is no shard, one is not canonical, or two neighbours do not
   *     chain
   */
  public static Optional<byte[]> fold(List<byte[]> shardInputs) {
    if (shardInputs.isEmpty() || !shardInputs.stream().allMatch(LedgerInputs::isCanonical)) {
      return Optional.empty();
    }
    for (int i = 1; i < shardInputs.size(); i++) {
      if (!chains(shardInputs.get(i - 1), shardInputs.get(i))) {
        return Optional.empty();
      }
    }
    return Optional.of(
        LedgerInputs.encode(
            LedgerInputs.pre(shardInputs.getFirst()),
            LedgerInputs.post(shardInputs.getLast()),
            commitment(shardInputs)));
  }

  /** Whether the later shard starts from the root the earlier one ends in. */
  static boolean chains(byte[] earlier, byte[] later) {
    return LedgerInputs.isCanonical(earlier)
        && LedgerInputs.isCanonical(later)
        && Arrays.equals(LedgerInputs.post(earlier), LedgerInputs.pre(later));
  }

  private static byte[] commitment(List<byte[]> shardInputs) {
    long[] pair = new long[2 * L];
    for (byte[] inputs : shardInputs) {
      Fr.fromBytes(LedgerInputs.commitment(inputs), 0, pair, L);
      Poseidon.TWO.hash(pair, 0, pair, 0);
    }
    byte[] out = new byte[LedgerInputs.ELEMENT_BYTES];
    Fr.toBytes(pair, 0, out, 0);
    return out;
  }
}
