package io.proofworks.aggregation.processor;

import io.proofworks.aggregation.domain.Input;
import io.proofworks.aggregation.domain.Slash;
import io.proofworks.avro.Coordinates;
import io.proofworks.avro.Verdict;
import io.proofworks.protocol.Reason;
import io.proofworks.protocol.VerdictKind;
import io.proofworks.runtime.InboundRecord;
import io.proofworks.serde.Decoded;
import io.proofworks.serde.Decoder;
import io.proofworks.serde.MarketSerdes;
import io.proofworks.topics.Topics;
import java.util.Optional;

/**
 * Tells batches what was lost over them, and whether their request was taken. This application's
 * own verdicts do not come back to it: their batch knew when it spoke.
 */
final class VerdictRelay extends RelayProcessor<Input> {

  private final Decoder<Verdict> verdicts;

  VerdictRelay(MarketSerdes serdes) {
    super(ShardRelay.inputs(), Topics.VERDICTS.name());
    this.verdicts = serdes.decoder(Topics.VERDICTS);
  }

  @Override
  void relay(InboundRecord input) {
    if (verdicts.decode(input.value()) instanceof Decoded.Value<Verdict>(Verdict verdict)) {
      relayed(verdict).ifPresent(told -> forward(told.batchId(), told, input.time()));
    }
  }

  private static Optional<Input> relayed(Verdict verdict) {
    String batchId = verdict.getBatchId();
    VerdictKind kind = VerdictKind.find(verdict.getKind()).orElse(null);
    if (batchId == null || kind == VerdictKind.AGGREGATE || kind == VerdictKind.LEASE) {
      return Optional.empty();
    }
    return kind == VerdictKind.BATCH ? answered(batchId, verdict) : slashed(batchId, verdict);
  }

  private static Optional<Input> answered(String batchId, Verdict verdict) {
    Coordinates input = verdict.getInput();
    boolean accepted = verdict.getReason().equals(Reason.ACCEPTED.name());
    return Optional.ofNullable(input)
        .map(request -> new Input.RequestAnswered(batchId, AvroInputs.position(request), accepted));
  }

  private static Optional<Input> slashed(String batchId, Verdict verdict) {
    Slash slash =
        new Slash(
            verdict.getAuthor(), verdict.getReason(), verdict.getSlashed(), verdict.getTaskId());
    return slash.amount() > 0 ? Optional.of(new Input.Slashed(batchId, slash)) : Optional.empty();
  }
}
