package io.proofworks.sharding.processor;

import io.proofworks.avro.Policy;
import io.proofworks.serde.Decoded;
import io.proofworks.sharding.domain.MarketPolicy;
import io.proofworks.topics.Topics;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/** The policy of this market that is in force; decoded once per version. */
final class CurrentPolicy {

  private final Systems systems;
  private final KeyValueStore<Bytes, byte[]> store;
  private final Bytes key;
  private byte @Nullable [] decodedFrom;
  private @Nullable MarketPolicy policy;

  CurrentPolicy(Systems systems, KeyValueStore<Bytes, byte[]> store) {
    this.systems = systems;
    this.store = store;
    this.key = Bytes.wrap(systems.market().getBytes(StandardCharsets.UTF_8));
  }

  /** Null until the operator has written one. */
  @Nullable MarketPolicy get() {
    byte[] value = store.get(key);
    if (value != null && (decodedFrom == null || !Arrays.equals(value, decodedFrom))) {
      decodedFrom = value;
      policy = decode(value);
    }
    return policy;
  }

  /** From 1; 0 until the operator has written one. */
  int version() {
    MarketPolicy current = get();
    return current == null ? 0 : current.version();
  }

  /** From now on a policy is in force that decodes, and is of this market. */
  void put(byte[] value) {
    store.put(key, value);
  }

  private @Nullable MarketPolicy decode(byte[] value) {
    return switch (systems.serdes().decoder(Topics.POLICIES).decode(value)) {
      case Decoded.Value<Policy>(var avro) -> AvroPolicies.policy(avro, systems.verifiers());
      case Decoded.Malformed<Policy> malformed -> policy;
    };
  }
}
