package io.proofworks.messages;

import io.proofworks.avro.Aggregate;
import io.proofworks.avro.AggregationGrant;
import io.proofworks.avro.Commitment;
import io.proofworks.avro.Decline;
import io.proofworks.avro.Heartbeat;
import io.proofworks.avro.ProofRequest;
import io.proofworks.avro.Registration;
import io.proofworks.avro.Reveal;
import io.proofworks.avro.StandingOffer;
import io.proofworks.avro.Supersession;
import io.proofworks.protocol.Address;
import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.Struct;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/**
 * The struct that a record is signed as. Throws IllegalArgumentException where an id is not in
 * form.
 */
final class MessageStructs {

  private MessageStructs() {}

  static Struct of(Registration message) {
    return MessageTypes.REGISTRATION.of(
        Address.parse(message.getProverId()),
        bytes(message.getSessionKey()),
        message.getSessionExpiry(),
        List.copyOf(message.getRoles()),
        message.getCapacity(),
        message.getHardwareClass(),
        message.getVendor(),
        message.getRegion(),
        message.getClientBuild(),
        message.getOffers().stream().map(MessageStructs::of).toList(),
        message.getRegistrationNonce());
  }

  private static Struct of(StandingOffer offer) {
    return MessageTypes.STANDING_OFFER.of(
        offer.getTaskClass(), offer.getProofSystem(), offer.getPricePerWeight());
  }

  static Struct of(ProofRequest message) {
    return MessageTypes.PROOF_REQUEST.of(
        Hash32.parse(message.getBatchId()),
        Address.parse(message.getRequesterId()),
        message.getRequesterNonce(),
        message.getProofSystem(),
        Hash32.parse(message.getProgramHash()),
        Hash32.parse(message.getInputCommitment()),
        bytes(message.getPublicInputs()),
        bytes(message.getTrace()),
        message.getTaskClass(),
        message.getBinding(),
        message.getDeadline(),
        message.getMaxReward(),
        message.getRouteId());
  }

  static Struct of(Supersession message) {
    return MessageTypes.SUPERSESSION.of(
        Hash32.parse(message.getBatchId()),
        Address.parse(message.getRequesterId()),
        message.getCause(),
        Optional.ofNullable(message.getReplacementBatchId()).map(Hash32::parse).stream().toList());
  }

  /** What was signed before there were slots keeps its bytes, and so does what says none. */
  static Struct of(Heartbeat message) {
    boolean silent = message.getAggregationSlots() == -1 && message.getAggregating() == 0;
    return silent ? ofProver(message) : ofAggregator(message);
  }

  private static Struct ofAggregator(Heartbeat message) {
    return MessageTypes.AGGREGATOR_HEARTBEAT.of(
        Address.parse(message.getProverId()),
        message.getSequence(),
        message.getCapacity(),
        message.getInFlight(),
        message.getDraining(),
        message.getDeclines().stream().map(MessageStructs::of).toList(),
        message.getAggregationSlots(),
        message.getAggregating());
  }

  private static Struct ofProver(Heartbeat message) {
    return MessageTypes.HEARTBEAT.of(
        Address.parse(message.getProverId()),
        message.getSequence(),
        message.getCapacity(),
        message.getInFlight(),
        message.getDraining(),
        message.getDeclines().stream().map(MessageStructs::of).toList());
  }

  private static Struct of(Decline decline) {
    return MessageTypes.DECLINED.of(Hash32.parse(decline.getTaskId()), decline.getEpoch());
  }

  static Struct of(Commitment message) {
    return MessageTypes.COMMITMENT.of(
        Hash32.parse(message.getTaskId()),
        message.getEpoch(),
        Address.parse(message.getProverId()),
        Hash32.parse(message.getCommitment()));
  }

  static Struct of(Reveal message) {
    return MessageTypes.REVEAL.of(
        Hash32.parse(message.getTaskId()),
        message.getEpoch(),
        Address.parse(message.getProverId()),
        bytes(message.getProof()),
        Hash32.parse(message.getNonce()),
        of(message.getGrant()));
  }

  private static Struct of(AggregationGrant grant) {
    return MessageTypes.REVEAL_GRANT.of(
        Hash32.parse(grant.getBatchId()),
        Address.parse(grant.getAggregatorId()),
        bytes(grant.getSignature()));
  }

  static Struct grant(Hash32 taskId, Address proverId, Hash32 batchId, Address aggregatorId) {
    return MessageTypes.AGGREGATION_GRANT.of(taskId, proverId, batchId, aggregatorId);
  }

  static Struct of(Aggregate message) {
    return MessageTypes.AGGREGATE.of(
        Hash32.parse(message.getBatchId()),
        Hash32.parse(message.getJobId()),
        message.getNodeId(),
        message.getEpoch(),
        Address.parse(message.getAggregatorId()),
        message.getChildren().stream().map(Hash32::parse).toList(),
        bytes(message.getAggregate()));
  }

  /** A copy; the buffer's position stays. */
  static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return bytes;
  }
}
