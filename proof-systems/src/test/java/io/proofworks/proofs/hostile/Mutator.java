package io.proofworks.proofs.hostile;

import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Alters bytes in the ways that break parsers; the same ones for the same seed. */
final class Mutator {
  private static final List<Integer> NUMBERS =
      List.of(0, 1, -1, 2, 0x7f, 0x80, 0xff, 0xffff, 0x10000, Integer.MAX_VALUE, Integer.MIN_VALUE);
  private static final int KINDS = 7;

  private final Random random;

  Mutator(long seed) {
    this.random = new Random(seed);
  }

  byte[] mutate(byte[] seed) {
    byte[] bytes = seed.clone();
    for (int i = random.nextInt(4); i >= 0; i--) {
      bytes = once(bytes);
    }
    return bytes;
  }

  private byte[] once(byte[] bytes) {
    if (bytes.length < 8) {
      return randomBytes(random.nextInt(600));
    }
    int at = random.nextInt(bytes.length);
    switch (random.nextInt(KINDS)) {
      case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
      case 1 -> bytes[at] = (byte) random.nextInt();
      case 2 -> Arrays.fill(bytes, at, Math.min(bytes.length, at + 32), (byte) 0xff);
      case 3 -> Arrays.fill(bytes, at, Math.min(bytes.length, at + 32), (byte) 0);
      case 4 -> putNumber(bytes, Math.min(at, bytes.length - 4));
      case 5 -> {
        return Arrays.copyOf(bytes, random.nextInt(bytes.length + 40));
      }
      default -> {
        int from = random.nextInt(bytes.length);
        int length = Math.min(1 + random.nextInt(64), bytes.length - Math.max(at, from));
        System.arraycopy(bytes, from, bytes, at, length);
      }
    }
    return bytes;
  }

  private void putNumber(byte[] bytes, int at) {
    int value = NUMBERS.get(random.nextInt(NUMBERS.size()));
    boolean little = random.nextBoolean();
    for (int i = 0; i < 4; i++) {
      bytes[at + (little ? i : 3 - i)] = (byte) (value >>> (8 * i));
    }
  }

  private byte[] randomBytes(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }
}
