package io.proofworks.aggregation.processor;

import io.proofworks.aggregation.domain.Effect;
import io.proofworks.aggregation.domain.Input;
import io.proofworks.avro.Aggregate;
import io.proofworks.avro.Verdict;
import io.proofworks.protocol.Address;
import io.proofworks.protocol.Digests;
import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.Reason;
import io.proofworks.protocol.VerdictKind;
import io.proofworks.runtime.DeadLetters;
import io.proofworks.runtime.InboundRecord;
import io.proofworks.runtime.Turn;
import io.proofworks.serde.Decoded;
import io.proofworks.serde.Decoder;
import io.proofworks.serde.MarketSerdes;
import io.proofworks.topics.Partitions;
import io.proofworks.topics.Topics;
import java.util.List;
import java.util.Optional;

/** Answers what aggregators write. Its topic's time is what leases run by. */
final class AggregateIntake extends Intake {

  private final Decoder<Aggregate> decoder;
  private final Digests digests;
  private final int partitions;

  AggregateIntake(BatchPartition at, MarketSerdes serdes, Digests digests, int partitions) {
    super(Topics.AGGREGATES.name(), at);
    this.decoder = serdes.decoder(Topics.AGGREGATES);
    this.digests = digests;
    this.partitions = partitions;
  }

  @Override
  boolean passesTime() {
    return true;
  }

  @Override
  boolean take(InboundRecord input) {
    switch (decoder.decode(input.value())) {
      case Decoded.Malformed<Aggregate>(String detail) -> refuse(input, detail);
      case Decoded.Value<Aggregate>(Aggregate work) ->
          outOfForm(work, input)
              .ifPresentOrElse(detail -> refuse(input, detail), () -> judge(work, input));
    }
    return true;
  }

  private void judge(Aggregate work, InboundRecord input) {
    long now = at().book().leaseTime();
    int right = Partitions.of(work.getBatchId(), partitions);
    Input submitted = AvroInputs.submitted(work, input, right);
    at().book()
        .decide(
            submitted,
            now,
            effect -> {
              if (effect instanceof Effect.Answer answer) {
                at().answer(work.getBatchId(), verdict(answer, work, input, now));
              } else {
                at().write(effect, now);
              }
            });
  }

  /** An id of another spelling would be another key, so it is no id. */
  private static Optional<String> outOfForm(Aggregate work, InboundRecord input) {
    if (Hash32.tryParse(work.getBatchId()).isEmpty()
        || Hash32.tryParse(work.getJobId()).isEmpty()) {
      return Optional.of("batchId and jobId are 0x and 64 lower-case hex digits");
    }
    if (Address.tryParse(work.getAggregatorId()).isEmpty()) {
      return Optional.of("aggregatorId is 0x and 40 lower-case hex digits");
    }
    return input.key().filter(work.getBatchId()::equals).isPresent()
        ? Optional.empty()
        : Optional.of("the key is not the batchId");
  }

  private void refuse(InboundRecord input, String detail) {
    refuse(input, Reason.MALFORMED, detail);
  }

  @Override
  void setAside(InboundRecord input, Turn.SetAside why) {
    refuse(input, why.reason(), why.detail());
  }

  private void refuse(InboundRecord input, Reason reason, String detail) {
    at().deadLetter(DeadLetters.of(input, reason.name(), detail));
    at().answer(
            input.answerKey(),
            of(
                    Outbox.verdict(
                        VerdictKind.AGGREGATE,
                        digests.domain().hex(),
                        null,
                        at().book().leaseTime()),
                    input)
                .setReason(reason.name())
                .setDetail(detail)
                .setAuthor("")
                .setEpoch(0)
                .setEvidence(List.of())
                .build());
  }

  private Verdict verdict(Effect.Answer answer, Aggregate work, InboundRecord input, long now) {
    return of(Outbox.verdict(answer, digests.domain().hex(), work.getBatchId(), now), input)
        .setAuthor(answer.author() == null ? "" : answer.author().address().hex())
        .setSigned(answer.author() != null)
        .setNodeId(work.getNodeId())
        .setEpoch(work.getEpoch())
        .build();
  }

  private Verdict.Builder of(Verdict.Builder verdict, InboundRecord input) {
    var at = input.coordinates();
    return verdict
        .setVerdictId(digests.inputId(at.topic(), at.partition(), at.offset()).hex())
        .setInput(input.avroCoordinates())
        .setInputDigest(input.digest().hex());
  }
}
