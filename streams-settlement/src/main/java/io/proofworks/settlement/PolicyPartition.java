package io.proofworks.settlement;

import io.proofworks.avro.Policy;
import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.Reason;
import io.proofworks.runtime.InboundRecord;
import io.proofworks.runtime.journal.Applied;
import io.proofworks.serde.Decoded;
import io.proofworks.serde.Decoder;
import io.proofworks.serde.MarketSerdes;
import io.proofworks.settlement.domain.MarketPolicy;
import io.proofworks.settlement.domain.PolicyEffect;
import io.proofworks.topics.Topics;
import java.util.List;
import java.util.Map;

/** The market's policies: which of them are announced to the partitions of both sides. */
public final class PolicyPartition {

  private final Decoder<Policy> decoder;
  private final Hash32 domain;

  public PolicyPartition(MarketSerdes serdes, Hash32 domain) {
    this.decoder = serdes.decoder(Topics.POLICIES);
    this.domain = domain;
  }

  /** A policy, or what pretends to be one. */
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
    try {
      MarketPolicy announced = PolicyRecords.policy(policy);
      return announced.domain().equals(domain)
          ? new PolicyEffect.Announced(announced)
          : new PolicyEffect.Refused(Reason.WRONG_DOMAIN, "of market " + announced.domain());
    } catch (IllegalArgumentException e) {
      return new PolicyEffect.Refused(Reason.MALFORMED, String.valueOf(e.getMessage()));
    }
  }
}
