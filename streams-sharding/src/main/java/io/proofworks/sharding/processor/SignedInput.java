package io.proofworks.sharding.processor;

import io.proofworks.avro.Supersession;
import io.proofworks.protocol.Author;
import io.proofworks.protocol.Hash32;
import io.proofworks.runtime.InboundRecord;
import io.proofworks.sharding.domain.Request;

/** What the requester that it names has signed for this market, and is in form. */
sealed interface SignedInput {

  /** The record. */
  InboundRecord input();

  /** Whom it speaks for. */
  Author author();

  /**
   * A proof request.
   *
   * @param digest what the requester signed
   */
  record OfRequest(InboundRecord input, Request request, Hash32 digest, Author author)
      implements SignedInput {}

  /** What takes a batch back; its author need not be the batch's requester. */
  record OfSupersession(InboundRecord input, Supersession message, Author author)
      implements SignedInput {}
}
