package io.proofworks.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.proofworks.format.FormatException;
import io.proofworks.operations.Metric;
import io.proofworks.protocol.MarketRules;
import io.proofworks.protocol.UnknownRulesException;
import io.proofworks.runtime.testing.TopologyFixture;
import io.proofworks.topics.Topic;
import io.proofworks.topics.Topics;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TurnTest {

  private static final String STORE = "counts";

  private AppContext app;
  private final TopologyFixture market = TopologyFixture.of(new Counter());

  @AfterEach
  void close() {
    market.close();
  }

  /** Counts by key, sends the count; the value says what goes wrong after that. */
  private final class Counter implements StreamsApplication {
    @Override
    public String name() {
      return "counter";
    }

    @Override
    public Topology topology(AppContext context) {
      app = context;
      ByteArrayDeserializer in = new ByteArrayDeserializer();
      ByteArraySerializer out = new ByteArraySerializer();
      Topology topology =
          new Topology()
              .addSource("in", in, in, Topics.HEARTBEATS.name(), Topics.COMMITMENTS.name())
              .addProcessor("count", () -> new Count(context), "in")
              .addStateStore(
                  Stores.keyValueStoreBuilder(
                      Stores.inMemoryKeyValueStore(STORE), Serdes.String(), Serdes.Long()),
                  "count")
              .addSink("out", Topics.PROVERS.name(), out, out, "count");
      return DeadLetters.addSink(topology, "dead", "count");
    }
  }

  private static final Deserializer<LogClock> CLOCKS =
      FormatSerdes.of(RuntimeFormats.CLOCK).deserializer();

  private static final class Count extends ContextualProcessor<byte[], byte[], byte[], byte[]> {
    private final AppContext app;
    private Turn turn;
    private KeyValueStore<String, Long> counts;

    Count(AppContext app) {
      this.app = app;
    }

    @Override
    public void init(ProcessorContext<byte[], byte[]> context) {
      super.init(context);
      turn = new Turn(app.meters(), context::forward);
      counts = turn.over(context.getStateStore(STORE));
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
      InboundRecord input = InboundRecord.of(record, context());
      turn.take(
          input,
          () -> count(input),
          why ->
              turn.sendDeadLetter(
                  "dead", DeadLetters.of(input, why.reason().name(), why.detail())));
    }

    private void count(InboundRecord input) {
      String key = input.answerKey();
      Long before = counts.get(key);
      long count = before == null ? 1 : before + 1;
      counts.put(key, count);
      counts.delete("other");
      send(Long.toString(count).getBytes(StandardCharsets.UTF_8));
      switch (new String(input.value(), StandardCharsets.UTF_8)) {
        case "large" -> send(new byte[Topics.PROVERS.maxMessageBytes()]);
        case "defect" -> throw new IllegalStateException("a bug\nof ours");
        case "other version" -> CLOCKS.deserialize(STORE, new byte[] {9});
        case "other rules" -> MarketRules.requireKnown(MarketRules.NEWEST + 1, 7);
        default -> {}
      }
    }

    private void send(byte[] value) {
      turn.send(Topics.PROVERS, "out", new Record<>(null, value, 1));
    }
  }

  private void write(Topic<?> topic, String value) {
    byte[] key = "k".getBytes(StandardCharsets.UTF_8);
    market.pipeBytes(
        topic.name(), key, value.getBytes(StandardCharsets.UTF_8), new RecordHeaders(), 5);
  }

  private List<String> sent() {
    return market.readBytes(Topics.PROVERS.name()).stream()
        .map(record -> new String(record.value(), StandardCharsets.UTF_8))
        .toList();
  }

  private double setAside(String cause) {
    return app.meters()
        .registry()
        .get("proofworks.inputs.set.aside")
        .tag("topic", Topics.HEARTBEATS.name())
        .tag("cause", cause)
        .counter()
        .count();
  }

  @Test
  void shouldSetAsideAloneARecordWhoseOutputsDoNotFit() {
    write(Topics.HEARTBEATS, "fine");
    write(Topics.HEARTBEATS, "large");
    write(Topics.HEARTBEATS, "fine");

    assertThat(sent()).containsExactly("1", "2");
    assertThat(market.driver().<String, Long>getKeyValueStore(STORE).get("k")).isEqualTo(2);
    assertThat(market.readBytes(Topics.HEARTBEATS.dlq()))
        .singleElement()
        .satisfies(letter -> {
          assertThat(letter.value()).asString().isEqualTo("large");
          assertThat(letter.headers().lastHeader(DeadLetters.REASON).value())
              .asString()
              .isEqualTo("OVERSIZED");
        });
    assertThat(setAside("oversized")).isEqualTo(1);
    assertThat(Metric.INPUTS_SET_ASIDE.labels()).containsExactly("topic", "cause");
  }

  @Test
  void shouldSetAsideARecordThatMeetsADefectAndTakeBackWhatItDid() {
    write(Topics.HEARTBEATS, "fine");
    write(Topics.HEARTBEATS, "defect");
    write(Topics.HEARTBEATS, "fine");

    assertThat(sent()).containsExactly("1", "2");
    assertThat(market.readBytes(Topics.HEARTBEATS.dlq()))
        .singleElement()
        .satisfies(letter ->
            assertThat(letter.headers().lastHeader(DeadLetters.DETAIL).value())
                .asString()
                .isEqualTo("IllegalStateException a bug\\u000aof ours"));
    assertThat(setAside("defect")).isEqualTo(1);
  }

  @Test
  void shouldEndRatherThanSkipARecordOnWhichABondDepends() {
    assertThatThrownBy(() -> write(Topics.COMMITMENTS, "defect"))
        .rootCause()
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void shouldBlameNoRecordForStateOfAnotherVersion() {
    assertThatThrownBy(() -> write(Topics.HEARTBEATS, "other version"))
        .rootCause()
        .isInstanceOf(FormatException.class)
        .hasMessage("runtime.LogClock of version 9: this program knows 1 to 1");
  }

  @Test
  void shouldBlameNoRecordForRulesOfANewerBuild() {
    assertThatThrownBy(() -> write(Topics.HEARTBEATS, "other rules"))
        .hasRootCauseInstanceOf(UnknownRulesException.class);
    assertThat(sent()).isEmpty();
  }
}
