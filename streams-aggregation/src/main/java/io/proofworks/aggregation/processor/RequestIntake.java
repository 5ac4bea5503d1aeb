package io.proofworks.aggregation.processor;

import io.proofworks.avro.ProofRequest;
import io.proofworks.messages.SignedMessages;
import io.proofworks.protocol.Address;
import io.proofworks.protocol.Digests;
import io.proofworks.protocol.Hash32;
import io.proofworks.runtime.InboundRecord;
import io.proofworks.runtime.Turn;
import io.proofworks.serde.Decoded;
import io.proofworks.serde.Decoder;
import io.proofworks.serde.MarketSerdes;
import io.proofworks.topics.Topics;

/**
 * Remembers what a batch was asked to prove. Anyone may write requests, and sharding answers them.
 * Here only one counts that its requester signed, all of it, and whose fields recompute its
 * batchId; which of several is the batch's is said by its tasks. So a copy changes nothing,
 * whatever in it differs, wherever and whenever it is written.
 */
final class RequestIntake extends Intake {

  private final Decoder<ProofRequest> decoder;
  private final Digests digests;
  private final int partitions;

  RequestIntake(BatchPartition at, MarketSerdes serdes, Digests digests, int partitions) {
    super(Topics.BATCHES.name(), at);
    this.decoder = serdes.decoder(Topics.BATCHES);
    this.digests = digests;
    this.partitions = partitions;
  }

  /**
   * One for which there is no room counts: that there was none follows from those before it, and
   * whether it was left out could not be told otherwise.
   */
  @Override
  boolean take(InboundRecord input) {
    if (decoder.decode(input.value()) instanceof Decoded.Value<ProofRequest>(ProofRequest asked)
        && input.key().filter(asked.getBatchId()::equals).isPresent()
        && input.inPartitionOfItsKey(partitions)
        && recomputes(asked)
        && isSigned(asked)) {
      keep(asked, input);
      return true;
    }
    return false;
  }

  private void keep(ProofRequest asked, InboundRecord input) {
    CaseBook book = at().book();
    long now = book.now();
    boolean backed = book.isBacked(asked.getRequesterId());
    book.ask(
        AvroInputs.requested(asked, AvroInputs.position(input), backed),
        asked.getDeadline(),
        effect -> at().write(effect, now));
  }

  private static boolean isSigned(ProofRequest asked) {
    return SignedMessages.signer(asked)
        .filter(Address.parse(asked.getRequesterId())::equals)
        .isPresent();
  }

  /**
   * Sharding answers requests; here one is just not known. Not so after a defect: it may be an
   * honest one, whose batch could not settle.
   */
  @Override
  void setAside(InboundRecord input, Turn.SetAside why) {
    if (why.cause() == Turn.Cause.DEFECT) {
      throw new IllegalStateException(why.detail());
    }
  }

  private boolean recomputes(ProofRequest asked) {
    return asked.getDomain().equals(digests.domain().hex())
        && Hash32.tryParse(asked.getProgramHash()).isPresent()
        && Hash32.tryParse(asked.getInputCommitment()).isPresent()
        && Address.tryParse(asked.getRequesterId()).isPresent()
        && batchId(asked).hex().equals(asked.getBatchId());
  }

  private Hash32 batchId(ProofRequest asked) {
    return digests.batchId(
        Hash32.parse(asked.getProgramHash()),
        Hash32.parse(asked.getInputCommitment()),
        AvroInputs.bytes(asked.getPublicInputs()),
        Address.parse(asked.getRequesterId()),
        asked.getRequesterNonce());
  }
}
