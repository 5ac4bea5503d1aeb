package io.proofworks.messages;

import io.proofworks.avro.ProofRequest;
import io.proofworks.avro.Task;
import io.proofworks.protocol.Address;
import io.proofworks.protocol.Binding;
import io.proofworks.protocol.Digests;
import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.TaskClass;
import io.proofworks.protocol.TaskTerms;
import java.util.Optional;

/**
 * Recomputes the ids that records carry, so that nobody has to believe them. Empty when a field
 * that goes into the id is not in form; never throws.
 */
public final class RecordIds {

  private RecordIds() {}

  /** The batch id of a request in this market. */
  public static Optional<Hash32> batchId(Digests digests, ProofRequest request) {
    return Hash32.tryParse(request.getProgramHash())
        .flatMap(program -> batchId(digests, request, program));
  }

  private static Optional<Hash32> batchId(
      Digests digests, ProofRequest request, Hash32 programHash) {
    Optional<Hash32> inputs = Hash32.tryParse(request.getInputCommitment());
    Optional<Address> requester = Address.tryParse(request.getRequesterId());
    byte[] publicInputs = MessageStructs.bytes(request.getPublicInputs());
    return inputs.flatMap(input ->
        requester.map(owner ->
            digests.batchId(programHash, input, publicInputs, owner, request.getRequesterNonce())));
  }

  /** The statement id of a task in this market. */
  public static Optional<Hash32> statementId(Digests digests, Task task) {
    byte[] publicInputs = MessageStructs.bytes(task.getPublicInputs());
    byte[] trace = MessageStructs.bytes(task.getTraceShard());
    return Hash32.tryParse(task.getProgramHash())
        .flatMap(program ->
            Hash32.tryParse(task.getInputCommitment())
                .map(input -> digests.statementId(program, input, publicInputs, trace)));
  }

  /** The task id of a task in this market, with its statement id recomputed as well. */
  public static Optional<Hash32> taskId(Digests digests, Task task) {
    return statementId(digests, task)
        .flatMap(statement -> terms(task, statement))
        .map(digests::taskId);
  }

  private static Optional<TaskTerms> terms(Task task, Hash32 statementId) {
    return Hash32.tryParse(task.getBatchId())
        .flatMap(batch ->
            TaskClass.find(task.getTaskClass())
                .flatMap(taskClass ->
                    Binding.find(task.getBinding())
                        .map(binding -> terms(task, batch, statementId, taskClass, binding))));
  }

  private static TaskTerms terms(
      Task task, Hash32 batchId, Hash32 statementId, TaskClass taskClass, Binding binding) {
    return new TaskTerms(
        batchId,
        task.getShardIndex(),
        task.getShardCount(),
        task.getShardWeight(),
        statementId,
        task.getProofSystem(),
        taskClass,
        binding,
        task.getDeadline());
  }
}
