package io.proofworks.settlement.processor;

import io.proofworks.avro.Policy;
import io.proofworks.protocol.Reason;
import io.proofworks.runtime.AppContext;
import io.proofworks.runtime.DeadLetters;
import io.proofworks.runtime.InboundRecord;
import io.proofworks.serde.Decoded;
import io.proofworks.serde.Decoder;
import io.proofworks.settlement.InternalMessage;
import io.proofworks.settlement.PolicyRecords;
import io.proofworks.settlement.SettlementTopology;
import io.proofworks.settlement.domain.MarketPolicy;
import io.proofworks.topics.Topics;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/** Announces the market's policies to every partition of both sides. */
@SuppressWarnings("NullAway.Init") // Kafka Streams calls init before anything else
public final class PolicyProcessor extends ContextualProcessor<byte[], byte[], byte[], byte[]> {

  private final AppContext app;
  private final Decoder<Policy> decoder;
  private Outbox outbox;

  public PolicyProcessor(AppContext app) {
    this.app = app;
    this.decoder = app.serdes().decoder(Topics.POLICIES);
  }

  @Override
  public void init(ProcessorContext<byte[], byte[]> context) {
    super.init(context);
    outbox = new Outbox(SettlementTopology.POLICY, app.serdes(), context);
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    InboundRecord input = InboundRecord.of(record, context());
    switch (decoder.decode(input.value())) {
      case Decoded.Malformed<Policy>(String detail) -> refuse(input, Reason.MALFORMED, detail);
      case Decoded.Value<Policy>(Policy policy) -> announce(input, policy);
    }
  }

  private void announce(InboundRecord input, Policy policy) {
    try {
      MarketPolicy announced = PolicyRecords.policy(policy);
      if (announced.domain().equals(app.settings().domain())) {
        announce(new InternalMessage.PolicyAnnounced(announced), input.time());
      } else {
        refuse(input, Reason.WRONG_DOMAIN, "of market " + announced.domain());
      }
    } catch (IllegalArgumentException e) {
      refuse(input, Reason.MALFORMED, String.valueOf(e.getMessage()));
    }
  }

  private void announce(InternalMessage message, long time) {
    outbox.send(SettlementTopology.REGISTRY, message, time);
    outbox.send(SettlementTopology.ACCOUNT_REQUESTS, message, time);
  }

  private void refuse(InboundRecord input, Reason reason, String detail) {
    outbox.deadLetter(DeadLetters.of(input, reason.name(), detail));
  }
}
