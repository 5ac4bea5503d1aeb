package io.proofworks.proofs.risc0;

import io.proofworks.proofs.hash.Digests;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A Merkle path from a claim to a root, and the seal of that root: {@code abi.encode} of {@code
 * struct { bytes32[] path; bytes rootSeal; }} after the selector of the set verifier.
 *
 * <p>Source: risc0-ethereum, {@code contracts/src/RiscZeroSetVerifier.sol}.
 *
 * @param path siblings from the leaf up, 32 bytes each
 */
public record SetInclusionSeal(byte[] selector, List<byte[]> path, byte[] rootSeal) {
  static final int SELECTOR_BYTES = 4;

  /** Deeper than a set of all claims that could ever be made. */
  static final int MAX_DEPTH = 64;

  private static final int WORD = 32;
  private static final int HEAD_WORDS = 4;
  private static final byte[] LEAF_TAG = "LEAF_TAG".getBytes(StandardCharsets.US_ASCII);

  /** The longest encoding of a seal whose root seal is of Groth16. */
  static int maxBytes() {
    return size(MAX_DEPTH, Risc0ProofSystem.SEAL_BYTES);
  }

  private static int size(int depth, int rootSealBytes) {
    return SELECTOR_BYTES + WORD * (HEAD_WORDS + depth + 1) + padded(rootSealBytes);
  }

  private static int padded(int bytes) {
    return Math.ceilDiv(bytes, WORD) * WORD;
  }

  /** The one encoding. */
  public byte[] encode() {
    ByteBuffer out = ByteBuffer.allocate(size(path.size(), rootSeal.length));
    out.put(selector);
    putWord(out, WORD);
    putWord(out, 2 * WORD);
    putWord(out, WORD * (3 + path.size()));
    putWord(out, path.size());
    path.forEach(out::put);
    putWord(out, rootSeal.length);
    out.put(rootSeal);
    return out.array();
  }

  private static void putWord(ByteBuffer out, int value) {
    out.put(new byte[WORD - Integer.BYTES]).putInt(value);
  }

  /** Reads the one encoding; empty when the bytes are anything else. */
  public static Optional<SetInclusionSeal> decode(byte[] bytes) {
    int pathAt = SELECTOR_BYTES + HEAD_WORDS * WORD;
    if (bytes.length < pathAt + WORD || bytes.length > maxBytes()) {
      return Optional.empty();
    }
    ByteBuffer in = ByteBuffer.wrap(bytes);
    int depth = in.getInt(pathAt - Integer.BYTES);
    if (depth < 0 || depth > MAX_DEPTH || bytes.length < pathAt + WORD * (depth + 1)) {
      return Optional.empty();
    }
    List<byte[]> path = new ArrayList<>();
    for (int i = 0; i < depth; i++) {
      path.add(Arrays.copyOfRange(bytes, pathAt + i * WORD, pathAt + (i + 1) * WORD));
    }
    int sealAt = pathAt + WORD * (depth + 1);
    int length = in.getInt(sealAt - Integer.BYTES);
    if (length < 0 || length > bytes.length - sealAt) {
      return Optional.empty();
    }
    SetInclusionSeal seal =
        new SetInclusionSeal(
            Arrays.copyOf(bytes, SELECTOR_BYTES),
            List.copyOf(path),
            Arrays.copyOfRange(bytes, sealAt, sealAt + length));
    return Arrays.equals(seal.encode(), bytes) ? Optional.of(seal) : Optional.empty();
  }

  /** The root of the tree in which the path leads from that claim. */
  byte[] root(byte[] claimDigest) {
    byte[] node = leaf(claimDigest);
    for (byte[] sibling : path) {
      node = node(node, sibling);
    }
    return node;
  }

  /** The leaf of a claim. */
  static byte[] leaf(byte[] claimDigest) {
    return Digests.keccak256(LEAF_TAG, claimDigest);
  }

  /** The parent of two nodes, whatever their order. */
  static byte[] node(byte[] a, byte[] b) {
    return Arrays.compareUnsigned(a, b) < 0 ? Digests.keccak256(a, b) : Digests.keccak256(b, a);
  }
}
