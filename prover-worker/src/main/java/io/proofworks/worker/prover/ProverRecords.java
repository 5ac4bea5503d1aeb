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
import io.proofworks.worker.journal.JournalledCommit;
import io.proofworks.worker.keys.WorkerKeys;
import io.proofworks.worker.log.AvroBytes;
import io.proofworks.worker.proving.ProofJob;
import java.nio.ByteBuffer;

/**
 * What a prover works on and what it sends. Nonces and blindings follow from its keys: with them
 * alone it can make a lost proof again.
 */
final class ProverRecords {

  private final Hash32 domain;
  private final WorkerKeys keys;
  private final Digests digests;

  ProverRecords(Hash32 domain, WorkerKeys keys) {
    this.domain = domain;
    this.keys = keys;
    this.digests = new Digests(domain);
  }

  /**
   * @param until when the proof is of no use any more, epoch milliseconds
   */
  ProofJob job(String taskId, Task task, int epoch, long until, Program program) {
    Hash32 id = Hash32.parse(taskId);
    boolean bound = Binding.valueOf(task.getBinding()) == Binding.IN_PROOF;
    return new ProofJob(
        domain,
        id,
        epoch,
        keys.id(),
        program,
        AvroBytes.copy(task.getPublicInputs()),
        AvroBytes.copy(task.getTraceShard()),
        bound ? digests.binding(id, keys.id()).bytes() : null,
        keys.derive("blinding/" + taskId + "/" + epoch),
        until,
        task.getMaxProofBytes());
  }

  /** The commit to a proof. */
  JournalledCommit commit(ProofJob job, byte[] proof) {
    Hash32 nonce = Hash32.of(keys.derive("nonce/" + job.taskId().hex() + "/" + job.epoch()));
    Hash32 digest = Keccak.hash(proof);
    Hash32 commitment = digests.commitment(job.taskId(), keys.id(), digest, nonce);
    return new JournalledCommit(job.taskId(), job.epoch(), commitment, digest, nonce);
  }

  Commitment commitment(JournalledCommit commit) {
    return SignedMessages.sign(
        Commitment.newBuilder()
            .setDomain(domain.hex())
            .setTaskId(commit.taskId().hex())
            .setEpoch(commit.epoch())
            .setProverId(keys.id().hex())
            .setCommitment(commit.commitment().hex())
            .setSignature(ByteBuffer.allocate(0))
            .build(),
        keys.session());
  }

  /** With the grant that lets the batch's aggregators use the proof. */
  Reveal reveal(JournalledCommit commit, Task task, byte[] proof) {
    return SignedMessages.sign(
        Reveal.newBuilder()
            .setDomain(domain.hex())
            .setTaskId(commit.taskId().hex())
            .setEpoch(commit.epoch())
            .setProverId(keys.id().hex())
            .setProof(ByteBuffer.wrap(proof))
            .setNonce(commit.nonce().hex())
            .setGrant(
                SignedMessages.signGrant(
                    domain,
                    commit.taskId(),
                    keys.id(),
                    Hash32.parse(task.getBatchId()),
                    Address.ZERO,
                    keys.session()))
            .setSignature(ByteBuffer.allocate(0))
            .build(),
        keys.session());
  }
}
