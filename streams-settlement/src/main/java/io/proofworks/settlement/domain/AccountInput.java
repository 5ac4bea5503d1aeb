package io.proofworks.settlement.domain;

import io.proofworks.protocol.Address;
import io.proofworks.protocol.Author;
import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.StakeKind;
import java.util.Optional;

/** Everything that can happen to an account. */
public sealed interface AccountInput {

  Origin origin();

  Address account();

  /**
   * @param aggregates whether it registers an aggregator
   * @param signed the digest that the owner's key signed
   */
  record RegistrationReceived(
      Origin origin,
      Hash32 domain,
      Address account,
      byte[] sessionKey,
      boolean validKey,
      long sessionExpiry,
      long nonce,
      boolean aggregates,
      Hash32 signed,
      byte[] signature,
      byte[] record)
      implements AccountInput {

    /** Whom it speaks for; empty when it is not signed by whom it names. */
    Optional<Author> author() {
      return Author.byOwnerKey(account, signed, signature);
    }
  }

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
