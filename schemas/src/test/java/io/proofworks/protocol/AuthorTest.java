package io.proofworks.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

/** There is an author only where a signature was checked and is of whom the record names. */
class AuthorTest {

  private static final long SEED = 2_026;

  private final Random random = new Random(SEED);
  private final OwnerKey owner = OwnerKey.parse(draw().hex());
  private final SessionKey session = SessionKey.fromSeed(draw().bytes());
  private final Hash32 digest = draw();

  private Hash32 draw() {
    byte[] bytes = new byte[Hash32.BYTES];
    random.nextBytes(bytes);
    return Hash32.of(bytes);
  }

  @Test
  void shouldBeWhoseSessionKeySigned() {
    assertThat(
            Author.bySessionKey(
                owner.address(),
                session.publicKey(),
                digest,
                session.sign(digest),
                SessionKey::verify))
        .map(Author::address)
        .contains(owner.address());
  }

  @Test
  void shouldNotBeByASessionKeyThatDidNotSignThis() {
    SessionKey other = SessionKey.fromSeed(draw().bytes());

    assertThat(bySession(session, other.sign(digest))).as("another key's").isFalse();
    assertThat(bySession(session, session.sign(draw()))).as("of something else").isFalse();
    assertThat(bySession(session, new byte[SessionKey.SIGNATURE_BYTES])).as("of zeros").isFalse();
    assertThat(bySession(session, new byte[0])).as("none").isFalse();
  }

  @Test
  void shouldNotBeByASessionKeyThatTheMarketDoesNotHold() {
    assertThat(
            Author.bySessionKey(
                owner.address(), null, digest, session.sign(digest), SessionKey::verify))
        .isEmpty();
  }

  private boolean bySession(SessionKey key, byte[] signature) {
    return Author.bySessionKey(
            owner.address(), key.publicKey(), digest, signature, SessionKey::verify)
        .isPresent();
  }

  @Test
  void shouldBeTheOwnerThatSignedAndNobodyElseWhomTheRecordNames() {
    byte[] signature = owner.sign(digest);
    Address other = OwnerKey.parse(draw().hex()).address();

    assertThat(Author.byOwnerKey(owner.address(), digest, signature))
        .map(Author::address)
        .contains(owner.address());
    assertThat(Author.byOwnerKey(other, digest, signature)).as("another named").isEmpty();
    assertThat(Author.byOwnerKey(owner.address(), draw(), signature)).as("other text").isEmpty();
    assertThat(Author.byOwnerKey(owner.address(), digest, new byte[65])).as("none").isEmpty();
  }
}
