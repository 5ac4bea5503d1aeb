package io.proofworks.market.audit;

import io.proofworks.avro.ProofRequest;
import io.proofworks.avro.Supersession;
import io.proofworks.avro.Verdict;
import io.proofworks.protocol.Author;
import io.proofworks.protocol.Digests;
import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.VerdictKind;
import io.proofworks.runtime.InboundRecord;
import io.proofworks.serde.Decoded;
import io.proofworks.sharding.processor.Authors;
import io.proofworks.topics.Topic;
import io.proofworks.topics.Topics;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The verdicts of scheduling and aggregation against the records that they answer: each names one
 * that is there, as it is there, of the topic of its kind, speaks for whoever signed it, and takes
 * no money unless its kind may; and each record that has to be answered is.
 */
final class Answers {

  private static final Map<VerdictKind, Topic<?>> INPUTS =
      Map.of(
          VerdictKind.BATCH, Topics.BATCHES,
          VerdictKind.SUPERSESSION, Topics.SUPERSESSIONS,
          VerdictKind.HEARTBEAT, Topics.HEARTBEATS,
          VerdictKind.AGGREGATE, Topics.AGGREGATES);

  /** Heartbeats are answered only when they are refused. */
  private static final List<Topic<?>> ANSWERED =
      List.of(Topics.BATCHES, Topics.SUPERSESSIONS, Topics.AGGREGATES);

  private final Run run;
  private final Decoding log;
  private final Digests digests;
  private long compared;

  Answers(Run run) {
    this.run = run;
    this.log = run.log();
    this.digests = new Digests(run.scope().domain());
    ScratchMap<String> answered = run.scratch().set();
    log.all(Topics.VERDICTS)
        .forEach(verdict -> {
          answered.put(Decoding.place(verdict.value().getInput()), "");
          if (DecidedBy.of(verdict.value()) != DecidedBy.SETTLEMENT) {
            check(verdict);
          }
        });
    ANSWERED.forEach(topic ->
        log.records(topic)
            .filter(record -> run.isDue(run.times().of(record)))
            .map(record -> record.coordinates().toString())
            .filter(place -> !answered.contains(place))
            .forEach(place -> found("UNANSWERED", place, "no verdict on it")));
  }

  private void check(Decoding.Found<Verdict> found) {
    compared++;
    Verdict verdict = found.value();
    Optional<VerdictKind> kind = VerdictKind.find(verdict.getKind());
    if (!verdict.getDomain().equals(digests.domain().hex())) {
      wrong(found, "of another market");
    }
    if (kind.isEmpty()) {
      wrong(found, "of no kind that there is");
    } else if (kind.get() != VerdictKind.LEASE) {
      check(found, kind.get());
    }
  }

  private void check(Decoding.Found<Verdict> found, VerdictKind kind) {
    Verdict verdict = found.value();
    Optional<InboundRecord> answers =
        Optional.ofNullable(INPUTS.get(kind)).flatMap(topic -> log.find(topic, verdict.getInput()));
    if (answers.isEmpty() && isForgotten(verdict)) {
      return;
    }
    if (answers.isEmpty()) {
      String place = Decoding.place(verdict.getInput());
      wrong(found, "a verdict " + kind + " on no record of its topic: " + place);
      return;
    }
    InboundRecord input = answers.get();
    checkInput(found, input);
    if (kind != VerdictKind.AGGREGATE
        && (verdict.getSlashed() != 0 || verdict.getRewarded() != 0)) {
      wrong(found, "a verdict " + kind + " moves no money");
    }
    if (verdict.getSigned() == verdict.getAuthor().isEmpty()) {
      wrong(found, "it names its author exactly if that one signed");
    }
    if (!verdict.getAuthor().isEmpty()) {
      checkAuthor(found, kind, input);
    }
  }

  /** Heartbeats are kept for a shorter time than their answers. */
  private boolean isForgotten(Verdict verdict) {
    var at = verdict.getInput();
    return at != null
        && at.getTopic().equals(Topics.HEARTBEATS.name())
        && log.log().isGone(at.getTopic(), at.getPartition(), at.getOffset());
  }

  private void checkInput(Decoding.Found<Verdict> found, InboundRecord input) {
    Verdict verdict = found.value();
    io.proofworks.runtime.Coordinates at = input.coordinates();
    if (!input.digest().hex().equals(verdict.getInputDigest())) {
      wrong(found, "the record at " + at + " has the digest " + input.digest());
    }
    if (verdict.getInput() != null && verdict.getInput().getTime() != at.time()) {
      wrong(found, at + " was appended at " + at.time());
    }
    Hash32 id = digests.inputId(at.topic(), at.partition(), at.offset());
    if (!verdict.getVerdictId().equals(id.hex())) {
      wrong(found, "the verdict on " + at + " has the id " + id);
    }
    if (!found.record().key().equals(Optional.of(input.answerKey()))) {
      wrong(found, "the verdict on " + at + " has the key " + input.answerKey());
    }
  }

  private void checkAuthor(Decoding.Found<Verdict> found, VerdictKind kind, InboundRecord input) {
    Optional<String> author =
        switch (kind) {
          case BATCH -> request(input).flatMap(r -> batchAuthor(found, r));
          case SUPERSESSION -> supersession(input).flatMap(Authors::of).map(Answers::named);
          default -> Optional.of(found.value().getAuthor());
        };
    if (!author.equals(Optional.of(found.value().getAuthor()))) {
      wrong(found, "the record at " + input.coordinates() + " is not signed by its author");
    }
  }

  private Optional<String> batchAuthor(Decoding.Found<Verdict> found, ProofRequest request) {
    if (!request.getBatchId().equals(found.value().getBatchId())) {
      wrong(found, "the request is of batch " + request.getBatchId());
    }
    return Authors.of(request).map(Answers::named);
  }

  private static String named(Author author) {
    return author.address().hex();
  }

  private Optional<ProofRequest> request(InboundRecord input) {
    return log.serdes().decoder(Topics.BATCHES).decode(input.value())
            instanceof Decoded.Value<ProofRequest>(ProofRequest request)
        ? Optional.of(request)
        : Optional.empty();
  }

  private Optional<Supersession> supersession(InboundRecord input) {
    return log.serdes().decoder(Topics.SUPERSESSIONS).decode(input.value())
            instanceof Decoded.Value<Supersession>(Supersession message)
        ? Optional.of(message)
        : Optional.empty();
  }

  private void wrong(Decoding.Found<Verdict> found, String detail) {
    found("WRONG_VERDICT", found.place(), detail);
  }

  private void found(String kind, String where, String detail) {
    run.findings().add(kind, where, detail);
  }

  long compared() {
    return compared;
  }
}
