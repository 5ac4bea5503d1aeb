package io.proofworks.settlement.testing;

import io.proofworks.protocol.Address;
import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.Keccak;
import io.proofworks.protocol.OwnerKey;
import io.proofworks.protocol.SessionKey;
import java.nio.charset.StandardCharsets;

/** Keys of somebody, made from a name. */
public record Identity(OwnerKey owner, SessionKey session) {

  public static Identity of(String name) {
    return new Identity(
        OwnerKey.parse(hash(name).hex()), SessionKey.fromSeed(hash(name + " session").bytes()));
  }

  public Address id() {
    return owner.address();
  }

  public String hex() {
    return id().hex();
  }

  public static Hash32 hash(String text) {
    return Keccak.hash(text.getBytes(StandardCharsets.UTF_8));
  }
}
