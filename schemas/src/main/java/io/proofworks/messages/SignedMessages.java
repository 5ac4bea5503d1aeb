package io.proofworks.messages;

import io.proofworks.avro.Aggregate;
import io.proofworks.avro.AggregationGrant;
import io.proofworks.avro.Commitment;
import io.proofworks.avro.Heartbeat;
import io.proofworks.avro.ProofRequest;
import io.proofworks.avro.Registration;
import io.proofworks.avro.Reveal;
import io.proofworks.avro.Supersession;
import io.proofworks.protocol.Address;
import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.OwnerKey;
import io.proofworks.protocol.OwnerSigner;
import io.proofworks.protocol.SessionKey;
import io.proofworks.protocol.SessionSigner;
import io.proofworks.protocol.Struct;
import io.proofworks.protocol.TypedData;
import io.proofworks.protocol.TypedMessage;
import io.proofworks.topics.TrustedRecords;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Signs the market's messages and says who signed them. The types are in {@link MessageTypes}.
 *
 * <p>Checking is for what outsiders wrote: it never throws. Ids out of form, texts without a UTF-8
 * form and signatures of any other shape are just not signed by anyone. Signing throws
 * IllegalArgumentException for them. The caller compares the signer with the author that the
 * message names, and the domain with its own.
 */
public final class SignedMessages {

  static {
    TrustedRecords.trust(); // signing copies the record, and Avro asks whether it may
  }

  private SignedMessages() {}

  /**
   * What a Registration is signed as; throws IllegalArgumentException where an id is not in form.
   */
  public static Hash32 digest(Registration message) {
    return digest(message.getDomain(), MessageStructs.of(message));
  }

  /** A copy with the owner's signature. */
  public static Registration sign(Registration message, OwnerSigner owner) {
    byte[] signature = owner.sign(typed(message.getDomain(), MessageStructs.of(message)));
    return Registration.newBuilder(message).setSignature(ByteBuffer.wrap(signature)).build();
  }

  /** Who signed it, whoever it names; empty when nobody can have. */
  public static Optional<Address> signer(Registration message) {
    return signer(() -> digest(message), message.getSignature());
  }

  /**
   * What a ProofRequest is signed as; throws IllegalArgumentException where an id is not in form.
   */
  public static Hash32 digest(ProofRequest message) {
    return digest(message.getDomain(), MessageStructs.of(message));
  }

  /** A copy with the owner's signature. */
  public static ProofRequest sign(ProofRequest message, OwnerSigner owner) {
    byte[] signature = owner.sign(typed(message.getDomain(), MessageStructs.of(message)));
    return ProofRequest.newBuilder(message).setSignature(ByteBuffer.wrap(signature)).build();
  }

  /** Who signed it, whoever it names; empty when nobody can have. */
  public static Optional<Address> signer(ProofRequest message) {
    return signer(() -> digest(message), message.getSignature());
  }

  /**
   * What a Supersession is signed as; throws IllegalArgumentException where an id is not in form.
   */
  public static Hash32 digest(Supersession message) {
    return digest(message.getDomain(), MessageStructs.of(message));
  }

  /** A copy with the owner's signature. */
  public static Supersession sign(Supersession message, OwnerSigner owner) {
    byte[] signature = owner.sign(typed(message.getDomain(), MessageStructs.of(message)));
    return Supersession.newBuilder(message).setSignature(ByteBuffer.wrap(signature)).build();
  }

  /** Who signed it, whoever it names; empty when nobody can have. */
  public static Optional<Address> signer(Supersession message) {
    return signer(() -> digest(message), message.getSignature());
  }

  /** What a Heartbeat is signed as; throws IllegalArgumentException where an id is not in form. */
  public static Hash32 digest(Heartbeat message) {
    return digest(message.getDomain(), MessageStructs.of(message));
  }

  /** A copy with the session key's signature. */
  public static Heartbeat sign(Heartbeat message, SessionSigner key) {
    byte[] signature = key.sign(digest(message));
    return Heartbeat.newBuilder(message).setSignature(ByteBuffer.wrap(signature)).build();
  }

  /** Whether the key signed it; the caller takes the key from the author's registration. */
  public static boolean verify(Heartbeat message, byte[] sessionPublicKey) {
    return verify(() -> digest(message), message.getSignature(), sessionPublicKey);
  }

  /** What a Commitment is signed as; throws IllegalArgumentException where an id is not in form. */
  public static Hash32 digest(Commitment message) {
    return digest(message.getDomain(), MessageStructs.of(message));
  }

  /** A copy with the session key's signature. */
  public static Commitment sign(Commitment message, SessionSigner key) {
    byte[] signature = key.sign(digest(message));
    return Commitment.newBuilder(message).setSignature(ByteBuffer.wrap(signature)).build();
  }

