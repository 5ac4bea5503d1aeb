package io.proofworks.proofs.snarkpack;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The bytes of an aggregate: version 1, the number of distinct heads (two bytes), each with its
 * length (two bytes) in the order in which they first occur, then, if there are several, the place
 * of each child's (two bytes), then the packed proof.
 */
record PackEnvelope(List<byte[]> heads, byte[] bytes, int proofAt) {
  private static final byte VERSION = 1;
  private static final int MAX_HEAD_BYTES = 256;

  static byte[] encode(List<byte[]> heads, PackedProof proof) {
    Map<ByteBuffer, Integer> distinct = new LinkedHashMap<>();
    int[] places = new int[heads.size()];
    for (int i = 0; i < places.length; i++) {
      ByteBuffer head = ByteBuffer.wrap(heads.get(i));
      distinct.putIfAbsent(head, distinct.size());
      places[i] = Objects.requireNonNull(distinct.get(head));
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(VERSION);
    out.writeBytes(number(distinct.size()));
    for (ByteBuffer head : distinct.keySet()) {
      out.writeBytes(number(head.remaining()));
      out.writeBytes(head.array());
    }
    if (distinct.size() > 1) {
      Arrays.stream(places).forEach(place -> out.writeBytes(number(place)));
    }
    out.writeBytes(proof.encode());
    return out.toByteArray();
  }

  /** Most bytes of an aggregate of so many children, beside those of their heads. */
  static long mostBytes(int children) {
    int rounds = Integer.SIZE - Integer.numberOfLeadingZeros(Math.max(1, children - 1));
    return 1 + Short.BYTES + 2L * Short.BYTES * children + PackedProof.bytes(rounds);
  }

  private static byte[] number(int value) {
    return ByteBuffer.allocate(Short.BYTES).putShort((short) value).array();
  }

  /** Reads an aggregate of that many children up to its proof; empty when it is none. */
  static Optional<PackEnvelope> decode(byte[] bytes, int children) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    if (in.remaining() < 1 + Short.BYTES || in.get() != VERSION) {
      return Optional.empty();
    }
    Optional<List<byte[]>> distinct = distinctHeads(in, children);
    if (distinct.isEmpty()) {
      return Optional.empty();
    }
    return heads(in, distinct.get(), children)
        .map(heads -> new PackEnvelope(heads, bytes, in.position()));
  }

  private static Optional<List<byte[]>> distinctHeads(ByteBuffer in, int children) {
    int count = Short.toUnsignedInt(in.getShort());
    List<byte[]> heads = new ArrayList<>();
    for (int i = 0; i < count && i < children; i++) {
      int length = in.remaining() < Short.BYTES ? -1 : Short.toUnsignedInt(in.getShort());
      if (length < 0 || length > Math.min(MAX_HEAD_BYTES, in.remaining())) {
        return Optional.empty();
      }
      byte[] head = new byte[length];
      in.get(head);
      heads.add(head);
    }
    long different = heads.stream().map(ByteBuffer::wrap).distinct().count();
    return count >= 1 && count == different ? Optional.of(heads) : Optional.empty();
  }

  /** Heads must be numbered as they first occur and all be used, so that there is one encoding. */
  private static Optional<List<byte[]>> heads(ByteBuffer in, List<byte[]> distinct, int children) {
    List<byte[]> heads = new ArrayList<>();
    int seen = 0;
    for (int i = 0; i < children; i++) {
      int place = 0;
      if (distinct.size() > 1) {
        place = in.remaining() < Short.BYTES ? -1 : Short.toUnsignedInt(in.getShort());
      }
      if (place < 0 || place > seen || place >= distinct.size()) {
        return Optional.empty();
      }
      seen = Math.max(seen, place + 1);
      heads.add(distinct.get(place));
    }
    return seen == distinct.size() ? Optional.of(heads) : Optional.empty();
  }

  /** The packed proof behind the heads. */
  Optional<PackedProof> proof(int rounds) {
    return PackedProof.decode(bytes, proofAt, rounds);
  }
}
