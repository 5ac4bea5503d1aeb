package io.proofworks.aggregation.processor;

import io.proofworks.aggregation.domain.AggregationPolicy;
import io.proofworks.aggregation.domain.Aggregator;
import io.proofworks.aggregation.domain.Child;
import io.proofworks.aggregation.domain.Input;
import io.proofworks.aggregation.domain.Position;
import io.proofworks.aggregation.domain.Request;
import io.proofworks.aggregation.domain.Shard;
import io.proofworks.avro.Aggregate;
import io.proofworks.avro.ChildProof;
import io.proofworks.avro.Policy;
import io.proofworks.avro.ProgramEntry;
import io.proofworks.avro.ProofRequest;
import io.proofworks.avro.ProverStanding;
import io.proofworks.avro.Registration;
import io.proofworks.messages.SignedMessages;
import io.proofworks.messages.TickKeys;
import io.proofworks.protocol.Address;
import io.proofworks.protocol.Author;
import io.proofworks.protocol.Digests;
import io.proofworks.protocol.Role;
import io.proofworks.protocol.SessionKey;
import io.proofworks.protocol.Standing;
import io.proofworks.runtime.InboundRecord;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** From what travels to what the rules speak of. */
final class AvroInputs {

  private AvroInputs() {}

  static Position position(io.proofworks.avro.Coordinates at) {
    return new Position(at.getTopic(), at.getPartition(), at.getOffset(), at.getTime());
  }

  static Position position(InboundRecord input) {
    return position(input.avroCoordinates());
  }

  static AggregationPolicy policy(Policy policy) {
    Map<String, byte[]> programs =
        policy.getPrograms().stream()
            .collect(
                Collectors.toMap(
                    ProgramEntry::getProgramHash, entry -> bytes(entry.getData()), (a, b) -> a));
    return new AggregationPolicy(
        policy.getDomain(),
        policy.getVersion(),
        policy.getAggregationScheme(),
        policy.getAggregationFanIn(),
        policy.getAggregationLeaseMs(),
        policy.getAggregationMaxEpochs(),
        policy.getAggregatorBond(),
        policy.getAggregatorFee(),
        new AggregationPolicy.Penalties(
            policy.getSlashDelayBps(),
            policy.getSlashInvalidBps(),
            policy.getSlashCensorshipBps(),
            policy.getSlashPlagiarismBps()),
        policy.getHeartbeatTimeoutMs(),
        policy.getMaxProofBytes(),
        programs,
        policy.getVerifierStatus(),
        TickKeys.of(policy),
        policy.getRules());
  }

  /** Whether the registration offers to aggregate. */
  static boolean aggregates(ProverStanding standing) {
    Registration registration = standing.getRegistration();
    return registration != null && registration.getRoles().contains(Role.AGGREGATOR.name());
  }

  /**
   * The aggregator as it stands; what its heartbeats said stays. Another key counts them from anew:
   * none of before is signed with it, and whose clock was once far ahead gets out of that by a new
   * key.
   */
  static Aggregator aggregator(ProverStanding standing, Optional<Aggregator> before) {
    Registration registration = standing.getRegistration();
    boolean registered =
        aggregates(standing) && standing.getStanding().equals(Standing.REGISTERED.name());
    byte[] key = registration == null ? new byte[0] : bytes(registration.getSessionKey());
    return new Aggregator(
        standing.getProverId(),
        key,
        registration == null ? 0 : registration.getSessionExpiry(),
        registered,
        standing.getFree(),
        standing.getReserved(),
        standing.getPausedUntil(),
        before.map(known -> known.pulseUnder(key)).orElse(Aggregator.Pulse.NONE),
        standing.getAsOf(),
        null);
  }

  /** Whether there is money, which may be on its way into escrows. */
  static boolean isBacked(ProverStanding standing) {
    return standing.getFree() > 0 || standing.getReserved() > 0;
  }

  /**
   * @param backed whether its requester has money
   */
  static Input.Requested requested(ProofRequest request, Position position, boolean backed) {
    return new Input.Requested(
        request.getDomain(),
        request.getBatchId(),
        new Request(
            SignedMessages.digest(request).hex(),
            request.getRequesterId(),
            request.getRequesterNonce(),
            request.getRouteId(),
            request.getTaskClass(),
            request.getProofSystem(),
            request.getProgramHash(),
            bytes(request.getPublicInputs()),
            position,
            false,
            backed));
  }

  static Input proven(ChildProof proof) {
    Shard shard =
        Shard.published(
            proof.getShardIndex(),
            proof.getTaskId(),
            proof.getStatementId(),
            proof.getShardWeight(),
            proof.getTaskPublishedAt());
    return new Input.ShardProven(proof.getDomain(), proof.getBatchId(), shard, child(proof));
  }

  private static Child child(ChildProof proof) {
    byte[] bytes = bytes(proof.getProof());
    return new Child(
        proof.getProverId(),
        proof.getEpoch(),
        proof.getProofSystem(),
        proof.getProgramHash(),
        bytes(proof.getPublicInputs()),
        optional(proof.getBinding()),
        Digests.proofDigest(bytes).hex(),
        bytes.length,
        proof.getGrant().getAggregatorId(),
        proof.getReward(),
        proof.getLate(),
        proof.getVerifiedAt(),
        position(proof.getReveal()),
        proof.getAdoptedFrom());
  }

  static Input.Submitted submitted(Aggregate work, InboundRecord input, int rightPartition) {
    byte[] bytes = bytes(work.getAggregate());
    return new Input.Submitted(
        work.getDomain(),
        work.getBatchId(),
        work.getJobId(),
        work.getNodeId(),
        work.getEpoch(),
        work.getAggregatorId(),
        work.getChildren(),
        bytes,
        Digests.proofDigest(bytes).hex(),
        key -> author(work, key),
        position(input),
        rightPartition);
  }

  /** Ids out of form among what is signed make it signed by nobody. */
  private static Optional<Author> author(Aggregate work, byte[] sessionKey) {
    try {
      return Author.bySessionKey(
          Address.parse(work.getAggregatorId()),
          sessionKey,
          SignedMessages.digest(work),
          bytes(work.getSignature()),
          SessionKey::verify);
    } catch (IllegalArgumentException outOfForm) {
      return Optional.empty();
    }
  }

  static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return bytes;
  }

  private static byte @Nullable [] optional(@Nullable ByteBuffer buffer) {
    return buffer == null ? null : bytes(buffer);
  }
}
