package io.proofworks.worker.prover;

import io.proofworks.avro.Commitment;
import io.proofworks.avro.Reveal;
import io.proofworks.avro.Task;
import io.proofworks.messages.SignedMessages;
import io.proofworks.proofs.Program;
import io.proofworks.protocol.Address;
import io.proofworks.protocol.Binding;
import io.proofworks.protocol.Digests;
import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.Keccak;
import io.proofworks.protocol.RecordDigest;
import io.proofworks.topics.Topics;
import io.proofworks.worker.domain.Terms;
import io.proofworks.worker.journal.JournalledCommit;
import io.proofworks.worker.keys.WorkerKeys;
import io.proofworks.worker.log.AvroBytes;
import io.proofworks.worker.log.MarketWriter;
import io.proofworks.worker.proving.ProofJob;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * What a prover works on and what it sends. Nonces and blindings follow from its keys: with them
 * alone it can make a lost proof again. Its records follow from commit and proof: one that is sent
 * again has the same bytes.
 */
final class ProverRecords {

  private final Hash32 domain;
  private final WorkerKeys keys;
  private final MarketWriter writer;
  private final Digests digests;

  ProverRecords(Hash32 domain, WorkerKeys keys, MarketWriter writer) {
    this.domain = domain;
    this.keys = keys;
    this.writer = writer;
    this.digests = new Digests(domain);
  }

  /**
   * @param until when the proof is of no use any more, epoch milliseconds
   */
  ProofJob job(Hash32 taskId, Task task, Terms terms, int epoch, long until, Program program) {
    boolean bound = terms.binding() == Binding.IN_PROOF;
    return new ProofJob(
        domain,
        taskId,
        epoch,
        keys.id(),
        program,
        AvroBytes.copy(task.getPublicInputs()),
        AvroBytes.copy(task.getTraceShard()),
        bound ? digests.binding(taskId, keys.id()).bytes() : null,
        keys.derive("blinding/" + taskId.hex() + "/" + epoch),
        until,
        task.getMaxProofBytes());
  }

  /**
   * The commit to a proof, with what its records will be known by.
   *
   * @throws io.proofworks.serde.RegistryException when the registry has to be asked and is away
   */
  JournalledCommit commit(ProofJob job, Terms terms, byte[] proof) {
    Hash32 taskId = job.taskId();
    Hash32 nonce = Hash32.of(keys.derive("nonce/" + taskId.hex() + "/" + job.epoch()));
    Hash32 digest = Keccak.hash(proof);
    Hash32 commitment = digests.commitment(taskId, keys.id(), digest, nonce);
    byte[] sent = commitment(taskId, job.epoch(), commitment);
    byte[] opened = reveal(taskId, job.epoch(), terms, nonce, proof);
    return new JournalledCommit(
        taskId,
        job.epoch(),
        commitment,
        digest,
        nonce,
        new JournalledCommit.Records(digest(taskId, sent), digest(taskId, opened)));
  }

  /** What a verdict on a record of those bytes names it by. */
  static Hash32 digest(Hash32 taskId, byte[] value) {
    return RecordDigest.of(taskId.hex().getBytes(StandardCharsets.UTF_8), value);
  }

  /** The value of the record that commits. */
  byte[] commitment(JournalledCommit commit) {
    return commitment(commit.taskId(), commit.epoch(), commit.commitment());
  }

  private byte[] commitment(Hash32 taskId, int epoch, Hash32 commitment) {
    return writer.encode(
        Topics.COMMITMENTS,
        SignedMessages.sign(
            Commitment.newBuilder()
                .setDomain(domain.hex())
                .setTaskId(taskId.hex())
                .setEpoch(epoch)
                .setProverId(keys.id().hex())
                .setCommitment(commitment.hex())
                .setSignature(ByteBuffer.allocate(0))
                .build(),
            keys.session()));
  }

  /** The value of the record that opens, with the grant that lets the batch be aggregated. */
  byte[] reveal(JournalledCommit commit, Terms terms, byte[] proof) {
    return reveal(commit.taskId(), commit.epoch(), terms, commit.nonce(), proof);
  }

  private byte[] reveal(Hash32 taskId, int epoch, Terms terms, Hash32 nonce, byte[] proof) {
    return writer.encode(
        Topics.REVEALS,
        SignedMessages.sign(
            Reveal.newBuilder()
                .setDomain(domain.hex())
                .setTaskId(taskId.hex())
                .setEpoch(epoch)
                .setProverId(keys.id().hex())
                .setProof(ByteBuffer.wrap(proof))
                .setNonce(nonce.hex())
                .setGrant(
                    SignedMessages.signGrant(
                        domain, taskId, keys.id(), terms.batchId(), Address.ZERO, keys.session()))
                .setSignature(ByteBuffer.allocate(0))
                .build(),
            keys.session()));
  }
}
