package io.proofworks.views;

import static org.assertj.core.api.Assertions.assertThat;

import io.proofworks.avro.AggregationGrant;
import io.proofworks.avro.Commitment;
import io.proofworks.avro.Decline;
import io.proofworks.avro.Heartbeat;
import io.proofworks.avro.ProofRequest;
import io.proofworks.avro.Reveal;
import io.proofworks.avro.Supersession;
import io.proofworks.runtime.StreamsApplication;
import io.proofworks.runtime.testing.Hostile;
import io.proofworks.runtime.testing.Ordeal;
import io.proofworks.runtime.testing.TopologyFixture;
import io.proofworks.serde.MarketSerdes;
import io.proofworks.topics.Topic;
import io.proofworks.topics.Topics;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;

/** Views answer nobody, and nothing that an outsider writes stops them. */
class HostileRecordsTest {

  private static final String DOMAIN = TopologyFixture.DOMAIN;
  private static final String PROVER = "0x" + "01".repeat(20);
  private static final String HASH = "0x" + "66".repeat(32);
  private static final ByteBuffer SIGNATURE = ByteBuffer.allocate(64);

  private static final Heartbeat HEARTBEAT =
      new Heartbeat(
          DOMAIN, PROVER, 1L, 1, 0, false, List.of(new Decline(HASH, 1)), SIGNATURE, -1, 0);

  private static final ProofRequest REQUEST =
      new ProofRequest(
          DOMAIN,
          HASH,
          PROVER,
          1L,
          "risc0-groth16",
          HASH,
          HASH,
          ByteBuffer.allocate(3),
          ByteBuffer.allocate(3),
          "STANDARD",
          "COMMIT_REVEAL",
          60_000L,
          1_000L,
          "route",
          SIGNATURE);

  @Test
  void shouldGoOnWithViewsWhateverIsWritten() {
    endure(
        new ViewsApplication("localhost:0"),
        serdes -> {
          List<Hostile> all = new ArrayList<>();
          all.addAll(hostile(Topics.HEARTBEATS, HEARTBEAT, serdes));
          all.addAll(hostile(Topics.BATCHES, REQUEST, serdes));
          all.addAll(
              hostile(
                  Topics.SUPERSESSIONS,
                  new Supersession(DOMAIN, HASH, PROVER, "STATE_ROOT", HASH, SIGNATURE),
                  serdes));
          all.addAll(
              hostile(
                  Topics.COMMITMENTS,
                  new Commitment(DOMAIN, HASH, 1, PROVER, HASH, SIGNATURE),
                  serdes));
          all.addAll(
              hostile(
                  Topics.REVEALS,
                  new Reveal(
                      DOMAIN,
                      HASH,
                      1,
                      PROVER,
                      ByteBuffer.allocate(9),
                      HASH,
                      new AggregationGrant(HASH, PROVER, SIGNATURE),
                      SIGNATURE),
                  serdes));
          return all;
        });
  }

  private interface Flood {
    List<Hostile> of(MarketSerdes serdes);
  }

  private static void endure(StreamsApplication application, Flood flood) {
    try (TopologyFixture market = TopologyFixture.of(application)) {
      List<Hostile> records = flood.of(market.serdes());
      Ordeal ordeal = new Ordeal(market);

      long time = ordeal.endure(records, 1_000, false);
      ordeal.settle(time + 60_000);

      assertThat(records).hasSizeGreaterThan(100);
    }
  }

  private static <V extends SpecificRecord> List<Hostile> hostile(
      Topic<V> topic, V good, MarketSerdes serdes) {
    return new Hostile.Source<>(topic, HASH, good, serdes, changed -> changed).all();
  }
}
