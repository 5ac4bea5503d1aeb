package io.proofworks.aggregation.processor;

import static org.assertj.core.api.Assertions.assertThat;

import io.proofworks.aggregation.domain.Aggregator;
import io.proofworks.aggregation.domain.DeskInput;
import io.proofworks.aggregation.domain.Input;
import io.proofworks.aggregation.domain.MarketEvent;
import io.proofworks.aggregation.domain.Want;
import io.proofworks.runtime.state.MemoryKeyValueStore;
import io.proofworks.runtime.state.StoreView;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.junit.jupiter.api.Test;

class DeskBookTest {

  private static final long NOW = 1_000_000;
  private static final int BOND = 100;

  private final List<Input> answers = new ArrayList<>();
  private final MockProcessorContext<byte[], byte[]> context = new MockProcessorContext<>();
  private DeskBook book;
  private long number;
  private long steps;

  /** Counts the entries that somebody goes through. */
  private final class Counted<K extends Comparable<K>, V> extends StoreView<K, V> {

    private final String name;

    Counted(String name) {
      super(new MemoryKeyValueStore<>());
      this.name = name;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public KeyValueIterator<K, V> all() {
      try (KeyValueIterator<K, V> counted = super.all()) {
        counted.forEachRemaining(entry -> steps++);
      }
      return super.all();
    }
  }

  DeskBookTest() {
    Stream.of(
            Stores.DESK_MEMBERS,
            Stores.DESK_QUEUE,
            Stores.DESK_PLACES,
            Stores.DESK_LEASES,
            Stores.DESK_CLOCKS)
        .forEach(name -> context.addStateStore(new Counted<>(name)));
    book = new DeskBook(context);
    tick(NOW);
  }

  private void tick(long time) {
    book.ticked("heartbeats-0", time, answers::add);
  }

  private void take(DeskInput input) {
    book.take(input, ++number, answers::add);
  }

  private static Aggregator aggregator(int id, long free, long at, int slots) {
    return aggregator(id, free, 0, at, slots);
  }

  private static Aggregator aggregator(int id, long free, long reserved, long at, int slots) {
    return new Aggregator(
        "0x" + id,
        new byte[32],
        Long.MAX_VALUE,
        true,
        free,
        reserved,
        0,
        Aggregator.Pulse.of(at, at, slots, false));
  }

  private void hear(int id, long at, int slots) {
    take(new MarketEvent.AggregatorSeen(aggregator(id, 10 * BOND, at, slots)));
  }

  private void want(int batch) {
    take(new DeskInput.Wanted(wanted(batch)));
  }

  private List<String> granted() {
    return answers.stream()
        .filter(Input.Granted.class::isInstance)
        .map(answer -> answer.batchId() + " " + ((Input.Granted) answer).aggregatorId())
        .toList();
  }

  @Test
  void shouldNotLookAtEverybodyForAHeartbeatThatSaysThatTimeHasPassed() {
    // given
    int many = 100;
    for (int i = 0; i < many; i++) {
      hear(i, NOW, 1);
    }
    for (int batch = 0; batch < 2 * many; batch++) {
      want(batch);
    }
    assertThat(granted()).hasSize(many);
    steps = 0;

    // when
    for (int i = 0; i < many; i++) {
      hear(i, NOW + 1, 1);
    }

    // then
    assertThat(steps).isZero();
  }

  @Test
  void shouldServeWhoeverWaitsOnceSomebodySaysThatItTakesMore() {
    hear(1, NOW, 1);
    want(1);
    want(2);
    assertThat(granted()).containsExactly("1 0x1");
    hear(1, NOW + 1, 1);
    assertThat(granted()).containsExactly("1 0x1");
    hear(1, NOW + 2, 2);
    assertThat(granted()).containsExactly("1 0x1", "2 0x1");
  }

  @Test
  void shouldKnowTheLeasesThatAreOutAlsoAfterARestart() {
    // given
    hear(1, NOW, 2);
    want(1);
    want(2);
    want(3);

    // when
    book = new DeskBook(context);
    tick(NOW + 1_000);

    // then
    assertThat(granted()).containsExactly("1 0x1", "2 0x1");
    take(new DeskInput.Returned("1", 0, 1));
    assertThat(granted()).containsExactly("1 0x1", "2 0x1", "3 0x1");
  }

  /** Its stake is one bond: after each job it has none for a moment, and then one again. */
  @Test
  void shouldGiveEveryAggregatorItsTurnAlsoWhereOneHasASingleBond() {
    for (int id : List.of(1, 2, 3)) {
      hear(id, NOW, 1);
    }
    take(new MarketEvent.AggregatorSeen(aggregator(9, BOND, NOW, 1)));

    for (int batch = 1; batch <= 8; batch++) {
      want(batch);
      take(new DeskInput.Returned(Integer.toString(batch), 0, 1));
      take(new MarketEvent.AggregatorSeen(aggregator(9, 0, BOND, NOW, 1)));
      take(new MarketEvent.AggregatorSeen(aggregator(9, BOND, NOW, 1)));
    }

    assertThat(granted())
        .containsExactly("1 0x1", "2 0x2", "3 0x3", "4 0x9", "5 0x1", "6 0x2", "7 0x3", "8 0x9");
  }

  /** Who takes all of its money away, and brings it again, is behind all who stayed. */
  @Test
  void shouldLetWhoComesBackWaitForItsTurn() {
    for (int id : List.of(2, 3)) {
      hear(id, NOW, 1);
    }
    want(1);
    take(new DeskInput.Returned("1", 0, 1));
    take(new MarketEvent.AggregatorSeen(aggregator(1, BOND, NOW, 1)));
    take(new MarketEvent.AggregatorSeen(aggregator(1, 0, NOW, 1)));
    take(new MarketEvent.AggregatorSeen(aggregator(1, BOND, NOW, 1)));

    want(2);

    assertThat(granted()).containsExactly("1 0x2", "2 0x3");
  }

  private static Want wanted(int batch) {
    return new Want(
        Integer.toString(batch), 0, 1, List.of(), List.of(), List.of(), null, 0, BOND, 60_000);
  }
}
