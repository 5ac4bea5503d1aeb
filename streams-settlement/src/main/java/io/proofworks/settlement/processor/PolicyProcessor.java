package io.proofworks.settlement.processor;

import io.proofworks.protocol.Reason;
import io.proofworks.runtime.AppContext;
import io.proofworks.runtime.DeadLetters;
import io.proofworks.runtime.InboundRecord;
import io.proofworks.runtime.journal.Applied;
import io.proofworks.runtime.journal.Journal;
import io.proofworks.runtime.state.OrderedStore;
import io.proofworks.runtime.state.StreamsStore;
import io.proofworks.settlement.domain.PolicyEffect;
import io.proofworks.settlement.partition.PolicyPartition;
import io.proofworks.settlement.state.StoreNames;
import io.proofworks.topics.Journals;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/** Announces the market's policies to every partition of both sides. */
@SuppressWarnings("NullAway.Init") // Kafka Streams calls init before anything else
public final class PolicyProcessor extends ContextualProcessor<byte[], byte[], byte[], byte[]> {

  private final AppContext app;
  private PolicyPartition partition;
  private Outbox outbox;
  private Journal journal;

  public PolicyProcessor(AppContext app) {
    this.app = app;
  }

  @Override
  public void init(ProcessorContext<byte[], byte[]> context) {
    super.init(context);
    OrderedStore store = StreamsStore.of(context, StoreNames.POLICY_REGISTRY);
    partition = new PolicyPartition(app.serdes(), app.settings().domain(), store);
    outbox = new Outbox(Nodes.POLICY, app.serdes(), context);
    String name = Journals.POLICY + context.taskId().partition();
    journal = Journal.of(app.settings(), name, store, outbox);
  }

  /** Nobody ticks policies, so each of them is signed at once. */
  @Override
  public void process(Record<byte[], byte[]> record) {
    InboundRecord input = InboundRecord.of(record, context());
    Applied<PolicyEffect> step = partition.receive(input);
    for (PolicyEffect effect : step.effects()) {
      switch (effect) {
        case PolicyEffect.Announced announced -> outbox.send(announced, input.time());
        case PolicyEffect.Refused(Reason reason, String detail) ->
            outbox.deadLetter(DeadLetters.of(input, reason.name(), detail));
      }
    }
    journal.append(step);
    journal.sign(input.time());
  }
}
