package io.proofworks.runtime.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.proofworks.avro.JournalCheckpoint;
import io.proofworks.avro.JournalEntry;
import io.proofworks.protocol.Hash32;
import io.proofworks.runtime.AppSettings;
import io.proofworks.runtime.Coordinates;
import io.proofworks.runtime.state.MemoryStore;
import io.proofworks.topics.Topic;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class JournalTest {

  private static final byte[] SEED = new byte[32];
  private static final long T = 1_800_000_000_000L;

  private final Published published = new Published();
  private final Journal journal =
      new Journal("account-0", Hash32.ZERO, Optional.of(SEED), new MemoryStore(), published);

  private static final class Published implements JournalSink {

    private final List<Long> signedSizes = new ArrayList<>();
    private final List<@Nullable String> markets = new ArrayList<>();

    @Override
    public <V extends SpecificRecord> void publish(Topic<V> topic, String key, V value, long time) {
      if (value instanceof JournalCheckpoint checkpoint) {
        signedSizes.add(checkpoint.getTreeSize());
      } else if (value instanceof JournalEntry entry) {
        markets.add(entry.getDomain());
      }
    }
  }

  private void apply(long time) {
    append(time);
    journal.checkpoint(time);
  }

  private void append(long time) {
    Coordinates at = new Coordinates("market.stakes", 0, time, time);
    journal.append(new Applied<>(at, Hash32.ZERO, null, Map.of(), List.of(), false));
  }

  @Test
  void shouldSignOnceASecond() {
    apply(T);
    apply(T + 999);
    apply(T + 1_000);
    apply(T + 1_001);
    assertThat(published.signedSizes).containsExactly(1L, 3L);
  }

  @Test
  void shouldSignForRecordsThatAreReadBehindATick() {
    apply(T);
    apply(T + 500);
    journal.checkpoint(T + 30_000); // a tick's: the records of these 30 s come late
    apply(T + 1_499);
    apply(T + 1_500);
    assertThat(published.signedSizes).containsExactly(1L, 2L, 4L);
  }

  /**
   * What waited for a part that was away is applied with one input, and was written in a minute.
   */
  @Test
  void shouldSignWithinWhatOneInputReleased() {
    append(T);
    append(T + 999);
    append(T + 20_000);
    append(T + 40_000);
    append(T + 40_500);
    journal.checkpoint(T + 60_000);
    assertThat(published.signedSizes).containsExactly(1L, 3L, 4L, 5L);
  }

  @Test
  void shouldSignNothingTwice() {
    apply(T);
    journal.checkpoint(T + 30_000);
    assertThat(published.signedSizes).containsExactly(1L);
  }

  /** The entries of the first are as they were when there was one market. */
  @Test
  void shouldNameTheMarketUnlessItIsTheFirst() {
    Hash32 second = Hash32.parse("0x" + "02".repeat(32));
    AppSettings first = AppSettings.of(Map.of("domain", Hash32.ZERO.hex()));
    Applied<Consequence> step =
        new Applied<>(
            new Coordinates("market.stakes", 0, T, T),
            Hash32.ZERO,
            null,
            Map.of(),
            List.of(),
            false);

    Journal.of(first, "account-0", new MemoryStore(), published).append(step);
    Journal.of(first.of(second), "account-0", new MemoryStore(), published).append(step);

    assertThat(published.markets).containsExactly(null, second.hex());
  }
}
