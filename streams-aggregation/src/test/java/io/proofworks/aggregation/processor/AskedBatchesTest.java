package io.proofworks.aggregation.processor;

import static org.assertj.core.api.Assertions.assertThat;

import io.proofworks.aggregation.domain.BatchCase;
import io.proofworks.aggregation.domain.BatchFacts;
import io.proofworks.aggregation.domain.Position;
import io.proofworks.aggregation.domain.Request;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Requests that no task names have bounds: of time, of number, of size. */
final class AskedBatchesTest {

  private static final long FOREVER = AskedBatches.KEPT_MS;

  private final MockProcessorContext<Void, Void> context = new MockProcessorContext<>();

  @BeforeEach
  void openTheStores() {
    add(
        Stores.keyValueStoreBuilder(
            Stores.inMemoryKeyValueStore(io.proofworks.aggregation.processor.Stores.REQUESTS),
            Serdes.Bytes(),
            Serdes.Long()));
    add(
        Stores.keyValueStoreBuilder(
            Stores.inMemoryKeyValueStore(io.proofworks.aggregation.processor.Stores.REQUEST_TOTALS),
            Serdes.String(),
            io.proofworks.runtime.FormatSerdes.of(AggregationFormats.TOTALS)));
  }

  private <K, V> void add(StoreBuilder<KeyValueStore<K, V>> builder) {
    KeyValueStore<K, V> store = builder.withLoggingDisabled().build();
    store.init(context.getStateStoreContext(), store);
    context.addStateStore(store);
  }

  private AskedBatches holding(long count, long bytes) {
    return new AskedBatches(
        context.getStateStore(io.proofworks.aggregation.processor.Stores.REQUESTS),
        context.getStateStore(io.proofworks.aggregation.processor.Stores.REQUEST_TOTALS),
        new AskedBatches.Totals(count, bytes),
        new AskedBatches.Totals(10, 100_000));
  }

  private static BatchCase asked(int number, long time, int inputBytes) {
    return asked(number, time, inputBytes, "requester", true);
  }

  private static BatchCase asked(
      int number, long time, int inputBytes, String requester, boolean backed) {
    Request request =
        new Request(
            "digest",
            requester,
            "route",
            "STANDARD",
            "system",
            "program",
            new byte[inputBytes],
            new Position("t", 0, number, time),
            false,
            backed);
    String id = "0x" + "%064x".formatted(number);
    return new BatchCase.Collecting(
        new BatchFacts("domain", id, List.of(request), null, List.of(), List.of(), List.of()));
  }

  private static BatchCase published(BatchCase asked) {
    BatchFacts.Terms terms = new BatchFacts.Terms("", "", "", "", 1, 1, "digest", 0);
    BatchFacts facts = asked.facts();
    return new BatchCase.Collecting(
        new BatchFacts(
            "domain", facts.batchId(), facts.requests(), terms, List.of(), List.of(), List.of()));
  }

  @Test
  void shouldDropTheOldestWhenThereAreTooMany() {
    AskedBatches book = holding(3, Long.MAX_VALUE);
    List<BatchCase> cases = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      cases.add(asked(i, 100 + i, 10));
      book.changed(null, cases.getLast());
    }

    assertThat(book.over(0)).contains(cases.get(0).facts().batchId());
    book.changed(cases.get(0), null);
    assertThat(book.over(0)).contains(cases.get(1).facts().batchId());
    book.changed(cases.get(1), null);

    assertThat(book.over(0)).isEmpty();
  }

  @Test
  void shouldDropTheOldestWhenTheyAreTooLarge() {
    AskedBatches book = holding(100, 50_000);
    BatchCase first = asked(1, 100, 40_000);
    book.changed(null, first);
    assertThat(book.over(0)).isEmpty();

    book.changed(null, asked(2, 101, 40_000));

    assertThat(book.over(0)).contains(first.facts().batchId());
  }

  @Test
  void shouldDropWhatWaitedTooLongAndNotAMillisecondEarlier() {
    AskedBatches book = holding(100, Long.MAX_VALUE);
    BatchCase one = asked(1, 100, 10);
    book.changed(null, one);

    assertThat(book.over(99 + FOREVER)).isEmpty();
    assertThat(book.over(100 + FOREVER)).isEqualTo(Optional.of(one.facts().batchId()));
  }

  @Test
  void shouldNeverDropABatchThatHasATask() {
    AskedBatches book = holding(0, 0);
    BatchCase one = asked(1, 100, 10);
    book.changed(null, one);

    book.changed(one, published(one));

    assertThat(book.over(100 + FOREVER)).isEmpty();
  }

  @Test
  void shouldForgetWhoHasNoMoneyFirstHoweverManyTheyAre() {
    AskedBatches book = holding(20, Long.MAX_VALUE);
    BatchCase honest = asked(0, 1, 10, "honest", true);
    book.changed(null, honest);
    List<String> dropped = new ArrayList<>();

    for (int i = 1; i <= 2_000; i++) {
      BatchCase flood = asked(i, 1 + i, 10, "nobody-" + i, false);
      book.changed(null, flood);
      Optional<String> over = book.over(0);
      if (over.isPresent()) {
        dropped.add(over.get());
        int oldest = dropped.size();
        book.changed(asked(oldest, 1 + oldest, 10, "nobody-" + oldest, false), null);
      }
    }

    assertThat(dropped).hasSize(2_001 - 20).doesNotContain(honest.facts().batchId());
    assertThat(dropped.getFirst()).as("the oldest of them").endsWith("01");
  }

  @Test
  void shouldForgetTheOldestOfThoseWithMoneyOnceThereIsNobodyWithout() {
    AskedBatches book = holding(1, Long.MAX_VALUE);
    book.changed(null, asked(1, 1, 10, "ann", true));

    book.changed(null, asked(2, 2, 10, "bob", true));

    assertThat(book.over(0)).contains(asked(1, 1, 10).facts().batchId());
  }

  @Test
  void shouldLetOneRequesterWaitWithSoManyAndSoMuch() {
    AskedBatches book = holding(100, Long.MAX_VALUE);
    for (int i = 0; i < 10; i++) {
      assertThat(book.mayAsk("ann")).isTrue();
      book.changed(null, asked(i, i, 10, "ann", true));
    }
    assertThat(book.mayAsk("ann")).isFalse();
    assertThat(book.mayAsk("bob")).isTrue();
    book.changed(null, asked(11, 11, 90_000, "bob", true));
    book.changed(null, asked(12, 12, 90_000, "bob", true));
    assertThat(book.mayAsk("bob")).isFalse();

    book.changed(asked(0, 0, 10, "ann", true), published(asked(0, 0, 10, "ann", true)));

    assertThat(book.mayAsk("ann")).as("one has its task").isTrue();
  }

  /** A requester that contradicts itself fills its own case only, and that has a bound. */
  @Test
  void shouldNotKeepInputsThatNoReceiptCouldRepeat() {
    assertThat(asked(1, 100, 1_000_000).facts().requestBytes()).isLessThan(1_000);
  }
}
