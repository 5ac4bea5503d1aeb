package io.proofworks.runtime.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Names that others choose do not get into each other's way. */
class CompositeKeyTest {

  /** What keys are joined with, what sorts behind it, what escapes are made of, and others. */
  private static final String[] HOSTILE = {
    "", "|", "~", "}", "%", "%7C", "+", " ", "a", "b", "\u0000", "\u00e9", "\uffff", "\ud83d\ude00"
  };

  private static final long SEED = 41;

  private static String name(SplittableRandom random) {
    StringBuilder name = new StringBuilder();
    for (int i = random.nextInt(4); i >= 0; i--) {
      name.append(HOSTILE[random.nextInt(HOSTILE.length)]);
    }
    return name.toString();
  }

  @Test
  void shouldGiveOtherPartsAnotherKey() {
    SplittableRandom random = new SplittableRandom(SEED);
    Map<String, List<String>> seen = new HashMap<>();

    for (int i = 0; i < 20_000; i++) {
      String[] parts =
          IntStream.range(0, 1 + random.nextInt(3))
              .mapToObj(part -> name(random))
              .toArray(String[]::new);
      List<String> before = seen.put(CompositeKey.of(parts), List.of(parts));

      assertThat(before == null ? List.of(parts) : before)
          .as("seed %d: the same key as %s", SEED, Arrays.toString(parts))
          .containsExactly(parts);
    }
  }

  @Test
  void shouldKeepWhatBeginsWithAPartTogetherAndApartFromAllElse() {
    SplittableRandom random = new SplittableRandom(SEED);
    for (int i = 0; i < 20_000; i++) {
      String cell = name(random);
      String other = name(random);
      String id = name(random);
      String beginning = CompositeKey.beginning(CompositeKey.of(cell));
      String key = CompositeKey.under(CompositeKey.of(other), id);

      boolean within =
          key.compareTo(beginning) >= 0 && key.compareTo(CompositeKey.after(beginning)) <= 0;

      assertThat(within)
          .as("seed %d: %s of %s, looked for under %s", SEED, id, other, cell)
          .isEqualTo(cell.equals(other));
    }
  }

  @Test
  void shouldLeaveOurOwnNamesAsTheyAre() {
    assertThat(CompositeKey.of("0x" + "0d".repeat(32), "URGENT_SETTLEMENT"))
        .isEqualTo("0x" + "0d".repeat(32) + "|URGENT_SETTLEMENT");
  }
}
