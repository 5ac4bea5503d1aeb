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
final class RequestProcessor extends BatchProcessor {

  private final Decoder<ProofRequest> decoder;
  private final Digests digests;
  private final int partitions;

  RequestProcessor(MarketSerdes serdes, Hash32 domain, int partitions, Systems systems) {
    super(Topics.BATCHES.name(), domain, systems);
    this.decoder = serdes.decoder(Topics.BATCHES);
    this.digests = new Digests(domain);
    this.partitions = partitions;
  }

  @Override
  void take(InboundRecord input) {
    if (decoder.decode(input.value()) instanceof Decoded.Value<ProofRequest>(ProofRequest asked)
        && input.key().filter(asked.getBatchId()::equals).isPresent()
        && input.inPartitionOfItsKey(partitions)
        && recomputes(asked)
        && book().mayAsk(asked.getRequesterId())
        && isSigned(asked)) {
      boolean backed = book().isBacked(asked.getRequesterId());
      decide(AvroInputs.requested(asked, AvroInputs.position(input), backed));
      long now = book().now();
      book().dropRequests(effect -> write(effect, now));
    }
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
