package io.proofworks.proofs.circuit;

import java.math.BigInteger;

/**
 * The self-shrinking Grain LFSR that Poseidon's constants are drawn from, so that nobody could
 * choose them (Poseidon paper, eprint 2019/458, appendix E; {@code generate_parameters_grain.sage}
 * of its reference code).
 */
final class GrainLfsr {

  private static final int STATE_BITS = 80;
  private static final int WARM_UP = 160;
  private static final int PRIME_FIELD = 1;
  private static final int POWER_SBOX = 0;

  private final boolean[] state = new boolean[STATE_BITS];
  private int head;
  private int written;

  GrainLfsr(int fieldBits, int width, int fullRounds, int partialRounds) {
    write(PRIME_FIELD, 2);
    write(POWER_SBOX, 4);
    write(fieldBits, 12);
    write(width, 12);
    write(fullRounds, 10);
    write(partialRounds, 10);
    write((1 << 30) - 1, 30);
    for (int i = 0; i < WARM_UP; i++) {
      step();
    }
  }

  private void write(int value, int bits) {
    for (int i = bits - 1; i >= 0; i--) {
      state[written++] = (value >> i & 1) == 1;
    }
  }

  private boolean step() {
    boolean bit = tap(62) ^ tap(51) ^ tap(38) ^ tap(23) ^ tap(13) ^ tap(0);
    state[head] = bit;
    head = (head + 1) % STATE_BITS;
    return bit;
  }

  private boolean tap(int i) {
    return state[(head + i) % STATE_BITS];
  }

  /** The next bit: of each pair of raw bits, the second, if the first is one. */
  private boolean next() {
    while (!step()) {
      step();
    }
    return step();
  }

  /** A number of that many bits, most significant first. */
  BigInteger bits(int count) {
    BigInteger value = BigInteger.ZERO;
    for (int i = 0; i < count; i++) {
      value = value.shiftLeft(1);
      if (next()) {
        value = value.setBit(0);
      }
    }
    return value;
  }

  /** A number below the bound: draws until one is. */
  BigInteger below(BigInteger bound, int bits) {
    BigInteger value = bits(bits);
    while (value.compareTo(bound) >= 0) {
      value = bits(bits);
    }
    return value;
  }
}
