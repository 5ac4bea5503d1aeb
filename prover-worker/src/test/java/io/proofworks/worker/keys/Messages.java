package io.proofworks.worker.keys;

import io.proofworks.avro.ProofRequest;
import io.proofworks.avro.Registration;
import io.proofworks.avro.StandingOffer;
import io.proofworks.avro.Supersession;
import io.proofworks.protocol.Address;
import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.Keccak;
import java.nio.ByteBuffer;
import java.util.List;

/** What owners sign, with something in every field. */
final class Messages {

  private static final String HASH = hash(7).hex();
  private static final ByteBuffer UNSIGNED = ByteBuffer.allocate(0);

  private Messages() {}

  private static Hash32 hash(int seed) {
    return Keccak.hash(new byte[] {(byte) seed});
  }

  static Registration registration(Address owner) {
    return Registration.newBuilder()
        .setDomain(HASH)
        .setProverId(owner.hex())
        .setSessionKey(ByteBuffer.wrap(hash(1).bytes()))
        .setSessionExpiry(Long.MAX_VALUE)
        .setRoles(List.of("AGGREGATOR", "PROVER"))
        .setCapacity(3)
        .setHardwareClass("gpu \u00fc \"quoted\"")
        .setVendor("")
        .setRegion("eu")
        .setClientBuild("b/1")
        .setOffers(
            List.of(
                new StandingOffer("STANDARD", "one", 5L), new StandingOffer("PRIORITY", "two", 0L)))
        .setRegistrationNonce(1_700_000_000_000L)
        .setSignature(UNSIGNED)
        .build();
  }

  static ProofRequest request(Address owner) {
    return ProofRequest.newBuilder()
        .setDomain(HASH)
        .setBatchId(hash(2).hex())
        .setRequesterId(owner.hex())
        .setRequesterNonce(9_007_199_254_740_993L)
        .setProofSystem("ledger")
        .setProgramHash(hash(3).hex())
        .setInputCommitment(hash(4).hex())
        .setPublicInputs(ByteBuffer.wrap(new byte[] {1, 2, 3}))
        .setTrace(ByteBuffer.wrap(new byte[1_000]))
        .setTaskClass("STANDARD")
        .setBinding("IN_PROOF")
        .setDeadline(1L)
        .setMaxReward(Long.MAX_VALUE)
        .setRouteId("usdt:ethereum->base")
        .setSignature(UNSIGNED)
        .build();
  }

  static Supersession supersession(Address owner) {
    return Supersession.newBuilder()
        .setDomain(HASH)
        .setBatchId(hash(5).hex())
        .setRequesterId(owner.hex())
        .setCause("REORG")
        .setReplacementBatchId(hash(6).hex())
        .setSignature(UNSIGNED)
        .build();
  }
}
