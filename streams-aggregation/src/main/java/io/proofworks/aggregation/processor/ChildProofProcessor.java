package io.proofworks.aggregation.processor;

import io.proofworks.avro.ChildProof;
import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.Reason;
import io.proofworks.runtime.DeadLetters;
import io.proofworks.runtime.InboundRecord;
import io.proofworks.serde.Decoded;
import io.proofworks.serde.Decoder;
import io.proofworks.serde.MarketSerdes;
import io.proofworks.topics.Topics;

/** Takes the proofs that settlement verified. */
final class ChildProofProcessor extends BatchProcessor {

  private final Decoder<ChildProof> decoder;

  ChildProofProcessor(MarketSerdes serdes, Hash32 domain, Systems systems) {
    super(Topics.CHILD_PROOFS.name(), domain, systems);
    this.decoder = serdes.decoder(Topics.CHILD_PROOFS);
  }

  @Override
  void take(InboundRecord input) {
    switch (decoder.decode(input.value())) {
      case Decoded.Value<ChildProof>(ChildProof proof) -> decide(AvroInputs.proven(proof));
      case Decoded.Malformed<ChildProof>(String detail) ->
          deadLetter(DeadLetters.of(input, Reason.MALFORMED.name(), detail));
    }
  }
}
