package io.proofworks.tlog;

import io.proofworks.protocol.Hash32;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * What one has to remember of a Merkle tree to append to it and to know its root: the roots of its
 * complete subtrees, the largest first. Immutable.
 *
 * @param size leaves
 * @param peaks one for each bit of the size
 */
public record MerkleFrontier(long size, List<Hash32> peaks) {

  /** The tree without leaves. */
  public static final MerkleFrontier EMPTY = new MerkleFrontier(0, List.of());

  /**
   * @throws IllegalArgumentException if there is not one peak for each bit of the size
   */
  public MerkleFrontier {
    peaks = List.copyOf(peaks);
    if (size < 0 || Long.bitCount(size) != peaks.size()) {
      throw new IllegalArgumentException(peaks.size() + " peaks of " + size + " leaves");
    }
  }

  /** The tree with one more leaf. */
  public MerkleFrontier with(byte[] data) {
    List<Hash32> next = new ArrayList<>(peaks);
    Hash32 hash = Merkle.leaf(data);
    for (long rest = size; (rest & 1) == 1; rest >>= 1) {
      hash = Merkle.node(next.removeLast(), hash);
    }
    next.add(hash);
    return new MerkleFrontier(size + 1, next);
  }

  /** The tree's root. */
  public Hash32 root() {
    if (peaks.isEmpty()) {
      return Merkle.EMPTY;
    }
    Hash32 root = peaks.getLast();
    for (Hash32 peak : peaks.subList(0, peaks.size() - 1).reversed()) {
      root = Merkle.node(peak, root);
    }
    return root;
  }

  /** Size (8 bytes, big-endian), then the peaks. */
  public byte[] bytes() {
    ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES + peaks.size() * Hash32.BYTES);
    bytes.putLong(size);
    peaks.forEach(peak -> bytes.put(peak.bytes()));
    return bytes.array();
  }

  /**
   * What {@link #bytes} wrote.
   *
   * @throws IllegalArgumentException for anything else
   */
  public static MerkleFrontier of(byte[] bytes) {
    if (bytes.length < Long.BYTES || (bytes.length - Long.BYTES) % Hash32.BYTES != 0) {
      throw new IllegalArgumentException(bytes.length + " bytes are no frontier");
    }
    ByteBuffer from = ByteBuffer.wrap(bytes);
    long size = from.getLong();
    List<Hash32> peaks = new ArrayList<>();
    while (from.hasRemaining()) {
      byte[] peak = new byte[Hash32.BYTES];
      from.get(peak);
      peaks.add(Hash32.of(peak));
    }
    return new MerkleFrontier(size, peaks);
  }
}
