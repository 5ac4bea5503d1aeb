package io.proofworks.aggregation.domain;

/**
 * What the requester asked for. The batch's id is the digest of these fields, so they are the
 * requester's own words whoever wrote the record.
 *
 * @param programHash of the batch: for ledger batches the family of programs its shards choose from
 * @param publicInputs of the whole batch, which the root must prove
 * @param accepted whether the record at that position was accepted as the batch's request
 */
public record Request(
    String requesterId,
    String routeId,
    String taskClass,
    String proofSystem,
    String programHash,
    byte[] publicInputs,
    Position position,
    boolean accepted) {

  Request answered(Position input, boolean ok) {
    return ok && isAt(input)
        ? new Request(
            requesterId, routeId, taskClass, proofSystem, programHash, publicInputs, position, true)
        : this;
  }

  boolean isAt(Position input) {
    return position.partition() == input.partition() && position.offset() == input.offset();
  }
}
