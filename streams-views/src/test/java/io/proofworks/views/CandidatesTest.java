package io.proofworks.views;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.proofworks.protocol.Keccak;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
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

  private static ObjectNode record(int offset) {
    ObjectNode record = ViewReader.JSON.createObjectNode();
    record
        .putObject("log")
        .put("topic", "market.batches")
        .put("partition", 0)
        .put("offset", offset)
        .put("time", 1_000 + offset);
    return record;
  }

  private void show(Subject batch, String type, String topic, int offset, ObjectNode record) {
    book.take(
        new ViewEvent.Shown(
            batch.kind(), batch.id(), type, topic, 0, offset, 1_000 + offset, Shelf.bytes(record)),
        record);
  }

  private void request(int number) {
    show(batch(number), "ProofRequest", "market.batches", number, record(number));
  }

  private static ObjectNode verdict(String kind, String reason, String author, int of) {
    ObjectNode verdict =
        record(of).put("kind", kind).put("reason", reason).put("detail", "").put("author", author);
    verdict.set("input", record(of).path("log"));
    return verdict;
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
    show(batch(0), "Verdict", "market.verdicts", 1, verdict("BATCH", "ACCEPTED", "a", 0));
    assertThat(head(0).has("requested")).as("the oldest is gone").isFalse();
  }

  @Test
  void shouldShowTheRequestThatIsAcceptedInTheMiddleOfAFlood() {
    for (int i = 0; i < FLOOD; i++) {
      request(i);
    }

    int accepted = FLOOD - Candidates.KEPT / 2;
    show(
        batch(accepted),
        "Verdict",
        "market.verdicts",
        1,
        verdict("BATCH", "ACCEPTED", "a", accepted));

    assertThat(head(accepted).path("requested").isObject()).isTrue();
  }

  @Test
  void shouldKeepNothingOfAnswersToAggregatesOfNoBatch() {
    for (int i = 0; i < 1_000; i++) {
      ObjectNode refused = verdict("AGGREGATE", "UNKNOWN_TASK", "", i).put("nodeId", i);
      show(batch(i), "Verdict", "market.verdicts", i, refused);
    }

    assertThat(entries()).isZero();
  }

  private ObjectNode head(int number) {
    return new Shelf(store, () -> Long.MAX_VALUE).headOrNew(batch(number));
  }
}