  /** Whether the key signed it; the caller takes the key from the author's registration. */
  public static boolean verify(Commitment message, byte[] sessionPublicKey) {
    return verify(() -> digest(message), message.getSignature(), sessionPublicKey);
  }

  /** What a Reveal is signed as; throws IllegalArgumentException where an id is not in form. */
  public static Hash32 digest(Reveal message) {
    return digest(message.getDomain(), MessageStructs.of(message));
  }

  /** A copy with the session key's signature. */
  public static Reveal sign(Reveal message, SessionSigner key) {
    byte[] signature = key.sign(digest(message));
    return Reveal.newBuilder(message).setSignature(ByteBuffer.wrap(signature)).build();
  }

  /** Whether the key signed it; the caller takes the key from the author's registration. */
  public static boolean verify(Reveal message, byte[] sessionPublicKey) {
    return verify(() -> digest(message), message.getSignature(), sessionPublicKey);
  }

  /** What an Aggregate is signed as; throws IllegalArgumentException where an id is not in form. */
  public static Hash32 digest(Aggregate message) {
    return digest(message.getDomain(), MessageStructs.of(message));
  }

  /** A copy with the session key's signature. */
  public static Aggregate sign(Aggregate message, SessionSigner key) {
    byte[] signature = key.sign(digest(message));
    return Aggregate.newBuilder(message).setSignature(ByteBuffer.wrap(signature)).build();
  }

  /** Whether the key signed it; the caller takes the key from the author's registration. */
  public static boolean verify(Aggregate message, byte[] sessionPublicKey) {
    return verify(() -> digest(message), message.getSignature(), sessionPublicKey);
  }

  /** What a grant is signed as. */
  public static Hash32 grantDigest(
      Hash32 domain, Hash32 taskId, Address proverId, Hash32 batchId, Address aggregatorId) {
    return new TypedData(domain)
        .digest(MessageStructs.grant(taskId, proverId, batchId, aggregatorId));
  }

  /**
   * The owner's consent that an aggregator uses its child proof.
   *
   * @param aggregatorId {@link Address#ZERO} for any that is assigned
   */
  public static AggregationGrant signGrant(
      Hash32 domain,
      Hash32 taskId,
      Address proverId,
      Hash32 batchId,
      Address aggregatorId,
      SessionSigner key) {
    byte[] signature = key.sign(grantDigest(domain, taskId, proverId, batchId, aggregatorId));
    return AggregationGrant.newBuilder()
        .setBatchId(batchId.hex())
        .setAggregatorId(aggregatorId.hex())
        .setSignature(ByteBuffer.wrap(signature))
        .build();
  }

  /**
   * Whether the key signed this grant for this task and prover. Whether the grant is for the
   * aggregator at hand is {@link #grantCovers}.
   */
  public static boolean verifyGrant(
      AggregationGrant grant,
      Hash32 domain,
      Hash32 taskId,
      Address proverId,
      byte[] sessionPublicKey) {
    return verify(
        () ->
            grantDigest(
                domain,
                taskId,
                proverId,
                Hash32.parse(grant.getBatchId()),
                Address.parse(grant.getAggregatorId())),
        grant.getSignature(),
        sessionPublicKey);
  }

  /** Whether a grant names the batch and this aggregator, or any. Says nothing of its signature. */
  public static boolean grantCovers(AggregationGrant grant, Hash32 batchId, Address aggregatorId) {
    return grant.getBatchId().equals(batchId.hex())
        && (grant.getAggregatorId().equals(aggregatorId.hex())
            || grant.getAggregatorId().equals(Address.ZERO.hex()));
  }

  private static Hash32 digest(String domain, Struct message) {
    return typed(domain, message).digest();
  }

  private static TypedMessage typed(String domain, Struct message) {
    return new TypedMessage(Hash32.parse(domain), message);
  }

  private static Optional<Address> signer(Supplier<Hash32> digest, ByteBuffer signature) {
    return digestOf(digest)
        .flatMap(hash -> OwnerKey.recover(hash, MessageStructs.bytes(signature)));
  }

  private static boolean verify(Supplier<Hash32> digest, ByteBuffer signature, byte[] key) {
    return digestOf(digest)
        .filter(hash -> SessionKey.verify(key, hash, MessageStructs.bytes(signature)))
        .isPresent();
  }

  private static Optional<Hash32> digestOf(Supplier<Hash32> digest) {
    try {
      return Optional.of(digest.get());
    } catch (IllegalArgumentException notInForm) {
      return Optional.empty();
    }
  }
}
