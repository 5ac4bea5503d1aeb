package io.proofworks.views;

import static org.assertj.core.api.Assertions.assertThat;

import io.proofworks.protocol.Keccak;
import io.proofworks.views.domain.KeptBatch;
import io.proofworks.views.domain.Place;
import io.proofworks.views.domain.Told;
import io.proofworks.views.json.ViewJson;
import io.proofworks.views.shape.TopicRecord;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How much of what anybody writes about batches the views keep. */
class CandidatesTest {

  private static final int FLOOD = 2 * Candidates.KEPT;

  private final MockProcessorContext<Void, Void> context = new MockProcessorContext<>();
  private final KeyValueStore<String, byte[]> store =
      Stores.keyValueStoreBuilder(
              Stores.inMemoryKeyValueStore("views"), Serdes.String(), Serdes.ByteArray())
          .withLoggingDisabled()
          .build();
  private BatchBook book;

  @BeforeEach
  void open() {
    store.init(context.getStateStoreContext(), store);
    book = new BatchBook(new Shelf(store, () -> Long.MAX_VALUE));
  }

  private static Subject batch(int number) {
    return new Subject(
        Kind.BATCH, Keccak.hash(Integer.toString(number).getBytes(StandardCharsets.UTF_8)).hex());
  }

  private static Place place(int offset) {
    return new Place("market.batches", 0, offset, 1_000 + offset);
  }

  private void show(Subject batch, String topic, int offset, Told told, TopicRecord record) {
    String type = told.getClass().getSimpleName();
    book.take(
        new ViewEvent.Shown(
            batch.kind(),
            batch.id(),
            type,
            topic,
            0,
            offset,
            1_000 + offset,
            ViewJson.bytes(record)),
        told,
        record);
  }

  private void request(int number) {
    Told.ProofRequest request = new Told.ProofRequest(place(number), "r", "a->b", "STANDARD", 9);
    TopicRecord record = new TopicRecord(ViewJson.tree(request).toString());
    show(batch(number), "market.batches", number, request, record);
  }

  private void verdict(int number, int offset, Told.Verdict verdict) {
    TopicRecord record = new TopicRecord(ViewJson.tree(verdict).toString());
    show(batch(number), "market.verdicts", offset, verdict, record);
  }

  private static Told.Verdict verdict(
      String kind, String reason, String author, @Nullable Integer nodeId, int of) {
    return new Told.Verdict(
        kind, reason, "", author, null, null, nodeId, null, place(of), 1_000, 0, 0);
  }

  private long entries() {
    long entries = 0;
    try (KeyValueIterator<String, byte[]> all = store.all()) {
      while (all.hasNext()) {
        all.next();
        entries++;
      }
    }
    return entries;
  }

  @Test
  void shouldKeepTheNewestOfManyRequestsThatNobodyAccepts() {
    for (int i = 0; i < FLOOD; i++) {
      request(i);
    }

    assertThat(entries())
        .as("each twice: itself, and its place in the list")
        .isLessThan(2L * (Candidates.KEPT + Candidates.KEPT / 5) + 10);
    verdict(0, 1, verdict("BATCH", "ACCEPTED", "a", null, 0));
    assertThat(requested(0)).as("the oldest is gone").isEmpty();
  }

  @Test
  void shouldShowTheRequestThatIsAcceptedInTheMiddleOfAFlood() {
    for (int i = 0; i < FLOOD; i++) {
      request(i);
    }

    int accepted = FLOOD - Candidates.KEPT / 2;
    verdict(accepted, 1, verdict("BATCH", "ACCEPTED", "a", null, accepted));

    assertThat(requested(accepted)).isPresent();
  }

  @Test
  void shouldKeepNothingOfAnswersToAggregatesOfNoBatch() {
    for (int i = 0; i < 1_000; i++) {
      verdict(i, i, verdict("AGGREGATE", "UNKNOWN_TASK", "", i, i));
    }

    assertThat(entries()).isZero();
  }

  private Optional<TopicRecord> requested(int number) {
    return new Shelf(store, () -> Long.MAX_VALUE)
        .head(batch(number), KeptBatch.class)
        .map(kept -> kept.request().requested());
  }
}
