package io.proofworks.aggregation.processor;

import io.proofworks.aggregation.domain.Aggregator;
import io.proofworks.aggregation.domain.MarketEvent;
import io.proofworks.avro.Heartbeat;
import io.proofworks.avro.Policy;
import io.proofworks.avro.ProverStanding;
import io.proofworks.messages.SignedMessages;
import io.proofworks.protocol.Hash32;
import io.proofworks.runtime.InboundRecord;
import io.proofworks.serde.Decoded;
import io.proofworks.serde.Decoder;
import io.proofworks.serde.MarketSerdes;
import io.proofworks.topics.Topics;
import java.util.Optional;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Tells every partition who aggregates, who has money, and under which policy. To register costs
 * nothing, so nobody is told of who never had a stake. Standings and heartbeats meet here, where
 * both have the aggregator's key; a heartbeat's signature is checked once and not in every
 * partition. Heartbeats are answered by sharding: one that does not count, or is an old one written
 * again, is just not told.
 */
final class DirectoryRelay extends RelayProcessor {

  private static final byte[] PRESENT = {1};

  private final Hash32 domain;
  private final RelayedEvents events;
  private final Decoder<Policy> policies;
  private final Decoder<ProverStanding> standings;
  private final Decoder<Heartbeat> heartbeats;

  @SuppressWarnings("NullAway.Init") // set by init, before any record
  private KeyValueStore<String, Aggregator> known;

  @SuppressWarnings("NullAway.Init") // set by init, before any record
  private KeyValueStore<String, byte[]> backed;

  DirectoryRelay(MarketSerdes serdes, Hash32 domain) {
    super(Topics.HEARTBEATS.name());
    this.domain = domain;
    this.events = new RelayedEvents(domain);
    this.policies = serdes.decoder(Topics.POLICIES);
    this.standings = serdes.decoder(Topics.PROVERS);
    this.heartbeats = serdes.decoder(Topics.HEARTBEATS);
  }

  @Override
  public void init(ProcessorContext<byte[], byte[]> context) {
    super.init(context);
    known = context.getStateStore(Stores.KNOWN_AGGREGATORS);
    backed = context.getStateStore(Stores.BACKED);
  }

  @Override
  void relay(InboundRecord input) {
    String topic = input.coordinates().topic();
    if (topic.equals(Topics.HEARTBEATS.name())) {
      if (heartbeats.decode(input.value()) instanceof Decoded.Value<Heartbeat>(Heartbeat beat)) {
        take(beat, input.time());
      }
    } else if (topic.equals(Topics.PROVERS.name())) {
      if (standings.decode(input.value())
          instanceof Decoded.Value<ProverStanding>(ProverStanding standing)) {
        take(standing, input.time());
      }
    } else if (policies.decode(input.value()) instanceof Decoded.Value<Policy>(Policy policy)) {
      take(policy, input.time());
    }
  }

  private void take(Policy policy, long time) {
    events.policy(policy).ifPresent(event -> forward(event, time));
  }

  private void take(ProverStanding standing, long time) {
    String id = standing.getProverId();
    events
        .account(standing, backed.get(id) != null)
        .ifPresent(event -> {
          backed.put(id, AvroInputs.isBacked(standing) ? PRESENT : null);
          forward(event, time);
        });
    events
        .aggregator(standing, Optional.ofNullable(known.get(id)))
        .ifPresent(aggregator -> tell(aggregator, time));
  }

  private void take(Heartbeat beat, long time) {
    Aggregator aggregator = known.get(beat.getProverId());
    if (aggregator != null
        && beat.getDomain().equals(domain.hex())
        && SignedMessages.verify(beat, aggregator.sessionKey())) {
      Aggregator heard =
          aggregator.heard(
              Aggregator.Pulse.of(
                  time, beat.getSequence(), beat.getAggregationSlots(), beat.getDraining()));
      if (heard != aggregator) {
        tell(heard, time);
      }
    }
  }

  private void tell(Aggregator aggregator, long time) {
    known.put(aggregator.id(), aggregator);
    forward(new MarketEvent.AggregatorSeen(aggregator), time);
  }

  private void forward(MarketEvent event, long time) {
    forward(RelayedEvents.key(event), event, time);
  }
}
