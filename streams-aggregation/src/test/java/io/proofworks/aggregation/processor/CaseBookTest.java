package io.proofworks.aggregation.processor;

import static org.assertj.core.api.Assertions.assertThat;

import io.proofworks.aggregation.DigestScheme;
import io.proofworks.aggregation.domain.AggregationPolicy;
import io.proofworks.aggregation.domain.BatchCase;
import io.proofworks.aggregation.domain.BatchFacts;
import io.proofworks.aggregation.domain.Input;
import io.proofworks.aggregation.domain.Position;
import io.proofworks.aggregation.domain.Request;
import io.proofworks.operations.Meters;
import io.proofworks.proofs.registry.VerifierRegistry;
import io.proofworks.protocol.Digests;
import io.proofworks.protocol.Hash32;
import io.proofworks.runtime.Turn;
import io.proofworks.runtime.state.MemoryKeyValueStore;
import io.proofworks.runtime.testing.InMemoryRegistry;
import io.proofworks.runtime.testing.SteppingStore;
import io.proofworks.serde.MarketSerdes;
import io.proofworks.topics.Topics;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.kafka.common.utils.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CaseBookTest {

  private static final String DOMAIN = "0x" + "d0".repeat(32);
  private static final int GONE = 1_000;
  private static final int LOOKS = 100;
  private static final long NOW = 10_000_000;

  private final MemoryKeyValueStore<String, BatchCase> cases = new MemoryKeyValueStore<>();
  private final SteppingStore<String> due = new SteppingStore<>(Stores.DUE);
  private final SteppingStore<Long> requests = new SteppingStore<>(Stores.REQUESTS);
  private final CaseBook book =
      new CaseBook(
          new BatchStores(
              cases,
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
          new Digests(Hash32.parse(DOMAIN)),
          new Systems(
              VerifierRegistry.standard(),
              (id, systems) -> Optional.of(new DigestScheme()),
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

  /** A few accounts with next to no money ask for all that each may, and one other asks once. */
  @ParameterizedTest
  @CsvSource({"1, false", "2, true"})
  void shouldTakeRoomFromThoseWhoAskForMostByTheRulesInForce(int rules, boolean kept) {
    book.put(policy(rules));
    ticked(NOW);
    ask(0, "honest");
    for (int i = 1; i <= AskedBatches.BOUNDS.all().count(); i++) {
      ask(i, "account-" + i % 20);
    }

    assertThat(cases.get(batch(0)) != null).isEqualTo(kept);
    assertThat(cases.all()).toIterable().hasSize((int) AskedBatches.BOUNDS.all().count());
  }

  /** All that one may have waiting are old ones of its own, which somebody has written again. */
  @ParameterizedTest
  @CsvSource({"1, false", "2, true"})
  void shouldKeepWhatIsAskedForNowWhateverWasAskedForBefore(int rules, boolean kept) {
    book.put(policy(rules));
    ticked(NOW);
    for (int i = 1; i <= AskedBatches.BOUNDS.one().count(); i++) {
      ask(i, "honest");
    }

    ask(2_000, "honest");
    ask(0, "honest");

    assertThat(cases.get(batch(2_000)) != null).isEqualTo(kept);
    assertThat(cases.get(batch(1)) == null).isEqualTo(kept);
    assertThat(cases.get(batch(0))).isNull();
    assertThat(cases.all()).toIterable().hasSize((int) AskedBatches.BOUNDS.one().count());
  }

  /** Nobody makes a task of it any more. */
  @ParameterizedTest
  @CsvSource({"1, 0, true", "2, 0, false", "2, 1, true"})
  void shouldKeepNoRequestBehindItsDeadline(int rules, long deadline, boolean kept) {
    book.put(policy(rules));
    ticked(NOW);

    ask(0, "honest", deadline);

    assertThat(cases.get(batch(0)) != null).isEqualTo(kept);
  }

  /** It was dropped, and its requester has written it again; others of it fill the room. */
  @ParameterizedTest
  @CsvSource({"1, false", "2, true"})
  void shouldKeepARequestOfABatchWithTasksWhateverElseWaits(int rules, boolean kept) {
    book.put(policy(rules));
    ticked(NOW);
    for (int i = 1; i <= AskedBatches.BOUNDS.one().count(); i++) {
      ask(i, "honest");
    }
    BatchFacts.Terms terms =
        new BatchFacts.Terms("honest", "route", "STANDARD", "system", 1, 1, "digest", NOW);
    book.decide(
        new Input.ShardPublished(DOMAIN, batch(0), terms, 0, batch(0), batch(0), 1),
        NOW,
        effect -> {});

    ask(0, "honest", 0);

    assertThat(Objects.requireNonNull(cases.get(batch(0))).facts().requests())
        .hasSize(kept ? 1 : 0);
  }

  private void ask(int number, String requester) {
    ask(number, requester, number + 1);
  }

  /**
   * @param deadline from now
   */
  private void ask(int number, String requester, long deadline) {
    Request request =
        new Request(
            "digest",
            requester,
            number,
            "route",
            "STANDARD",
            "system",
            "program",
            new byte[0],
            new Position("t", 0, number, NOW + number),
            false,
            true);
    book.ask(new Input.Requested(DOMAIN, batch(number), request), NOW + deadline, effect -> {});
  }

  private static String batch(int number) {
    return "0x" + "%064x".formatted(number);
  }

  private static AggregationPolicy policy(int rules) {
    return new AggregationPolicy(
        DOMAIN,
        1,
        "DIGEST",
        2,
        1_000,
        3,
        0,
        10,
        new AggregationPolicy.Penalties(0, 0, 0, 0),
        60_000,
        4_096,
        Map.of(),
        Map.of(),
        Optional.empty(),
        rules);
  }
}
