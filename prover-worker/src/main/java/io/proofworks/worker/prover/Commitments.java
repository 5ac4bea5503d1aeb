package io.proofworks.worker.prover;

import io.proofworks.avro.Task;
import io.proofworks.operations.LogCode;
import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.SigningException;
import io.proofworks.protocol.VerdictKind;
import io.proofworks.serde.RegistryException;
import io.proofworks.topics.Topic;
import io.proofworks.topics.Topics;
import io.proofworks.worker.domain.ProverTask;
import io.proofworks.worker.domain.ReadAgain;
import io.proofworks.worker.domain.Terms;
import io.proofworks.worker.journal.JournalException;
import io.proofworks.worker.journal.JournalledCommit;
import io.proofworks.worker.journal.ProverJournal;
import io.proofworks.worker.log.MarketWriter;
import io.proofworks.worker.proving.ProofJob;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What this prover binds itself to: a proof becomes a commit in the journal, and from then on its
 * two records can be sent, however often. One thread uses it.
 */
final class Commitments {

  private static final Logger log = LoggerFactory.getLogger(Commitments.class);

  /** Of a reveal's record, what is not its proof: ids, signatures, framing; generously. */
  private static final int AROUND_A_PROOF = 2_048;

  /** What became of a proof. */
  sealed interface Result {}

  /** It is in the journal and may be sent. */
  record Kept() implements Result {}

  /** Nobody wants it any more. */
  record NotNeeded() implements Result {}

  /** It could not be made, or has no room in a reveal. */
  record NotMade() implements Result {}

  /** It could not be made durable; nothing was sent. */
  record NotKept() implements Result {}

  /** A commit to another proof stands. */
  record OtherProof() implements Result {}

  private final String name;
  private final ProverJournal journal;
  private final OwnRecords written;
  private final ProverRecords records;
  private final MarketWriter writer;

  Commitments(
      String name,
      ProverJournal journal,
      OwnRecords written,
      ProverRecords records,
      MarketWriter writer) {
    this.name = name;
    this.journal = journal;
    this.written = written;
    this.records = records;
    this.writer = writer;
  }

  /** Takes what the workshop gives. */
  Result of(Workshop.Outcome outcome, ProverTask view) {
    return switch (outcome) {
      case Workshop.Made(ProofJob job, byte[] proof) -> made(job, proof, view);
      case Workshop.Failed(ProofJob job, String cause) -> failed(job, cause);
    };
  }

  private Result failed(ProofJob job, String cause) {
    log.warn("{} worker={} task={} cause={}", LogCode.PROOF_FAILED, name, job.taskId(), cause);
    return new NotMade();
  }

  private Result made(ProofJob job, byte[] proof, ProverTask view) {
    boolean wanted = !view.ended() && !view.verified() && view.newestEpoch() == job.epoch();
    boolean owed = view.answers().acceptedCommit() == job.epoch() && view.owesReveal();
    Optional<Terms> terms = view.task().flatMap(Terms::of);
    if (terms.isEmpty() || !(wanted || owed)) {
      return new NotNeeded();
    }
    if (!fits(proof, job)) {
      return failed(job, proof.length + " bytes of proof are more than a reveal takes");
    }
    try {
      return keep(records.commit(job, terms.get(), proof), proof, view);
    } catch (JournalException | RegistryException | SigningException e) {
      log.error("{} worker={} cause={}", LogCode.NOT_COMMITTED, name, e.getMessage());
      return new NotKept();
    }
  }

  private static boolean fits(byte[] proof, ProofJob job) {
    return proof.length <= job.maxProofBytes()
        && proof.length <= Topics.REVEALS.maxMessageBytes() - AROUND_A_PROOF;
  }

  private Result keep(JournalledCommit commit, byte[] proof, ProverTask view) {
    if (contradictsLog(commit, view) || contradictsJournal(commit)) {
      return new OtherProof();
    }
    journal.mark().cover(ReadAgain.before(view.publishedAt())); // or nobody knew what to open
    journal.record(commit, proof);
    written.add(commit);
    return new Kept();
  }

  private static boolean contradictsLog(JournalledCommit commit, ProverTask view) {
    ProverTask.Answers answers = view.answers();
    return answers.acceptedCommit() == commit.epoch()
        && answers.commitment().filter(c -> !c.equals(commit.commitment())).isPresent();
  }

  private boolean contradictsJournal(JournalledCommit commit) {
    return journal
        .latest(commit.taskId())
        .filter(known -> known.epoch() == commit.epoch() && !known.isSameAs(commit))
        .isPresent();
  }

  void send(JournalledCommit commit) {
    log.info("committing worker={} task={}", name, commit.taskId());
    try {
      send(Topics.COMMITMENTS, VerdictKind.COMMIT, commit, records.commitment(commit));
    } catch (RegistryException e) {
      silent(LogCode.REGISTRY_SILENT, e);
    } catch (SigningException e) {
      silent(LogCode.SIGNER_SILENT, e);
    }
  }

  /**
   * Sends the reveal.
   *
   * @return false when the proof is not there any more
   */
  boolean open(JournalledCommit commit, Task task) {
    Optional<Terms> terms = Terms.of(task);
    if (terms.isEmpty()) {
      return false;
    }
    log.info("revealing worker={} task={}", name, commit.taskId());
    try {
      byte[] value = records.reveal(commit, terms.get(), journal.proof(commit));
      send(Topics.REVEALS, VerdictKind.REVEAL, commit, value);
    } catch (JournalException e) {
      log.error("{} worker={} cause={}", LogCode.PROOF_LOST, name, e.getMessage());
      return false;
    } catch (RegistryException e) {
      silent(LogCode.REGISTRY_SILENT, e);
    } catch (SigningException e) {
      silent(LogCode.SIGNER_SILENT, e);
    }
    return true;
  }

  /** It is tried again like a record that has no answer. */
  private void silent(LogCode who, RuntimeException cause) {
    log.warn("{} worker={} cause={}", who, name, cause.getMessage());
  }

  private void send(Topic<?> topic, VerdictKind kind, JournalledCommit commit, byte[] value) {
    Hash32 taskId = commit.taskId();
    written.add(kind, commit, ProverRecords.digest(taskId, value));
    writer.send(topic, taskId.hex(), value);
  }
}
