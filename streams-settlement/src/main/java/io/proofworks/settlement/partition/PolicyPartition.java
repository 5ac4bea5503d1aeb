package io.proofworks.settlement.partition;

import io.proofworks.avro.Policy;
import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.Reason;
import io.proofworks.protocol.UnknownRulesException;
import io.proofworks.runtime.InboundRecord;
import io.proofworks.runtime.journal.Applied;
import io.proofworks.runtime.state.OrderedStore;
import io.proofworks.serde.Decoded;
import io.proofworks.serde.Decoder;
import io.proofworks.serde.MarketSerdes;
import io.proofworks.settlement.domain.MarketPolicy;
import io.proofworks.settlement.domain.PolicyEffect;
import io.proofworks.settlement.records.PolicyRecords;
import io.proofworks.topics.Topics;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * The market's policies: which of them are announced to the partitions of both sides. A version
 * that is not above the one in force is refused: what tasks were published under stays what it was.
 */
public final class PolicyPartition {

  private static final byte[] IN_FORCE = "version".getBytes(StandardCharsets.UTF_8);

  private final Decoder<Policy> decoder;
  private final Hash32 domain;
  private final OrderedStore store;

  /**
   * @param store keeps which version is in force
   */
  public PolicyPartition(MarketSerdes serdes, Hash32 domain, OrderedStore store) {
    this.decoder = serdes.decoder(Topics.POLICIES);
    this.domain = domain;
    this.store = store;
  }

  /**
   * A policy, or what pretends to be one.
   *
   * @throws UnknownRulesException if it would be in force and goes by rules of a newer build: to
   *     refuse it here would let the deployment say which policy is in force
   */
  public Applied<PolicyEffect> receive(InboundRecord record) {
    PolicyEffect effect =
        switch (decoder.decode(record.value())) {
          case Decoded.Malformed<Policy>(String detail) ->
              new PolicyEffect.Refused(Reason.MALFORMED, detail);
          case Decoded.Value<Policy>(Policy policy) -> decide(policy);
        };
    return new Applied<>(
        record.coordinates(),
        record.digest(),
        null,
        Map.of(record.coordinates().topic(), record.time()),
        List.of(effect),
        effect instanceof PolicyEffect.Refused);
  }

  private PolicyEffect decide(Policy policy) {
    if (!policy.getDomain().equals(domain.hex())) {
      return new PolicyEffect.Refused(Reason.WRONG_DOMAIN, "of market " + policy.getDomain());
    }
    int inForce = inForce();
    if (policy.getVersion() <= inForce) {
      return new PolicyEffect.Refused(
          Reason.STALE,
          "version is %d, and %d is in force".formatted(policy.getVersion(), inForce));
    }
    MarketPolicy next = PolicyRecords.policy(policy);
    store.put(IN_FORCE, ByteBuffer.allocate(Integer.BYTES).putInt(next.version()).array());
    return new PolicyEffect.Announced(next);
  }

  private int inForce() {
    byte[] known = store.get(IN_FORCE);
    return known == null ? 0 : ByteBuffer.wrap(known).getInt();
  }
}
