package io.proofworks.sharding.processor;

import io.proofworks.avro.ProofRequest;
import io.proofworks.avro.Supersession;
import io.proofworks.messages.SignedMessages;
import io.proofworks.protocol.Author;
import io.proofworks.protocol.Digests;
import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.Reason;
import io.proofworks.protocol.SupersessionCause;
import io.proofworks.protocol.VerdictKind;
import io.proofworks.runtime.InboundRecord;
import io.proofworks.serde.Decoded;
import io.proofworks.sharding.domain.Request;
import io.proofworks.topics.Topic;
import io.proofworks.topics.Topics;
import java.util.List;
import java.util.Optional;

/**
 * Who signed a request or a supersession, and the answer where nobody did: it is undecodable, out
 * of form, in the wrong place, of another market, not what its id says, or without its requester's
 * signature. That is a function of the record and of nothing else: so what nobody signed changes no
 * state, needs no entry in a journal, and an audit derives its answer from the record.
 */
final class Authorship {

  /** Records of these are their requesters' or nobody's. */
  static final List<Topic<?>> TOPICS = List.of(Topics.BATCHES, Topics.SUPERSESSIONS);

  private final Systems systems;
  private final Outbox outbox;
  private final Answers answers;

  Authorship(Systems systems, Outbox outbox) {
    this.systems = systems;
    this.outbox = outbox;
    this.answers = new Answers(systems);
  }

  static boolean concerns(String topic) {
    return TOPICS.stream().anyMatch(one -> one.name().equals(topic));
  }

  /**
   * Reads a record of one of the {@link #TOPICS}.
   *
   * @return empty where nobody signed it: then it is answered
   */
  Optional<SignedInput> read(InboundRecord input) {
    boolean request = input.coordinates().topic().equals(Topics.BATCHES.name());
    Topic<?> topic = request ? Topics.BATCHES : Topics.SUPERSESSIONS;
    Optional<Answers.Misplaced> wrong = answers.misplaced(input, topic);
    if (wrong.isPresent()) {
      return refuse(input, wrong.get().reason(), wrong.get().detail());
    }
    return request ? request(input) : supersession(input);
  }

  private Optional<SignedInput> request(InboundRecord input) {
    return switch (systems.serdes().decoder(Topics.BATCHES).decode(input.value())) {
      case Decoded.Value<ProofRequest>(ProofRequest message) -> read(input, message);
      case Decoded.Malformed<ProofRequest>(String detail) -> undecodable(input, detail);
    };
  }

  private Optional<SignedInput> supersession(InboundRecord input) {
    return switch (systems.serdes().decoder(Topics.SUPERSESSIONS).decode(input.value())) {
      case Decoded.Value<Supersession>(Supersession message) -> read(input, message);
      case Decoded.Malformed<Supersession>(String detail) -> undecodable(input, detail);
    };
  }

  private Optional<SignedInput> read(InboundRecord input, ProofRequest message) {
    try {
      return check(input, message, AvroRequests.request(message), SignedMessages.digest(message));
    } catch (IllegalArgumentException outOfForm) {
      return refuse(input, Reason.MALFORMED, String.valueOf(outOfForm.getMessage()));
    }
  }

  private Optional<SignedInput> check(
      InboundRecord input, ProofRequest message, Request request, Hash32 digest) {
    if (!request.batchId().hex().equals(input.answerKey())) {
      return refuse(input, Reason.MALFORMED, "the key is not the batchId");
    }
    if (!request.domain().equals(systems.domain())) {
      return refuse(input, Reason.WRONG_DOMAIN, "this market is " + systems.market());
    }
    if (!batchId(request).equals(request.batchId())) {
      return refuse(input, Reason.DIGEST_MISMATCH, "batchId is not the digest of the request");
    }
    Optional<Author> author = Authors.of(message);
    return author.isPresent()
        ? Optional.of(new SignedInput.OfRequest(input, request, digest, author.get()))
        : refuse(input, Reason.BAD_SIGNATURE, "not signed by " + request.requesterId().hex());
  }

  private static Hash32 batchId(Request request) {
    return new Digests(request.domain())
        .batchId(
            request.programHash(),
            request.inputCommitment(),
            request.publicInputs(),
            request.requesterId(),
            request.requesterNonce());
  }

  private Optional<SignedInput> read(InboundRecord input, Supersession message) {
    if (!message.getBatchId().equals(input.answerKey()) || !inForm(message)) {
      return refuse(input, Reason.MALFORMED, "an id or the cause is out of form");
    }
    if (!message.getDomain().equals(systems.market())) {
      return refuse(input, Reason.WRONG_DOMAIN, "signed for another market");
    }
    Optional<Author> author = Authors.of(message);
    return author.isPresent()
        ? Optional.of(new SignedInput.OfSupersession(input, message, author.get()))
        : refuse(input, Reason.BAD_SIGNATURE, "not signed by the requester that it names");
  }

  private static boolean inForm(Supersession message) {
    String replacement = message.getReplacementBatchId();
    return SupersessionCause.find(message.getCause()).isPresent()
        && (replacement == null || Hash32.tryParse(replacement).isPresent());
  }

  private Optional<SignedInput> undecodable(InboundRecord input, String detail) {
    outbox.deadLetter(input, Reason.MALFORMED.name(), detail);
    return refuse(input, Reason.MALFORMED, detail);
  }

  private Optional<SignedInput> refuse(InboundRecord input, Reason reason, String detail) {
    VerdictKind kind = Answers.kindOf(input.coordinates().topic()).orElseThrow();
    outbox.publish(
        Topics.VERDICTS,
        input.answerKey(),
        answers.verdict(input, Answers.About.nobodys(kind), reason, detail),
        input.time());
    return Optional.empty();
  }
}
