package io.proofworks.metrics.processor;

import static org.assertj.core.api.Assertions.assertThat;

import io.proofworks.avro.RouteSignal;
import io.proofworks.metrics.domain.Bucket;
import io.proofworks.metrics.domain.Fleet;
import io.proofworks.metrics.domain.LiveTask;
import io.proofworks.metrics.domain.MarketEvent;
import io.proofworks.metrics.domain.Regime;
import io.proofworks.metrics.domain.TaskFold;
import io.proofworks.metrics.domain.WindowMeasures;
import io.proofworks.protocol.Keccak;
import io.proofworks.runtime.state.CompositeKey;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.IntFunction;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.junit.jupiter.api.Test;

/** What the publication of signals costs, counted in what is read and written. */
class RouteWorkTest {

  private static final String CELL = CompositeKey.of("0x" + "0d".repeat(32), "STANDARD");
  private static final long NOW = 1_000_000;

  private final MockProcessorContext<Void, Void> context = new MockProcessorContext<>();
  private final List<String> signalled = new ArrayList<>();
  private long steps;

  /** A store that counts its calls, and the entries of its ranges. */
  @SuppressWarnings("unchecked")
  private <V> KeyValueStore<String, V> store(String name, Serde<V> values) {
    KeyValueStore<String, V> store =
        org.apache.kafka.streams.state.Stores.keyValueStoreBuilder(
                org.apache.kafka.streams.state.Stores.inMemoryKeyValueStore(name),
                Serdes.String(),
                values)
            .withLoggingDisabled()
            .build();
    store.init(context.getStateStoreContext(), store);
    return (KeyValueStore<String, V>) counted(store, KeyValueStore.class);
  }

  private Object counted(Object target, Class<?> type) {
    return Proxy.newProxyInstance(
        type.getClassLoader(),
        new Class<?>[] {type},
        (proxy, method, args) -> {
          steps++;
          try {
            Object result = method.invoke(target, args);
            return result instanceof KeyValueIterator<?, ?>
                ? counted(result, KeyValueIterator.class)
                : result;
          } catch (InvocationTargetException e) {
            throw e.getCause();
          }
        });
  }

  private RouteBook book(int size) {
    return new RouteBook(
        new Shelf<>(
            store(
                "transfers" + size,
                io.proofworks.runtime.FormatSerdes.of(MetricsFormats.TRANSFER))),
        new Shelf<>(
            store("routes" + size, io.proofworks.runtime.FormatSerdes.of(MetricsFormats.ROUTE))));
  }

  private static RouteBook.Outlook outlook() {
    WindowMeasures none =
        WindowMeasures.of(Bucket.empty(), List.of(), Fleet.of(List.of(), NOW), NOW);
    return new RouteBook.Outlook(none, none, Regime.NORMAL, NOW, NOW);
  }

  private static MarketEvent.Judged funded(String taskId) {
    return new MarketEvent.Judged("TASK", "ACCEPTED", "", taskId, null, 0, "OPEN", NOW, 0);
  }

  private static String id(String name) {
    return Keccak.hash(name.getBytes(StandardCharsets.UTF_8)).hex();
  }

  private void fund(RouteBook book, String batchId, String routeId) {
    MarketEvent.TaskPublished task =
        new MarketEvent.TaskPublished(id("task-" + batchId), batchId, routeId, 1, 1, 2 * NOW);
    LiveTask live = new TaskFold(null, Bucket.empty()).apply(task, NOW, id -> null).task();
    book.take(CELL, task, new RouteBook.Change(null, live), NOW);
    MarketEvent.Judged funded = funded(id("task-" + batchId));
    assertThat(funded.funds()).isTrue();
    book.take(CELL, funded, new RouteBook.Change(live, live), NOW);
  }

  /** Steps of one publication with so many transfers. */
  private long publish(int transfers, IntFunction<String> route) {
    RouteBook book = book(transfers);
    for (int i = 0; i < transfers; i++) {
      fund(book, id("batch-" + i), route.apply(i));
    }
    signalled.clear();
    steps = 0;
    book.passTime(
        CELL,
        outlook(),
        (sink, key, value, time) ->
            signalled.add(Objects.requireNonNull((RouteSignal) value).getRouteId()));
    return steps;
  }

  @Test
  void shouldPublishManyRoutesWithWorkThatGrowsAsTheyDo() {
    long some = publish(100, i -> "route-" + i);
    long many = publish(1_000, i -> "route-" + i);

    assertThat(signalled).hasSize(1_000).doesNotHaveDuplicates();
    assertThat(many).isLessThan(11 * some).isLessThan(20L * 1_000);
  }

  @Test
  void shouldPublishManyTransfersOfOneRouteWithWorkThatGrowsAsTheyDo() {
    long some = publish(100, i -> "route");
    long many = publish(1_000, i -> "route");

    assertThat(signalled).containsExactly("route");
    assertThat(many).isLessThan(11 * some);
  }

  @Test
  void shouldKeepRoutesWithHostileNamesApart() {
    List<String> names =
        List.of("a", "a|b", "a|b|c", "|", "~", "~~", "a~", "%7C", "\u00e9", "}", "a}", "*", "");

    publish(names.size(), names::get);

    assertThat(signalled).containsExactlyInAnyOrderElementsOf(names);
  }
}
