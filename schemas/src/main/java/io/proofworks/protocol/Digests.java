package io.proofworks.protocol;

/**
 * The ids and bindings of one market. Each is an EIP-712 digest under the market's domain, of the
 * struct declared beside it, so a contract or a wallet can compute the same one. Immutable and
 * thread-safe; make one per domain and keep it.
 */
public final class Digests {

  /** Type of a batch id. */
  public static final StructType BATCH =
      StructType.parse(
          "BatchId(bytes32 programHash,bytes32 inputCommitment,bytes publicInputs,"
              + "address requesterId,int64 requesterNonce)");

  /** Type of a statement id. */
  public static final StructType STATEMENT =
      StructType.parse(
          "StatementId(bytes32 programHash,bytes32 inputCommitment,bytes publicInputs,"
              + "bytes traceShard)");

  /** Type of a task id. */
  public static final StructType TASK =
      StructType.parse(
          "TaskId(bytes32 batchId,int32 shardIndex,int32 shardCount,int32 shardWeight,"
              + "bytes32 statementId,string proofSystem,string taskClass,string binding,"
              + "int64 deadline)");

  /** Type of C. */
  public static final StructType PROOF_COMMITMENT =
      StructType.parse(
          "ProofCommitment(bytes32 taskId,address proverId,bytes32 proofDigest,bytes32 nonce)");

  /** Type of the binding of a child proof. */
  public static final StructType BINDING =
      StructType.parse("ProofBinding(bytes32 taskId,address proverId)");

  /** Type of a job id. */
  public static final StructType JOB = StructType.parse("JobId(bytes32 batchId,int32 nodeId)");

  /** Type of the binding of an aggregate. */
  public static final StructType AGGREGATE_BINDING =
      StructType.parse("AggregateBinding(bytes32 jobId,int32 epoch,address aggregatorId)");

  /** Type of an input id. */
  public static final StructType INPUT =
      StructType.parse("InputId(string topic,int32 partition,int64 offset)");

  /** Type of the id of a deadline that passed. */
  public static final StructType DEADLINE =
      StructType.parse(
          "DeadlineId(string kind,bytes32 subject,int32 epoch,address author,int64 deadline)");

  /** Type of a movement id. */
  public static final StructType MOVEMENT =
      StructType.parse("MovementId(bytes32 cause,string account,string kind,int32 leg)");

  /** Type of what a ticker claims. */
  public static final StructType TICK =
      StructType.parse("TickClaim(string topic,int32 partition,int64 since,int64 sent)");

  private final TypedData typedData;
  private final TypedData ticked;

  /** Of a market whose tickers sign by its own domain: the first of its deployment. */
  public Digests(Hash32 domain) {
    this(domain, domain);
  }

  /**
   * @param deployment the domain by which the tickers sign
   */
  public Digests(Hash32 domain, Hash32 deployment) {
    this.typedData = new TypedData(domain);
    this.ticked = new TypedData(deployment);
  }

  /** The market these digests are of. */
  public Hash32 domain() {
    return typedData.domain();
  }

  /** keccak256 of the proof bytes; the same in every market. */
  public static Hash32 proofDigest(byte[] proof) {
    return Keccak.hash(proof);
  }

  /**
   * @param inputCommitment keccak256 of the trace
   */
  public Hash32 batchId(
      Hash32 programHash,
      Hash32 inputCommitment,
      byte[] publicInputs,
      Address requesterId,
      long requesterNonce) {
    return typedData.digest(
        BATCH.of(programHash, inputCommitment, publicInputs, requesterId, requesterNonce));
  }

  /** What is rewarded once, whoever proves it and in whichever task. */
  public Hash32 statementId(
      Hash32 programHash, Hash32 inputCommitment, byte[] publicInputs, byte[] traceShard) {
    return typedData.digest(STATEMENT.of(programHash, inputCommitment, publicInputs, traceShard));
  }

  /** The task of these terms. */
  public Hash32 taskId(TaskTerms terms) {
    return typedData.digest(
        TASK.of(
            terms.batchId(),
            terms.shardIndex(),
            terms.shardCount(),
            terms.shardWeight(),
            terms.statementId(),
            terms.proofSystem(),
            terms.taskClass().name(),
            terms.binding().name(),
            terms.deadline()));
  }

  /**
   * C: binds a prover to a proof without showing it.
   *
   * @param proofDigest by {@link #proofDigest}
   * @param nonce 32 random bytes; with fewer, a deterministic proof could be guessed from C
   */
  public Hash32 commitment(Hash32 taskId, Address proverId, Hash32 proofDigest, Hash32 nonce) {
    return typedData.digest(PROOF_COMMITMENT.of(taskId, proverId, proofDigest, nonce));
  }

  /** What an IN_PROOF proof carries in its public inputs. */
  public Hash32 binding(Hash32 taskId, Address proverId) {
    return typedData.digest(BINDING.of(taskId, proverId));
  }

  /**
   * @param nodeId of the batch's aggregation tree
   */
  public Hash32 jobId(Hash32 batchId, int nodeId) {
    return typedData.digest(JOB.of(batchId, nodeId));
  }

  /** What an aggregate carries in its transcript, so that a copy is nobody else's. */
  public Hash32 aggregateBinding(Hash32 jobId, int epoch, Address aggregatorId) {
    return typedData.digest(AGGREGATE_BINDING.of(jobId, epoch, aggregatorId));
  }

  /** Names the answer to a record by where it stands in the log. */
  public Hash32 inputId(String topic, int partition, long offset) {
    return typedData.digest(INPUT.of(topic, partition, offset));
  }

  /**
   * Names the answer to a deadline that passed.
   *
   * @param subject task or job
   * @param deadline append time, epoch milliseconds
   */
  public Hash32 deadlineId(
      VerdictKind kind, Hash32 subject, int epoch, Address author, long deadline) {
    return typedData.digest(DEADLINE.of(kind.name(), subject, epoch, author, deadline));
  }

  /** What a ticker signs, so that a claim counts in one partition of one deployment only. */
  public Hash32 tick(String topic, int partition, TickClaim claim) {
    return ticked.digest(TICK.of(topic, partition, claim.since(), claim.sent()));
  }

  /**
   * Names a ledger movement, so that it is applied once.
   *
   * @param cause id of the verdict or input that moves the money
   * @param account an address, or the name of one of the market's own accounts
   * @param leg tells movements of one cause, account and kind apart, from 0
   */
  public Hash32 movementId(Hash32 cause, String account, MovementKind kind, int leg) {
    return typedData.digest(MOVEMENT.of(cause, account, kind.name(), leg));
  }
}
