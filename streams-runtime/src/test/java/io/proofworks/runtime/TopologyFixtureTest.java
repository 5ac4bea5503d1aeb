package io.proofworks.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.proofworks.avro.Decline;
import io.proofworks.avro.Heartbeat;
import io.proofworks.runtime.testing.TopologyFixture;
import io.proofworks.serde.Decoded;
import io.proofworks.serde.Decoder;
import io.proofworks.topics.Topics;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.junit.jupiter.api.Test;

/** The path every application takes: bytes in, decoded and answered, or dead-lettered whole. */
final class TopologyFixtureTest {

  private static final String PROVER = "0x" + "ab".repeat(20);

  /**
   * Repeats heartbeats with the coordinates in the sequence; what does not decode is a dead letter.
   */
  private static final class Repeater implements StreamsApplication {
    @Override
    public String name() {
      return "repeater";
    }

    @Override
    public Topology topology(AppContext context) {
      ByteArrayDeserializer in = new ByteArrayDeserializer();
      ByteArraySerializer out = new ByteArraySerializer();
      Topology topology =
          new Topology()
              .addSource("in", in, in, Topics.HEARTBEATS.name())
              .addProcessor("repeat", () -> new Repeat(context), "in")
              .addSink("out", Topics.PROVERS.name(), out, out, "repeat");
      return DeadLetters.addSink(topology, "dead", "repeat");
    }
  }

  private static final class Repeat implements Processor<byte[], byte[], byte[], byte[]> {
    private final Decoder<Heartbeat> decoder;
    private ProcessorContext<byte[], byte[]> context;

    Repeat(AppContext app) {
      decoder = app.serdes().decoder(Topics.HEARTBEATS);
    }

    @Override
    public void init(ProcessorContext<byte[], byte[]> processorContext) {
      context = processorContext;
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
      InboundRecord input = InboundRecord.of(record, context);
      if (input.isTick()) {
        return;
      }
      switch (decoder.decode(input.value())) {
        case Decoded.Value<Heartbeat> ignored ->
            context.forward(
                record.withValue(input.coordinates().toString().getBytes(StandardCharsets.UTF_8)),
                "out");
        case Decoded.Malformed<Heartbeat>(String detail) ->
            context.forward(DeadLetters.of(input, "MALFORMED", detail), "dead");
      }
    }
  }

  private static Heartbeat heartbeat() {
    return new Heartbeat(
        TopologyFixture.DOMAIN,
        PROVER,
        1L,
        4,
        1,
        false,
        List.of(new Decline("0x" + "01".repeat(32), 2)),
        ByteBuffer.allocate(64),
        -1,
        0);
  }

  @Test
  void shouldHandProcessorsTheCoordinatesThatTheTestWasTold() {
    try (TopologyFixture market = TopologyFixture.of(new Repeater())) {
      market.pipe(Topics.HEARTBEATS, PROVER, heartbeat(), 1_000);

      Coordinates second = market.pipe(Topics.HEARTBEATS, PROVER, heartbeat(), 2_000);

      assertThat(second).isEqualTo(new Coordinates("market.heartbeats", 0, 1, 2_000));
      assertThat(market.readBytes(Topics.PROVERS.name()).getLast())
          .satisfies(record -> {
            assertThat(record.value()).asString().isEqualTo("market.heartbeats-0@1");
            assertThat(record.timestamp()).isEqualTo(2_000);
          });
    }
  }

  @Test
  void shouldSendWhatDoesNotDecodeToTheDeadLettersWithItsOriginalBytes() {
    try (TopologyFixture market = TopologyFixture.of(new Repeater())) {
      byte[] key = {(byte) 0xff, 1};
      byte[] value = {9, 9, 9};

      market.pipeBytes(Topics.HEARTBEATS, key, value, 5);

      assertThat(market.readBytes(Topics.HEARTBEATS.dlq()))
          .singleElement()
          .satisfies(letter -> {
            assertThat(letter.key()).isEqualTo(key);
            assertThat(letter.value()).isEqualTo(value);
            assertThat(letter.headers().lastHeader(DeadLetters.REASON).value())
                .asString()
                .isEqualTo("MALFORMED");
            assertThat(letter.headers().lastHeader(DeadLetters.TOPIC).value())
                .asString()
                .isEqualTo("market.heartbeats");
            assertThat(letter.headers().lastHeader(DeadLetters.OFFSET).value())
                .asString()
                .isEqualTo("0");
          });
    }
  }

  @Test
  void shouldTickOnlyWhatTheApplicationReads() {
    try (TopologyFixture market = TopologyFixture.of(new Repeater())) {
      market.tickAll(77);

      Coordinates next = market.pipe(Topics.HEARTBEATS, PROVER, heartbeat(), 78);

      assertThat(next.offset()).isEqualTo(1);
      assertThat(market.readBytes(Topics.PROVERS.name())).hasSize(1);
    }
  }
}
