package io.proofworks.aggregation.processor;

import static org.assertj.core.api.Assertions.assertThat;

import io.proofworks.operations.Meters;
import io.proofworks.proofs.registry.VerifierRegistry;
import io.proofworks.protocol.Hash32;
import io.proofworks.runtime.Turn;
import io.proofworks.runtime.state.MemoryKeyValueStore;
import io.proofworks.runtime.testing.InMemoryRegistry;
import io.proofworks.runtime.testing.SteppingStore;
import io.proofworks.serde.MarketSerdes;
import io.proofworks.topics.Topics;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.utils.Bytes;
import org.junit.jupiter.api.Test;

class CaseBookTest {

  private static final int GONE = 1_000;
  private static final int LOOKS = 100;
  private static final long NOW = 10_000_000;

  private final SteppingStore<String> due = new SteppingStore<>(Stores.DUE);
  private final SteppingStore<Long> requests = new SteppingStore<>(Stores.REQUESTS);
  private final CaseBook book =
      new CaseBook(
          new BatchStores(
              new MemoryKeyValueStore<>(),
              due,
              new MemoryKeyValueStore<>(),
              new MemoryKeyValueStore<>(),
              new MemoryKeyValueStore<>(),
              requests,
              new MemoryKeyValueStore<>(),
              new MemoryKeyValueStore<>(),
              new MemoryKeyValueStore<>(),
              new MemoryKeyValueStore<>()),
          new Turn(Meters.unread(), (record, sink) -> {}),
          Hash32.parse("0x" + "d0".repeat(32)),
          new Systems(
              VerifierRegistry.standard(),
              (id, systems) -> Optional.empty(),
              new MarketSerdes(new InMemoryRegistry()),
              Meters.unread()));

  private void ticked(long time) {
    book.set(Map.of(Topics.AGGREGATES.name(), time));
  }

  @Test
  void shouldStepOverWhatWasDueOnceHoweverOftenItLooks() {
    for (int i = 0; i < GONE; i++) {
      due.bury(Stores.due(i, "batch"), "batch");
    }

    for (int i = 0; i < LOOKS; i++) {
      ticked(NOW + i);
      assertThat(book.isDue(NOW + i)).isFalse();
      assertThat(book.due()).isEmpty();
    }

    assertThat(due.steps()).isLessThan(2 * GONE);
  }

  @Test
  void shouldFindWhatIsDueBehindWhatIsGone() {
    ticked(NOW);
    assertThat(book.due()).isEmpty();
    book.postpone("batch");

    ticked(NOW + 60_000);

    assertThat(book.due()).containsExactly("batch");
    assertThat(book.due()).isEmpty();
  }

  /** An audit looks back by a minute from a clock that has not begun. */
  @Test
  void shouldHaveNothingDueBeforeThereIsATime() {
    ticked(NOW);
    book.postpone("batch");

    assertThat(book.isDue(-60_000)).isFalse();
    assertThat(book.isDue(NOW + 60_000)).isTrue();
  }

  @Test
  void shouldStepOverRequestsThatAreGoneOnceHoweverOftenItLooks() {
    ticked(NOW);
    for (int kind = 0; kind < 2; kind++) {
      for (int i = 0; i < GONE; i++) {
        ByteBuffer place = ByteBuffer.allocate(1 + Long.BYTES).put((byte) kind).putLong(i);
        requests.bury(Bytes.wrap(place.array()), 1L);
      }
    }

    for (int i = 0; i < LOOKS; i++) {
      assertThat(book.dropRequests(effect -> {})).isFalse();
    }

    assertThat(requests.steps()).isLessThan(3 * GONE);
  }
}
