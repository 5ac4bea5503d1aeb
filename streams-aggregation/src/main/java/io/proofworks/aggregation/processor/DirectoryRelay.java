package io.proofworks.aggregation.processor;

import io.proofworks.aggregation.domain.Aggregator;
import io.proofworks.aggregation.domain.MarketEvent;
import io.proofworks.avro.Heartbeat;
import io.proofworks.avro.Policy;
import io.proofworks.avro.ProverStanding;
import io.proofworks.messages.SignedMessages;
import io.proofworks.protocol.Hash32;
import io.proofworks.runtime.Cbor;
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
final class DirectoryRelay extends RelayProcessor<MarketEvent> {

  private static final byte[] PRESENT = {1};

  private final Hash32 domain;
  private final Decoder<Policy> policies;
  private final Decoder<ProverStanding> standings;
  private final Decoder<Heartbeat> heartbeats;

  @SuppressWarnings("NullAway.Init") // set by init, before any record
  private KeyValueStore<String, Aggregator> known;

  @SuppressWarnings("NullAway.Init") // set by init, before any record
  private KeyValueStore<String, byte[]> backed;

  DirectoryRelay(MarketSerdes serdes, Hash32 domain) {
    super(Cbor.serde(MarketEvent.class).serializer(), Topics.HEARTBEATS.name());
    this.domain = domain;
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
    if (policy.getDomain().equals(domain.hex())) {
      forward(domain.hex(), new MarketEvent.PolicyPublished(AvroInputs.policy(policy)), time);
    }
  }

  private void take(ProverStanding standing, long time) {
    if (!standing.getDomain().equals(domain.hex())) {
      return;
    }
    account(standing, time);
    Optional<Aggregator> before = Optional.ofNullable(known.get(standing.getProverId()));
    boolean newcomer = AvroInputs.aggregates(standing) && AvroInputs.isBacked(standing);
    if (before.isPresent() || newcomer) {
      tell(AvroInputs.aggregator(standing, before), time);
    }
  }

  /** Told only when it changes: a standing comes with every bond and escrow. */
  private void account(ProverStanding standing, long time) {
    String id = standing.getProverId();
    boolean is = AvroInputs.isBacked(standing);
    if (is != (backed.get(id) != null)) {
      backed.put(id, is ? PRESENT : null);
      forward(id, new MarketEvent.AccountSeen(id, is), time);
    }
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
    forward(aggregator.id(), new MarketEvent.AggregatorSeen(aggregator), time);
  }
}
