package io.proofworks.sharding.processor;

import static org.assertj.core.api.Assertions.assertThat;

import io.proofworks.protocol.Keccak;
import io.proofworks.protocol.MarketRules;
import io.proofworks.protocol.Reason;
import io.proofworks.protocol.TaskClass;
import io.proofworks.protocol.TaskState;
import io.proofworks.protocol.VerdictKind;
import io.proofworks.sharding.domain.Change;
import io.proofworks.sharding.domain.ClassTerms;
import io.proofworks.sharding.domain.Decision;
import io.proofworks.sharding.domain.MarketBook;
import io.proofworks.sharding.domain.MarketPolicy;
import io.proofworks.sharding.domain.ProverProfile;
import io.proofworks.sharding.domain.Pulse;
import io.proofworks.sharding.domain.ScheduleEvent;
import io.proofworks.sharding.domain.Scheduler;
import io.proofworks.sharding.domain.TaskOffer;
import io.proofworks.sharding.domain.WindowBounds;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.Test;

class BookStoreTest {

  private static final String DOMAIN = "0x" + "d0".repeat(32);
  private static final String ANN = "0x" + "aa".repeat(20);

  private final MockProcessorContext<byte[], byte[]> context = new MockProcessorContext<>();
  private final MarketPolicy policy =
      new MarketPolicy(
          DOMAIN,
          1,
          Map.of(
              TaskClass.STANDARD,
              new ClassTerms(
                  TaskClass.STANDARD, 10, 1, 100, 100, 10, 8_000, 15_000, 2, WindowBounds.FIXED)),
          List.of(),
          Set.of(),
          1,
          1,
          1,
          1,
          1,
          1_000,
          1_000,
          1,
          "BATCH",
          4,
          MarketRules.NEWEST,
          false);

  BookStoreTest() {
    for (String name :
        List.of(Names.BOOK_TASKS, Names.BOOK_PROVERS, Names.BOOK_MARKET, Names.BOOK_STATEMENTS)) {
      var store =
          Stores.keyValueStoreBuilder(
                  Stores.inMemoryKeyValueStore(name), Serdes.Bytes(), Serdes.ByteArray())
              .withLoggingDisabled()
              .build();
      store.init(context.getStateStoreContext(), store);
      context.addStateStore(store);
    }
  }

  private static String id(String name) {
    return Keccak.hash(name.getBytes(StandardCharsets.UTF_8)).hex();
  }

  private static TaskOffer offer(String id) {
    return new TaskOffer(
        id,
        id("b-" + id),
        id("s-" + id),
        TaskClass.STANDARD,
        "s",
        1,
        8,
        15,
        0,
        1,
        1,
        800,
        900,
        1,
        2,
        100,
        200,
        10,
        MarketRules.NEWEST);
  }

  private static ScheduleEvent judged(
      long at, String task, int epoch, VerdictKind kind, Reason reason, TaskState state) {
    return new ScheduleEvent.Judged(at, task, epoch, kind, reason, ANN, state, 0);
  }

  @Test
  void shouldHoldEverythingTheBookKnows() {
    ProverProfile.Offer price = new ProverProfile.Offer(TaskClass.STANDARD, "s", 1);
    ProverProfile ann =
        new ProverProfile(
            ANN, true, 2, "gpu", "v", "eu", List.of(price), Map.of(), 9_999, 0, 1_000, 0);
    BookStore store = new BookStore(context);
    MarketBook book = store.load(DOMAIN, 4);
    for (ScheduleEvent event :
        List.of(
            new ScheduleEvent.StandingChanged(1, ann),
            new ScheduleEvent.HeartbeatChecked(2, new Pulse(ANN, 2, 2, 0, false, List.of())),
            new ScheduleEvent.HeartbeatsRead(2, 0),
            new ScheduleEvent.HeartbeatsRead(3, 1),
            new ScheduleEvent.HeartbeatsRead(2, 2),
            new ScheduleEvent.HeartbeatsRead(2, 3),
            new ScheduleEvent.TasksPublished(
                3, List.of(offer(id("t1")), offer(id("t2")), offer(id("t3")), offer(id("t4")))),
            judged(4, id("t1"), 0, VerdictKind.TASK, Reason.ACCEPTED, TaskState.OPEN),
            judged(5, id("t1"), 1, VerdictKind.REVEAL, Reason.ACCEPTED, TaskState.VERIFIED),
            judged(6, id("t2"), 0, VerdictKind.TASK, Reason.ACCEPTED, TaskState.OPEN),
            judged(7, id("t3"), 0, VerdictKind.TASK, Reason.ACCEPTED, TaskState.OPEN),
            judged(
                8,
                id("t3"),
                1,
                VerdictKind.ASSIGNMENT,
                Reason.COMMIT_CLOSED,
                TaskState.REASSIGNED))) {
      Decision decision = Scheduler.decide(book, event, policy);
      book.apply(decision.changes());
      store.save(decision.changes());
    }

    MarketBook loaded = new BookStore(context).load(DOMAIN, 4);

    assertThat(book.task(id("t1"))).isEmpty();
    assertThat(book.waiting()).hasSize(1);
    assertThat(loaded.heardUpTo(ANN)).isEqualTo(book.heardUpTo(ANN)).isPresent();
    assertThat(book.wins().wins()).hasSize(1);
    assertThat(book.proven(id("s-" + id("t1"))))
        .isPresent()
        .isEqualTo(loaded.proven(id("s-" + id("t1"))));
    assertThat(loaded)
        .usingRecursiveComparison()
        .ignoringFields("proven", "partitionOf")
        .isEqualTo(book);
  }

  @Test
  void shouldForgetWhatTheBookForgets() {
    BookStore store = new BookStore(context);
    MarketBook book = new MarketBook(DOMAIN);
    ScheduleEvent published = new ScheduleEvent.TasksPublished(3, List.of(offer(id("t1"))));
    List<Change> changes = Scheduler.decide(book, published, policy).changes();
    store.save(changes);
    assertThat(store.load(DOMAIN, 4).task(id("t1"))).isPresent();

    store.save(List.of(new Change.TaskForgotten(id("t1"))));

    assertThat(store.load(DOMAIN, 4).task(id("t1"))).isEmpty();
  }
}
