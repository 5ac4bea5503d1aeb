package io.proofworks.messages;

import io.proofworks.protocol.StructType;

/**
 * The EIP-712 types of the signed messages, each written here and nowhere else. Every field of the
 * record is a member, but the signature and the domain: that is the salt of the domain separator.
 */
public final class MessageTypes {

  private static final String OFFER =
      "StandingOffer(string taskClass,string proofSystem,int64 pricePerWeight)";
  private static final String DECLINE = "Decline(bytes32 taskId,int32 epoch)";
  private static final String GRANT = "Grant(bytes32 batchId,address aggregatorId,bytes signature)";

  /** By the owner's key. */
  public static final StructType REGISTRATION =
      StructType.parse(
          "Registration(address proverId,bytes sessionKey,int64 sessionExpiry,string[] roles,"
              + "int32 capacity,string hardwareClass,string vendor,string region,"
              + "string clientBuild,StandingOffer[] offers,int64 registrationNonce)"
              + OFFER);

  /** By the requester's key. */
  public static final StructType PROOF_REQUEST =
      StructType.parse(
          "ProofRequest(bytes32 batchId,address requesterId,int64 requesterNonce,"
              + "string proofSystem,bytes32 programHash,bytes32 inputCommitment,"
              + "bytes publicInputs,bytes trace,string taskClass,string binding,int64 deadline,"
              + "int64 maxReward,string routeId)");

  /** By the requester's key. The replacement is none or one: absence has its own encoding. */
  public static final StructType SUPERSESSION =
      StructType.parse(
          "Supersession(bytes32 batchId,address requesterId,string cause,"
              + "bytes32[] replacementBatchId)");

  /** By the session key. */
  public static final StructType HEARTBEAT =
      StructType.parse(
          "Heartbeat(address proverId,int64 sequence,int32 capacity,int32 inFlight,bool draining,"
              + "Decline[] declines)"
              + DECLINE);

  /** By the session key: a heartbeat that says something of aggregation. */
  public static final StructType AGGREGATOR_HEARTBEAT =
      StructType.parse(
          "AggregatorHeartbeat(address proverId,int64 sequence,int32 capacity,int32 inFlight,"
              + "bool draining,Decline[] declines,int32 aggregationSlots,int32 aggregating)"
              + DECLINE);

  /** By the session key. */
  public static final StructType COMMITMENT =
      StructType.parse(
          "Commitment(bytes32 taskId,int32 epoch,address proverId,bytes32 commitment)");

  /** By the session key. The grant is signed a second time, so that it cannot be swapped. */
  public static final StructType REVEAL =
      StructType.parse(
          "Reveal(bytes32 taskId,int32 epoch,address proverId,bytes proof,bytes32 nonce,"
              + "Grant grant)"
              + GRANT);

  /** By the session key of the child's owner. */
  public static final StructType AGGREGATION_GRANT =
      StructType.parse(
          "AggregationGrant(bytes32 taskId,address proverId,bytes32 batchId,"
              + "address aggregatorId)");

  /** By the session key of the aggregator. */
  public static final StructType AGGREGATE =
      StructType.parse(
          "Aggregate(bytes32 batchId,bytes32 jobId,int32 nodeId,int32 epoch,"
              + "address aggregatorId,bytes32[] children,bytes aggregate)");

  static final StructType STANDING_OFFER = StructType.parse(OFFER);
  static final StructType DECLINED = StructType.parse(DECLINE);
  static final StructType REVEAL_GRANT = StructType.parse(GRANT);

  private MessageTypes() {}
}
