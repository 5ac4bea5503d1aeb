package io.proofworks.runtime;

import io.proofworks.avro.Heartbeat;
import io.proofworks.avro.ProverStanding;
import io.proofworks.avro.Registration;
import io.proofworks.messages.SignedMessages;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;

/**
 * Heartbeats that count: the prover's session key signed them and their sequence grows, or anyone
 * could pretend capacity.
 */
public final class SignedBeats {

  /**
   * @param sequence of the last heartbeat taken: a repeat would keep an absent prover present
   */
  record Signer(byte[] sessionKey, long sequence) {}

  private final String domain;
  private final KeyValueStore<String, Signer> signers;

  /** Over a store that {@link #store} made. */
  public SignedBeats(String domain, KeyValueStore<String, Signer> signers) {
    this.domain = domain;
    this.signers = signers;
  }

  /** A store of session keys by prover id. */
  public static StoreBuilder<? extends KeyValueStore<String, ?>> store(String name) {
    return org.apache.kafka.streams.state.Stores.keyValueStoreBuilder(
        org.apache.kafka.streams.state.Stores.persistentKeyValueStore(name),
        Serdes.String(),
        FormatSerdes.of(RuntimeFormats.SIGNER));
  }

  /** Learns the session key of a prover; one that is unregistered keeps its last one. */
  public void learn(ProverStanding standing) {
    Registration registration = standing.getRegistration();
    if (registration != null) {
      Signer before = signers.get(standing.getProverId());
      byte[] key = bytes(registration.getSessionKey());
      boolean same = before != null && Arrays.equals(before.sessionKey(), key);
      signers.put(
          standing.getProverId(), new Signer(key, same ? before.sequence() : Long.MIN_VALUE));
    }
  }

  /** Whether its session key was learned. */
  public boolean knows(String proverId) {
    return signers.get(proverId) != null;
  }

  /** Whether the heartbeat counts; then no older one will. */
  public boolean accept(Heartbeat beat) {
    Signer signer = signers.get(beat.getProverId());
    if (signer == null
        || !beat.getDomain().equals(domain)
        || beat.getSequence() <= signer.sequence()
        || !SignedMessages.verify(beat, signer.sessionKey())) {
      return false;
    }
    signers.put(beat.getProverId(), new Signer(signer.sessionKey(), beat.getSequence()));
    return true;
  }

  private static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return bytes;
  }
}
