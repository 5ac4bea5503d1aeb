package io.proofworks.protocol;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whom a record speaks for. There is no way to make one but to check a signature, so what asks for
 * an author cannot be given a mere name: a record without its author's valid signature has none,
 * and moves nobody's state, reputation, schedule or money.
 *
 * <p>The digest must cover all of the record's meaning, as those of {@code SignedMessages} do.
 */
public final class Author {

  private final Address address;

  private Author(Address address) {
    this.address = address;
  }

  /** Says whether a key signed a digest; {@link SessionKey#verify} is the one in production. */
  @FunctionalInterface
  public interface SignatureCheck {

    /** Whether the Ed25519 key (32 bytes) signed that digest. Never throws for foreign bytes. */
    boolean isSignedBy(byte[] publicKey, Hash32 digest, byte[] signature);
  }

  /**
   * By the session key that the market holds for the address that the record names.
   *
   * @param sessionKey the registered and still valid one; null when there is none
   */
  public static Optional<Author> bySessionKey(
      Address named,
      byte @Nullable [] sessionKey,
      Hash32 digest,
      byte[] signature,
      SignatureCheck check) {
    return sessionKey != null && check.isSignedBy(sessionKey, digest, signature)
        ? Optional.of(new Author(named))
        : Optional.empty();
  }

  /** By the owner's own key: the signature has to be of the address that the record names. */
  public static Optional<Author> byOwnerKey(Address named, Hash32 digest, byte[] signature) {
    return OwnerKey.recover(digest, signature).filter(named::equals).map(Author::new);
  }

  public Address address() {
    return address;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Author author && author.address.equals(address);
  }

  @Override
  public int hashCode() {
    return address.hashCode();
  }

  @Override
  public String toString() {
    return address.toString();
  }
}
