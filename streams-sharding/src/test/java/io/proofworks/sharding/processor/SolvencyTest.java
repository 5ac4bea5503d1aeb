package io.proofworks.sharding.processor;

import static org.assertj.core.api.Assertions.assertThat;

import io.proofworks.runtime.state.MemoryKeyValueStore;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Money comes before execution, and those without have a small part of it. */
class SolvencyTest {

  private static final long BEGIN = 1_700_000_000_000L;
  private static final String ANN = "ann";

  /** What one request takes at most, ms. */
  private static final int MOST_MS = 2_500;

  private final MemoryKeyValueStore<Bytes, byte[]> store = new MemoryKeyValueStore<>();
  private final Solvency solvency = new Solvency(store);

  private boolean bear(String who, long free, long worth, long effort, long now) {
    return solvency.of(who, free, now).bear(worth, effort);
  }

  /** How long those without money have had something executed until nothing more is. */
  private long exhaust(long now) {
    long sum = 0;
    for (int i = 0; i < 100 && bear("poor", 0, 1_000, 100, now); i++) {
      sum += 100;
    }
    return sum;
  }

  private long entries() {
    return new StateMap<>(store, Names.BATCH_ENDS, Serdes.String()).size();
  }

  @Test
  void shouldExecuteWithinTenSecondsWhatOnesMoneyIsWorth() {
    assertThat(bear(ANN, 1_000, 600, 5, BEGIN)).isTrue();
    exhaust(BEGIN + 9_999);
    assertThat(bear(ANN, 1_000, 1_400, 5, BEGIN + 9_999)).as("more than it has").isFalse();
    assertThat(bear(ANN, 1_000, 1_399, 5, BEGIN + 9_999)).isTrue();
    assertThat(bear(ANN, 1_000, 1, 5, BEGIN + 9_999)).isFalse();
    exhaust(BEGIN + 10_000);
    assertThat(bear(ANN, 1_000, 1_999, 5, BEGIN + 10_000)).isTrue();
    assertThat(bear(ANN, 1_000, 2_000, 5, BEGIN + 20_000)).as("others' share is back").isTrue();
  }

  @Test
  void shouldGiveThoseWithoutMoneyATwentiethOfACore() {
    assertThat(exhaust(BEGIN)).isEqualTo(2_000);
    assertThat(exhaust(BEGIN)).isZero();
    assertThat(exhaust(BEGIN + 20_000)).as("a second of work").isEqualTo(1_000);
    assertThat(exhaust(BEGIN + 1_000_000)).as("no more than is saved").isEqualTo(2_000);
  }

  /** Whoever just came, and asks for little, is let in soon, and so is who asks for much. */
  @Test
  void shouldLetInWhateverIsAskedWhereNobodyElseAsks() {
    assertThat(bear("new", 0, Long.MAX_VALUE, MOST_MS, BEGIN)).isTrue();
    assertThat(bear("new", 0, 1, 1, BEGIN + 10_000)).as("it has to be worked off").isFalse();
    assertThat(bear("new", 0, 1, 1, BEGIN + 10_001)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void shouldNeverRefuseWhoHasTheMoneyNorDoMuchForWhoHasNot(long seed) {
    Random random = new Random(seed);
    long now = BEGIN;
    long poor = 0;
    Map<Long, Long> spent = new HashMap<>();
    for (int i = 0; i < 20_000; i++) {
      now += random.nextInt(40);
      long free = random.nextInt(3) == 0 ? random.nextInt(10_000) : 0;
      int effort = 1 + random.nextInt(MOST_MS);
      long worth = 1 + random.nextInt(20_000);
      String other = "other" + random.nextInt(1_000);
      long before = borneByOthers();
      if (bear(other, free, worth, effort, now) && borneByOthers() != before) {
        poor += effort;
      }
      if (i % 10 == 0) {
        long mine = 1 + random.nextInt(5);
        if (spent.merge(now / 10_000, mine, Long::sum) <= 1_000) {
          assertThat(bear(ANN, 1_000, mine, MOST_MS, now)).as("seed %d, turn %d", seed, i).isTrue();
        }
      }
    }
    assertThat(poor).isBetween((now - BEGIN) / 20, (now - BEGIN) / 20 + 2_000 + MOST_MS);
  }

  private long borneByOthers() {
    byte[] value = store.get(Bytes.wrap("borne/others".getBytes(StandardCharsets.UTF_8)));
    return value == null ? 0 : Arrays.hashCode(value);
  }

  @Test
  void shouldRememberNobodyWithoutMoneyAndOthersForNoLongerThanItsTime() {
    for (int i = 0; i < 1_000; i++) {
      bear("poor" + i, 0, 1, 1, BEGIN);
      bear("rich" + i, 10, 1, 1, BEGIN);
    }
    assertThat(entries()).isEqualTo(1_001);

    bear(ANN, 10, 1, 1, BEGIN + 10_000);

    assertThat(entries()).isEqualTo(2);
  }

  /** What stands beside it in the store is not its own. */
  @Test
  void shouldLeaveEndsOfBatchesAndRefusalsAlone() {
    StateMap<String> beside = new StateMap<>(store, Names.BATCH_ENDS, Serdes.String());
    String end = Parked.timeKey(BEGIN) + "|batch";
    beside.put(end, "batch");
    beside.put("refusals/count", "1");

    for (int i = 0; i < 10; i++) {
      bear(ANN, 10, 1, 1, BEGIN + 10_000L * i);
    }

    assertThat(beside.get(end)).hasValue("batch");
    assertThat(beside.get("refusals/count")).hasValue("1");
  }
}
