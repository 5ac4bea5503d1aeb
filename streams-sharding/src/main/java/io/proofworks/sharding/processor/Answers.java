package io.proofworks.sharding.processor;

import io.proofworks.avro.Verdict;
import io.proofworks.messages.Verdicts;
import io.proofworks.protocol.Author;
import io.proofworks.protocol.Digests;
import io.proofworks.protocol.Reason;
import io.proofworks.protocol.VerdictKind;
import io.proofworks.runtime.Coordinates;
import io.proofworks.runtime.InboundRecord;
import io.proofworks.runtime.Turn;
import io.proofworks.topics.Partitions;
import io.proofworks.topics.Topic;
import io.proofworks.topics.Topics;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The one answer to an input, and the checks that come before anyone reads it. */
final class Answers {

  /** What is answered here, by topic. */
  private static final Map<String, VerdictKind> KINDS =
      Map.of(
          Topics.BATCHES.name(), VerdictKind.BATCH,
          Topics.SUPERSESSIONS.name(), VerdictKind.SUPERSESSION,
          Topics.HEARTBEATS.name(), VerdictKind.HEARTBEAT);

  private final Systems systems;
  private final Digests digests;

  Answers(Systems systems) {
    this.systems = systems;
    this.digests = new Digests(systems.domain());
  }

  /**
   * Whom an input speaks for and what it is about.
   *
   * @param author null when nobody's valid signature is on it
   */
  record About(
      VerdictKind kind,
      @Nullable Author author,
      @Nullable String batchId,
      @Nullable String taskClass) {

    /** An input that speaks for nobody: what it says it is about is not repeated either. */
    static About nobodys(VerdictKind kind) {
      return new About(kind, null, null, null);
    }
  }

  /** A refusal for its size or its partition. */
  record Misplaced(Reason reason, String detail) {}

  /** Of answers to a topic's records; empty for topics that others answer. */
  static Optional<VerdictKind> kindOf(String topic) {
    return Optional.ofNullable(KINDS.get(topic));
  }

  Optional<Misplaced> misplaced(InboundRecord input, Topic<?> topic) {
    int partitions = systems.partitions();
    if (input.hasOversizedKey()) {
      return Optional.of(
          new Misplaced(Reason.OVERSIZED, "a key of more than " + Topic.MAX_KEY_BYTES + " bytes"));
    }
    if (input.key().isEmpty()) {
      return Optional.of(new Misplaced(Reason.MALFORMED, "no readable key"));
    }
    if (input.value().length > topic.maxMessageBytes()) {
      return Optional.of(
          new Misplaced(Reason.OVERSIZED, "more than " + topic.maxMessageBytes() + " bytes"));
    }
    return input.inPartitionOfItsKey(partitions)
        ? Optional.empty()
        : Optional.of(
            new Misplaced(
                Reason.WRONG_PARTITION,
                "belongs to partition " + Partitions.of(input.answerKey(), partitions)));
  }

  /** The answer to an input of which nothing was done; empty for topics that others answer. */
  Optional<Verdict> setAside(InboundRecord input, Turn.SetAside why) {
    return kindOf(input.coordinates().topic())
        .map(kind -> verdict(input, About.nobodys(kind), why.reason(), why.detail()));
  }

  Verdict verdict(InboundRecord input, About about, Reason reason, String detail) {
    Coordinates from = input.coordinates();
    Author author = about.author();
    Verdict.Builder verdict =
        Verdict.newBuilder()
            .setVerdictId(digests.inputId(from.topic(), from.partition(), from.offset()).hex())
            .setDomain(systems.market())
            .setKind(about.kind().name())
            .setReason(reason.name())
            .setDetail(detail)
            .setAuthor(author == null ? "" : author.address().hex())
            .setSigned(author != null)
            .setBatchId(about.batchId())
            .setEpoch(0)
            .setTaskClass(about.taskClass())
            .setShardWeight(0)
            .setInput(input.avroCoordinates())
            .setInputDigest(input.digest().hex())
            .setDecidedAt(input.time())
            .setSlashed(0)
            .setRewarded(0)
            .setEvidence(List.of());
    return Verdicts.bounded(verdict.build());
  }
}
