package io.proofworks.settlement.processor;

import io.proofworks.avro.RevealWindow;
import io.proofworks.avro.Verdict;
import io.proofworks.protocol.Reason;
import io.proofworks.protocol.VerdictKind;
import io.proofworks.runtime.AppContext;
import io.proofworks.runtime.InboundRecord;
import io.proofworks.serde.Decoded;
import io.proofworks.serde.Decoder;
import io.proofworks.topics.Topics;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/**
 * Opens reveal windows: reads the acceptances of commits back and writes a record for each. Only
 * what is committed can be read, so the broker stamps that record when the prover could have read
 * its acceptance too, however long the transaction that decided it was open.
 */
@SuppressWarnings("NullAway.Init") // Kafka Streams calls init before anything else
public final class WindowProcessor extends ContextualProcessor<byte[], byte[], byte[], byte[]> {

  private final String domain;
  private final AppContext app;
  private final Decoder<Verdict> verdicts;
  private Outbox outbox;

  public WindowProcessor(AppContext app) {
    this.domain = app.settings().domain().hex();
    this.app = app;
    this.verdicts = app.serdes().decoder(Topics.VERDICTS);
  }

  @Override
  public void init(ProcessorContext<byte[], byte[]> context) {
    super.init(context);
    outbox = new Outbox(Nodes.WINDOW, app.serdes(), context);
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    InboundRecord input = InboundRecord.of(record, context());
    boolean isVerdict = input.coordinates().topic().equals(Topics.VERDICTS.name());
    if (isVerdict
        && !input.isTick()
        && verdicts.decode(input.value()) instanceof Decoded.Value<Verdict>(Verdict verdict)
        && acceptsCommit(verdict)) {
      outbox.publish(Topics.WINDOWS, verdict.getTaskId(), opening(verdict), input.time());
    }
  }

  private boolean acceptsCommit(Verdict verdict) {
    return verdict.getKind().equals(VerdictKind.COMMIT.name())
        && verdict.getReason().equals(Reason.ACCEPTED.name())
        && verdict.getDomain().equals(domain)
        && verdict.getTaskId() != null;
  }

  private static RevealWindow opening(Verdict verdict) {
    return RevealWindow.newBuilder()
        .setDomain(verdict.getDomain())
        .setTaskId(verdict.getTaskId())
        .setEpoch(verdict.getEpoch())
        .setProverId(verdict.getAuthor())
        .setCommitVerdictId(verdict.getVerdictId())
        .build();
  }
}
