package io.proofworks.sharding.processor;

import io.proofworks.avro.ProofRequest;
import io.proofworks.protocol.Address;
import io.proofworks.protocol.Binding;
import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.TaskClass;
import io.proofworks.sharding.domain.Request;

/** Proof requests from the log to the domain. */
final class AvroRequests {

  /** Names of proof systems stand in every task; other texts have the limits of their topic. */
  private static final int MAX_SYSTEM = 64;

  private AvroRequests() {}

  /**
   * The request.
   *
   * @throws IllegalArgumentException naming the field that is out of form
   */
  static Request request(ProofRequest request) {
    require(request.getProofSystem().length() <= MAX_SYSTEM, "proofSystem is too long");
    require(request.getMaxReward() >= 0, "maxReward is negative");
    return new Request(
        Hash32.parse(request.getDomain()),
        Hash32.parse(request.getBatchId()),
        Address.parse(request.getRequesterId()),
        request.getRequesterNonce(),
        request.getProofSystem(),
        Hash32.parse(request.getProgramHash()),
        Hash32.parse(request.getInputCommitment()),
        AvroPolicies.bytes(request.getPublicInputs()),
        AvroPolicies.bytes(request.getTrace()),
        taskClass(request.getTaskClass()),
        binding(request.getBinding()),
        request.getDeadline(),
        request.getMaxReward(),
        request.getRouteId());
  }

  private static TaskClass taskClass(String word) {
    return TaskClass.find(word)
        .orElseThrow(() -> new IllegalArgumentException("no task class of that name"));
  }

  private static Binding binding(String word) {
    return Binding.find(word)
        .orElseThrow(() -> new IllegalArgumentException("no binding of that name"));
  }

  private static void require(boolean fine, String otherwise) {
    if (!fine) {
      throw new IllegalArgumentException(otherwise);
    }
  }
}
