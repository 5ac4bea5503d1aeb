package io.proofworks.market.audit;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Keys of a {@link ScratchDb}: a text and a zero byte, then numbers, big-endian, so that none is
 * the beginning of another's and numbers that are not negative are in their order.
 */
final class Keys {

  private final byte[] bytes;

  private Keys(byte[] bytes) {
    this.bytes = bytes;
  }

  static Keys of(String name) {
    byte[] text = name.getBytes(StandardCharsets.UTF_8);
    return new Keys(Arrays.copyOf(text, text.length + 1));
  }

  Keys with(int number) {
    return new Keys(joined(bytes, ByteBuffer.allocate(Integer.BYTES).putInt(number).array()));
  }

  Keys with(long number) {
    return new Keys(joined(bytes, ByteBuffer.allocate(Long.BYTES).putLong(number).array()));
  }

  byte[] bytes() {
    return bytes;
  }

  static byte[] joined(byte[] prefix, byte[] key) {
    byte[] joined = Arrays.copyOf(prefix, prefix.length + key.length);
    System.arraycopy(key, 0, joined, prefix.length, key.length);
    return joined;
  }

  static byte[] without(byte[] prefix, byte[] key) {
    return Arrays.copyOfRange(key, prefix.length, key.length);
  }
}
