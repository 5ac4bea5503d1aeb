package io.proofworks.aggregation.processor;

import io.proofworks.avro.ChildProof;
import io.proofworks.protocol.Reason;
import io.proofworks.runtime.DeadLetters;
import io.proofworks.runtime.InboundRecord;
import io.proofworks.serde.Decoded;
import io.proofworks.serde.Decoder;
import io.proofworks.serde.MarketSerdes;
import io.proofworks.topics.Topics;

/** Takes the proofs that settlement verified. */
final class ChildProofIntake extends Intake {

  private final Decoder<ChildProof> decoder;

  ChildProofIntake(BatchPartition at, MarketSerdes serdes) {
    super(Topics.CHILD_PROOFS.name(), at);
    this.decoder = serdes.decoder(Topics.CHILD_PROOFS);
  }

  @Override
  boolean take(InboundRecord input) {
    switch (decoder.decode(input.value())) {
      case Decoded.Value<ChildProof>(ChildProof proof) -> at().decide(AvroInputs.proven(proof));
      case Decoded.Malformed<ChildProof>(String detail) ->
          at().deadLetter(DeadLetters.of(input, Reason.MALFORMED.name(), detail));
    }
    return true;
  }
}
