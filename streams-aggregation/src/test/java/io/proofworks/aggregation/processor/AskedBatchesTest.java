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
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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
    KeyValueStore<Bytes, Long> requests =
        context.getStateStore(io.proofworks.aggregation.processor.Stores.REQUESTS);
    return new AskedBatches(
        requests,
        context.getStateStore(io.proofworks.aggregation.processor.Stores.REQUEST_TOTALS),
        new RequestShares(requests, requests),
        new AskedBatches.Bounds(
            new AskedBatches.Totals(count, bytes), new AskedBatches.Totals(10, 100_000)));
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
            number,
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
      cases.add(asked(i, 100 + i, 10, "requester-" + i, true));
      book.changed(null, cases.getLast());
    }

    assertThat(book.over(0, true)).contains(cases.get(0).facts().batchId());
    book.changed(cases.get(0), null);
    assertThat(book.over(0, true)).contains(cases.get(1).facts().batchId());
    book.changed(cases.get(1), null);

    assertThat(book.over(0, true)).isEmpty();
  }

  @Test
  void shouldDropTheOldestWhenTheyAreTooLarge() {
    AskedBatches book = holding(100, 50_000);
    BatchCase first = asked(1, 100, 40_000);
    book.changed(null, first);
    assertThat(book.over(0, true)).isEmpty();

    book.changed(null, asked(2, 101, 40_000, "another", true));

    assertThat(book.over(0, true)).contains(first.facts().batchId());
  }

  @Test
  void shouldDropWhatWaitedTooLongAndNotAMillisecondEarlier() {
    AskedBatches book = holding(100, Long.MAX_VALUE);
    BatchCase one = asked(1, 100, 10);
    book.changed(null, one);

    assertThat(book.over(99 + FOREVER, true)).isEmpty();
    assertThat(book.over(100 + FOREVER, true)).isEqualTo(Optional.of(one.facts().batchId()));
  }

  @Test
  void shouldNeverDropABatchThatHasATask() {
    AskedBatches book = holding(0, 1);
    BatchCase one = asked(1, 100, 10);
    book.changed(null, one);

    book.changed(one, published(one));

    assertThat(book.over(100 + FOREVER, true)).isEmpty();
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
      Optional<String> over = book.over(0, true);
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

    assertThat(book.over(0, true)).contains(asked(1, 1, 10).facts().batchId());
  }

  /** Rules before that took the oldest, whoever's it was. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void shouldDropOfWhoHadTheMostWaitingAndNotOfWhoHasFew(boolean shared) {
    AskedBatches book = holding(10, Long.MAX_VALUE);
    List<BatchCase> waiting = new ArrayList<>(List.of(asked(0, 1, 10, "honest", true)));
    book.changed(null, waiting.getFirst());
    List<String> dropped = new ArrayList<>();

    for (int i = 1; i <= 40; i++) {
      BatchCase flood = asked(i, 1 + i, 10, "greedy-" + i % 4, true);
      waiting.add(flood);
      book.changed(null, flood);
      book.over(0, shared).ifPresent(id -> drop(id, waiting, book, dropped));
    }
    assertThat(dropped).hasSize(31);
    assertThat(dropped.contains(id(0))).isNotEqualTo(shared);

    book.changed(null, asked(41, 50, 10, "late", true));
    assertThat(book.over(0, shared)).isPresent().get().isNotEqualTo(id(41));
  }

  private static void drop(
      String id, List<BatchCase> waiting, AskedBatches book, List<String> dropped) {
    BatchCase over =
        waiting.stream().filter(one -> one.facts().batchId().equals(id)).findFirst().orElseThrow();
    waiting.remove(over);
    dropped.add(id);
    book.changed(over, null);
  }

  private static String id(int number) {
    return asked(number, 0, 0).facts().batchId();
  }

  /** Large ones count for as many as would fit in their place, 40,000 bytes. */
  @Test
  void shouldDropOfWhoTakesTheMostRoom() {
    AskedBatches book = holding(5, 200_000);
    book.changed(null, asked(1, 1, 10, "small", true));
    book.changed(null, asked(2, 2, 10, "small", true));
    book.changed(null, asked(3, 3, 10, "small", true));
    book.changed(null, asked(4, 4, 90_000, "large", true));
    book.changed(null, asked(5, 5, 90_000, "large", true));

    book.changed(null, asked(6, 6, 10, "another", true));

    assertThat(book.over(0, true)).contains(id(4));
  }

  /** Another one of the same batch takes no place of its own, only room. */
  @Test
  void shouldCountABatchOnceHoweverOftenItIsAskedFor() {
    AskedBatches book = holding(3, 10_000);
    BatchCase first = asked(1, 1, 10, "ann", true);
    book.changed(null, first);
    book.changed(null, asked(2, 2, 10, "ann", true));
    book.changed(null, asked(3, 3, 10, "ann", true));

    BatchCase more = asked(1, 1, 1_000, "ann", true);
    book.changed(first, more);
    assertThat(book.over(0, true)).isEmpty();
    book.changed(more, asked(1, 1, 9_000, "ann", true));

    assertThat(book.over(0, true)).contains(id(1));
  }

  /** Whenever it was written, and by whom: a nonce is signed. */
  @Test
  void shouldDropOfARequesterWhatItAskedForFirst() {
    AskedBatches book = holding(100, Long.MAX_VALUE);
    for (int nonce : new int[] {Integer.MAX_VALUE, 3, 12, 9, -1, 7, 0, 11, 5, 8}) {
      assertThat(book.overOf("ann")).isEmpty();
      book.changed(null, asked(nonce, 1_000 - nonce % 100, 10, "ann", true));
    }
    book.changed(null, asked(6, 1, 10, "bob", true));

    for (int lowest : new int[] {-1, 0, 3}) {
      book.changed(null, asked(100 + lowest, 2_000, 10, "ann", true));
      assertThat(book.overOf("ann")).contains(id(lowest));
      book.changed(asked(lowest, 1_000 - lowest % 100, 10, "ann", true), null);
      assertThat(book.overOf("ann")).isEmpty();
    }
    assertThat(book.overOf("bob")).isEmpty();
  }

  @Test
  void shouldFindNoRoomForWhatWouldBeTheFirstToGo() {
    AskedBatches book = holding(100, Long.MAX_VALUE);
    for (int i = 1; i <= 10; i++) {
      assertThat(book.findsRoom(request(0, "ann"))).isTrue();
      book.changed(null, asked(10 * i, i, 10, "ann", true));
    }

    assertThat(book.findsRoom(request(9, "ann"))).isFalse();
    assertThat(book.findsRoom(request(10, "ann"))).isFalse();
    assertThat(book.findsRoom(request(11, "ann"))).isTrue();
    assertThat(book.findsRoom(request(9, "anna"))).isTrue();

    book.changed(asked(10, 1, 10, "ann", true), published(asked(10, 1, 10, "ann", true)));
    assertThat(book.findsRoom(request(9, "ann"))).as("one has its task").isTrue();
  }

  private static Request request(int nonce, String requester) {
    return asked(nonce, 0, 10, requester, true).facts().requests().getFirst();
  }

  /** Stores of before have no queues by share. */
  @Test
  void shouldDropTheOldestOfThoseOfWhichNobodyKnowsTheShare() {
    AskedBatches book = holding(1, Long.MAX_VALUE);
    KeyValueStore<Bytes, Long> queues =
        context.getStateStore(io.proofworks.aggregation.processor.Stores.REQUESTS);
    for (int i = 1; i <= 2; i++) {
      book.changed(null, asked(i, i, 10, "ann", true));
    }
    ofBefore(queues);

    assertThat(book.over(0, true)).contains(id(1));
    book.changed(asked(1, 1, 10, "ann", true), null);

    assertThat(book.over(0, true)).isEmpty();
  }

  private static void ofBefore(KeyValueStore<Bytes, Long> queues) {
    List<Bytes> keys = new ArrayList<>();
    try (KeyValueIterator<Bytes, Long> all = queues.all()) {
      all.forEachRemaining(entry -> keys.add(entry.key));
    }
    for (Bytes key : keys) {
      queues.put(key, key.get()[0] > 1 ? null : 522L);
    }
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
