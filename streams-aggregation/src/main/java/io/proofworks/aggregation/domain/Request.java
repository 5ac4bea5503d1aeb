package io.proofworks.aggregation.domain;

import java.nio.charset.StandardCharsets;

/**
 * What a requester asked for, in its own words: the record was signed by it. It may have signed
 * several that differ for one batch; the batch's is the one that the tasks name by its digest.
 *
 * @param digest what the requester signed
 * @param requesterNonce grows with each batch that a requester asks for: what it asked for before
 *     is told by it from what it asks for now, whoever writes it again
 * @param programHash of the batch: for ledger batches the family of programs its shards choose from
 * @param publicInputs of the whole batch, which the root must prove; empty when they were too long
 *     to be kept, so that no root can be of them
 * @param position of the first record with that digest
 * @param accepted whether the record at that position was accepted as the batch's request
 * @param backed whether its requester had money when it asked: others are forgotten first
 */
public record Request(
    String digest,
    String requesterId,
    long requesterNonce,
    String routeId,
    String taskClass,
    String proofSystem,
    String programHash,
    byte[] publicInputs,
    Position position,
    boolean accepted,
    boolean backed) {

  /** Of one request; far above what a batch needs, and several fit one record of a state's log. */
  private static final int MOST_BYTES = 96 * 1024;

  private static final byte[] NOTHING = new byte[0];
  private static final int LONGEST_WORD = 256;

  /** As much of it as is kept. Nothing that fits a task is longer; what is longer fits no batch. */
  public Request {
    publicInputs = publicInputs.length > MOST_BYTES ? NOTHING : publicInputs;
    routeId = cut(routeId);
    taskClass = cut(taskClass);
    proofSystem = cut(proofSystem);
  }

  private static String cut(String word) {
    return word.length() > LONGEST_WORD ? word.substring(0, LONGEST_WORD) : word;
  }

  /** About what it takes to keep it, bytes. */
  long size() {
    return 512L
        + publicInputs.length
        + routeId.getBytes(StandardCharsets.UTF_8).length
        + taskClass.getBytes(StandardCharsets.UTF_8).length
        + proofSystem.getBytes(StandardCharsets.UTF_8).length;
  }

  Request answered(Position input, boolean ok) {
    return ok && isAt(input)
        ? new Request(
            digest,
            requesterId,
            requesterNonce,
            routeId,
            taskClass,
            proofSystem,
            programHash,
            publicInputs,
            position,
            true,
            backed)
        : this;
  }

  /** What it asks to prove, which is in its batch's id, in the words that the batch's tasks say. */
  Request as(BatchFacts.Terms terms) {
    return new Request(
        terms.requestDigest(),
        requesterId,
        requesterNonce,
        terms.routeId(),
        terms.taskClass(),
        terms.proofSystem(),
        programHash,
        publicInputs,
        position,
        accepted,
        backed);
  }

  private boolean isAt(Position input) {
    return position.partition() == input.partition() && position.offset() == input.offset();
  }
}
