package io.proofworks.settlement.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.proofworks.runtime.state.CacheBudget;
import io.proofworks.runtime.state.EmptyStores;
import io.proofworks.runtime.state.OrderedStore;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The simulation over many seeds. {@code build/simulate --seeds N} runs more, and {@code
 * build/simulate --seed S} the one that failed.
 */
final class SimulationTest {

  private static final long FIRST = Long.getLong("simulation.first", 1);
  private static final long SEEDS = Long.getLong("simulation.seeds", 200);

  /** A bug has to show within as many seeds. */
  private static final long ENOUGH = 200;

  @Test
  void shouldHoldForEverySeed() {
    Map<String, Integer> fired = new TreeMap<>();
    Map<String, Integer> reasons = new TreeMap<>();
    long operations = 0;
    int largestWaiting = 0;
    long began = System.nanoTime();
    for (Simulation.Outcome outcome : outcomes(FIRST, SEEDS).toList()) {
      operations += outcome.operations();
      largestWaiting = Math.max(largestWaiting, outcome.largestWaiting());
      outcome.fired().forEach((what, times) -> fired.merge(what, times, Integer::sum));
      outcome.reasons().forEach((what, times) -> reasons.merge(what, times, Integer::sum));
    }
    double seconds = (System.nanoTime() - began) / 1e9;
    System.out.printf(
        "simulation: %d seeds, %.1f seeds/s, %d operations, at most %d waiting, fired %s, answers"
            + " %s%n",
        SEEDS, SEEDS / seconds, operations, largestWaiting, fired, reasons);
    if (SEEDS >= 200) {
      assertThat(fired.keySet()).as("kinds that fired").isEqualTo(kinds());
    }
  }

  /** The same over a night's worth of seeds. */
  @Test
  @Tag("nightly")
  void shouldHoldForTenThousandSeeds() {
    assertThat(outcomes(100_001, 10_000).filter(outcome -> outcome.operations() > 0).count())
        .isEqualTo(10_000);
  }

  /** Of as many seeds, by all processors: a simulation shares nothing with the others. */
  private static Stream<Simulation.Outcome> outcomes(long first, long seeds) {
    return LongStream.range(first, first + seeds)
        .parallel()
        .mapToObj(seed -> Simulation.run(seed, PlantedBug.NONE));
  }

  private static Set<String> kinds() {
    return Stream.concat(
            Arrays.stream(Simulation.Conduct.values()), Arrays.stream(Simulation.Fault.values()))
        .map(Enum::name)
        .collect(Collectors.toSet());
  }

  @Test
  void shouldDoTheSameForTheSameSeed() {
    List<String> once = new ArrayList<>();
    List<String> again = new ArrayList<>();
    LongStream.range(1, 4).forEach(s -> once.add(Simulation.run(s, PlantedBug.NONE).events()));
    LongStream.range(1, 4).forEach(s -> again.add(Simulation.run(s, PlantedBug.NONE).events()));
    assertThat(again).isEqualTo(once).doesNotHaveDuplicates();
  }

  /** What is decoded once and written late, as what is read and written each time. */
  @ParameterizedTest
  @CsvSource({"0, 0", "0, 3", "4000, 1", "4000, 2000", "100000000, 50", "100000000, 2000"})
  void shouldDoTheSameWhateverIsKeptInMemory(long bytes, int changes) {
    for (long seed = 1; seed <= 8; seed++) {
      CacheBudget budget = CacheBudget.of(bytes, changes);
      Supplier<OrderedStore> stores = () -> EmptyStores.IN_MEMORY.ordered(budget);
      assertThat(Simulation.run(seed, PlantedBug.NONE, stores).events())
          .as("seed %d", seed)
          .isEqualTo(Simulation.run(seed, PlantedBug.NONE).events());
    }
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
  void shouldCatch(PlantedBug bug) {
    for (long seed = 1; seed <= ENOUGH; seed++) {
      try {
        Simulation.run(seed, bug);
      } catch (RuntimeException found) {
        System.out.printf(
            "planted bug %s: seed %d: %s%n",
            bug, seed, found.getMessage().lines().findFirst().orElse(""));
        return;
      }
    }
    throw new AssertionError(bug + " was not seen in " + ENOUGH + " seeds");
  }
}
