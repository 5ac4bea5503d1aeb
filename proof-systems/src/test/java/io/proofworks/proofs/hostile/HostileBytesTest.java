package io.proofworks.proofs.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Altered and random bytes for everything that reads bytes of others: no exception but a refusal,
 * and never much memory. The fuzzer of this module goes on where this ends.
 */
class HostileBytesTest {
  private static final int ROUNDS = 400;
  private static final long MOST_BYTES = 4 << 20;
  private static final int LARGE = 64 << 10;
  private static final Map<String, Consumer<byte[]>> TARGETS = Targets.all();
  private static final List<byte[]> SEEDS = Seeds.all();
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  static Stream<String> targets() {
    return TARGETS.keySet().stream();
  }

  @ParameterizedTest
  @MethodSource("targets")
  void shouldNeitherThrowNorTakeMuchMemory(String name) {
    Consumer<byte[]> target = warm(name);
    Mutator mutator = new Mutator(name.hashCode());
    for (int i = 0; i < ROUNDS; i++) {
      byte[] bytes = mutator.mutate(SEEDS.get(i % SEEDS.size()));
      assertThat(taken(target, bytes))
          .as("%s, round %d, %d bytes", name, i, bytes.length)
          .isLessThan(MOST_BYTES);
    }
  }

  /** Counts and lengths that promise much more than is there. */
  @ParameterizedTest
  @MethodSource("targets")
  void shouldTakeLittleMemoryForLargeInputs(String name) {
    Consumer<byte[]> target = warm(name);
    Mutator mutator = new Mutator(~name.hashCode());
    for (byte[] seed : SEEDS) {
      byte[] bytes = mutator.mutate(repeated(seed));
      assertThat(taken(target, bytes))
          .as("%s, %d bytes", name, bytes.length)
          .isLessThan(MOST_BYTES);
    }
  }

  /** A target that has loaded its classes: the compiler's of WebAssembly alone take 15 MB. */
  private static Consumer<byte[]> warm(String name) {
    Consumer<byte[]> target = Objects.requireNonNull(TARGETS.get(name));
    SEEDS.forEach(target);
    return target;
  }

  private static long taken(Consumer<byte[]> target, byte[] bytes) {
    long before = THREADS.getCurrentThreadAllocatedBytes();
    target.accept(bytes);
    return THREADS.getCurrentThreadAllocatedBytes() - before;
  }

  private static byte[] repeated(byte[] seed) {
    byte[] bytes = new byte[LARGE - 40];
    for (int at = 0; at < bytes.length; at += seed.length) {
      System.arraycopy(seed, 0, bytes, at, Math.min(seed.length, bytes.length - at));
    }
    return bytes;
  }

  /** What the fuzzer has found, in hex, by target. */
  @ParameterizedTest
  @CsvSource({
    "wasm,"
        + " 0061736d010000000105016000017f030201000503010001070e010a67657456657273696f6e40000a0601040041020b",
  })
  void shouldStandWhatTheFuzzerHasFound(String name, String bytes) {
    Objects.requireNonNull(TARGETS.get(name)).accept(HexFormat.of().parseHex(bytes));
  }

  @Test
  void shouldCoverEverySystem() {
    assertThat(TARGETS).hasSizeGreaterThanOrEqualTo(30);
  }
}
