package io.proofworks.worker.prover;

import io.proofworks.avro.Evidence;
import io.proofworks.avro.Verdict;
import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.Reason;
import io.proofworks.protocol.VerdictKind;
import io.proofworks.worker.domain.OwnNews;
import io.proofworks.worker.log.UnknownWords;
import java.util.Optional;

/**
 * Tells verdicts on this prover's own work from all others. Its name in a verdict means nothing:
 * anybody can write a record in it. An answer is to a record of its own when
 *
 * <ul>
 *   <li>the digest of the input is of a record that it wrote, by its journal; whatever the broker
 *       or the verdict's author say of it; or
 *   <li>the market has checked the signature under the prover's session key: then it wrote the
 *       record, though its journal may be lost.
 * </ul>
 *
 * <p>Ends of windows answer no record; only settlement can write them, so there the name counts.
 */
final class OwnVerdicts {

  private final String me;
  private final OwnRecords records;
  private final UnknownWords words;

  /**
   * @param me address of this prover
   */
  OwnVerdicts(String me, OwnRecords records, UnknownWords words) {
    this.me = me;
    this.records = records;
    this.words = words;
  }

  /** What the verdict says of this prover's work; empty for others' and for unknown words. */
  Optional<OwnNews> read(Verdict verdict) {
    return words
        .meaning("kind", verdict.getKind(), VerdictKind::find)
        .flatMap(kind ->
            words
                .meaning("reason", verdict.getReason(), Reason::find)
                .flatMap(reason -> read(kind, reason, verdict)));
  }

  private Optional<OwnNews> read(VerdictKind kind, Reason reason, Verdict verdict) {
    return switch (kind) {
      case COMMIT ->
          own(kind, verdict)
              .map(own ->
                  new OwnNews.CommitAnswered(own.taskId(), own.epoch(), reason, stands(verdict)));
      case REVEAL ->
          own(kind, verdict)
              .map(own -> new OwnNews.RevealAnswered(own.taskId(), own.epoch(), reason));
      case WINDOW -> reason == Reason.NO_REVEAL ? window(verdict) : Optional.empty();
      case TASK, ASSIGNMENT, GRANT, REGISTRATION, HEARTBEAT, STAKE -> Optional.empty();
      case BATCH, SUPERSESSION, AGGREGATE, LEASE -> Optional.empty();
    };
  }

  private Optional<OwnRecords.Own> own(VerdictKind kind, Verdict verdict) {
    return Optional.ofNullable(verdict.getInputDigest())
        .flatMap(Hash32::tryParse)
        .flatMap(digest -> records.find(kind, digest))
        .or(() -> signed(kind, verdict));
  }

  private Optional<OwnRecords.Own> signed(VerdictKind kind, Verdict verdict) {
    return verdict.getSigned() && verdict.getAuthor().equals(me) && verdict.getEpoch() > 0
        ? taskId(verdict).map(taskId -> new OwnRecords.Own(kind, taskId, verdict.getEpoch()))
        : Optional.empty();
  }

  private Optional<OwnNews> window(Verdict verdict) {
    if (!verdict.getAuthor().equals(me)) {
      return Optional.empty();
    }
    int epoch = verdict.getEpoch();
    boolean forfeited = verdict.getSlashed() > 0;
    return taskId(verdict)
        .map(taskId ->
            forfeited
                ? new OwnNews.Forfeited(taskId, epoch)
                : new OwnNews.WindowClosed(taskId, epoch));
  }

  private static Optional<Hash32> taskId(Verdict verdict) {
    return Optional.ofNullable(verdict.getTaskId()).flatMap(Hash32::tryParse);
  }

  private static Optional<Hash32> stands(Verdict verdict) {
    return verdict.getEvidence().stream()
        .filter(piece -> piece.getName().equals("commitment"))
        .map(Evidence::getValue)
        .findFirst()
        .flatMap(Hash32::tryParse);
  }
}
