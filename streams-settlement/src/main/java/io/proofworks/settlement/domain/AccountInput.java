package io.proofworks.settlement.domain;

import io.proofworks.protocol.Address;
import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.StakeKind;
import org.jspecify.annotations.Nullable;

/** Everything that can happen to an account. */
public sealed interface AccountInput {

  Origin origin();

  Address account();

  /**
   * @param signer who signed it, whoever it names; null when nobody can have
   */
  record RegistrationReceived(
      Origin origin,
      Hash32 domain,
      Address account,
      byte[] sessionKey,
      boolean validKey,
      long sessionExpiry,
      long nonce,
      @Nullable Address signer,
      byte[] record)
      implements AccountInput {}

  record StakeReceived(
      Origin origin, Hash32 domain, Address account, StakeKind kind, long amount, String reference)
      implements AccountInput {}

  record Requested(Origin origin, AccountRequest.OfAccount request) implements AccountInput {
    @Override
    public Address account() {
      return request.account();
    }
  }
}
