package io.proofworks.messages;

import io.proofworks.avro.Aggregate;
import io.proofworks.avro.Commitment;
import io.proofworks.avro.Heartbeat;
import io.proofworks.avro.ProofRequest;
import io.proofworks.avro.Registration;
import io.proofworks.avro.Reveal;
import io.proofworks.avro.Supersession;
import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.OwnerKey;
import io.proofworks.protocol.SessionKey;
import io.proofworks.protocol.Struct;
import java.util.List;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecord;

/** A kind of signed message with one pair of keys, so that a test can treat all kinds alike. */
record Signable<T extends SpecificRecord>(
    Class<T> type,
    Function<T, Struct> struct,
    Function<T, Hash32> digest,
    Function<T, T> signed,
    Function<T, Boolean> isSigned) {

  static List<Signable<?>> all(OwnerKey owner, SessionKey session) {
    byte[] key = session.publicKey();
    return List.of(
        new Signable<>(
            Registration.class,
            MessageStructs::of,
            SignedMessages::digest,
            m -> SignedMessages.sign(m, owner),
            m -> SignedMessages.signer(m).filter(owner.address()::equals).isPresent()),
        new Signable<>(
            ProofRequest.class,
            MessageStructs::of,
            SignedMessages::digest,
            m -> SignedMessages.sign(m, owner),
            m -> SignedMessages.signer(m).filter(owner.address()::equals).isPresent()),
        new Signable<>(
            Supersession.class,
            MessageStructs::of,
            SignedMessages::digest,
            m -> SignedMessages.sign(m, owner),
            m -> SignedMessages.signer(m).filter(owner.address()::equals).isPresent()),
        new Signable<>(
            Heartbeat.class,
            MessageStructs::of,
            SignedMessages::digest,
            m -> SignedMessages.sign(m, session),
            m -> SignedMessages.verify(m, key)),
        new Signable<>(
            Commitment.class,
            MessageStructs::of,
            SignedMessages::digest,
            m -> SignedMessages.sign(m, session),
            m -> SignedMessages.verify(m, key)),
        new Signable<>(
            Reveal.class,
            MessageStructs::of,
            SignedMessages::digest,
            m -> SignedMessages.sign(m, session),
            m -> SignedMessages.verify(m, key)),
        new Signable<>(
            Aggregate.class,
            MessageStructs::of,
            SignedMessages::digest,
            m -> SignedMessages.sign(m, session),
            m -> SignedMessages.verify(m, key)));
  }

  T draw(Samples samples) {
    return samples.draw(type);
  }

  /** A message of this kind, of which the caller knows only that it is one. */
  Hash32 digestOf(Object message) {
    return digest.apply(type.cast(message));
  }

  boolean isSigned(Object message) {
    return isSigned.apply(type.cast(message));
  }

  @Override
  public String toString() {
    return type.getSimpleName();
  }
}
