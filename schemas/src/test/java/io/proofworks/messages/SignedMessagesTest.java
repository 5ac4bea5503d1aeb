package io.proofworks.messages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.proofworks.avro.AggregationGrant;
import io.proofworks.avro.Commitment;
import io.proofworks.avro.Registration;
import io.proofworks.avro.Supersession;
import io.proofworks.protocol.Address;
import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.OwnerKey;
import io.proofworks.protocol.SessionKey;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SignedMessagesTest {

  private static final long SEED = 20_261;
  private static final OwnerKey OWNER = OwnerKey.parse("0x" + "11".repeat(32));
  private static final SessionKey SESSION = SessionKey.fromSeed(new byte[32]);

  static Stream<Signable<?>> kinds() {
    return Signable.all(OWNER, SESSION).stream();
  }

  @ParameterizedTest
  @MethodSource("kinds")
  <T extends SpecificRecord> void shouldSayWhoSigned(Signable<T> kind) {
    Samples samples = new Samples(SEED);
    for (int i = 0; i < 20; i++) {
      T signed = kind.signed().apply(kind.draw(samples));
      assertThat(kind.isSigned(signed)).as("seed %d, message %d: %s", SEED, i, signed).isTrue();
    }
  }

  @ParameterizedTest
  @MethodSource("kinds")
  <T extends SpecificRecord> void shouldCoverEveryField(Signable<T> kind) {
    Samples samples = new Samples(SEED);
    T signed = kind.signed().apply(kind.draw(samples));
    Hash32 digest = kind.digestOf(signed);

    List<Mutants.Mutant> mutants = new Mutants(samples).of(signed, "signature");

    assertThat(mutants.size()).isGreaterThanOrEqualTo(signed.getSchema().getFields().size() - 1);
    assertThat(mutants)
        .allSatisfy(mutant -> {
          assertThat(kind.digestOf(mutant.value())).as(mutant.path()).isNotEqualTo(digest);
          assertThat(kind.isSigned(mutant.value())).as(mutant.path()).isFalse();
        });
    assertThat(mutants.stream().map(m -> kind.digestOf(m.value())).distinct())
        .as("no two changes cancel out")
        .hasSize(mutants.size());
  }

  @ParameterizedTest
  @MethodSource("kinds")
  <T extends SpecificRecord> void shouldRefuseEveryAlteredSignatureByte(Signable<T> kind) {
    T signed = kind.signed().apply(kind.draw(new Samples(SEED)));
    int field = signed.getSchema().getField("signature").pos();
    byte[] signature = MessageStructs.bytes((ByteBuffer) signed.get(field));

    for (int i = 0; i < signature.length; i++) {
      byte[] altered = signature.clone();
      altered[i] ^= 1;
      signed.put(field, ByteBuffer.wrap(altered));
      assertThat(kind.isSigned(signed)).as("byte %d", i).isFalse();
    }
  }

  @ParameterizedTest
  @MethodSource("kinds")
  <T extends SpecificRecord> void shouldNotBeSignedByAnyoneWhenTheDomainIsNotInForm(
      Signable<T> kind) {
    T signed = kind.signed().apply(kind.draw(new Samples(SEED)));
    int domain = signed.getSchema().getField("domain").pos();
    String canonical = (String) signed.get(domain);

    for (String text : List.of("", "0x", canonical.substring(2), canonical.toUpperCase(), "é")) {
      signed.put(domain, text);
      assertThat(kind.isSigned(signed)).as(text).isFalse();
    }
  }

  @Test
  void shouldTellAbsentFromZero() {
    Supersession present =
        Supersession.newBuilder(new Samples(SEED).draw(Supersession.class))
            .setReplacementBatchId(Hash32.ZERO.hex())
            .build();
    Supersession absent = Supersession.newBuilder(present).setReplacementBatchId(null).build();

    assertThat(SignedMessages.digest(absent)).isNotEqualTo(SignedMessages.digest(present));
  }

  @Test
  void shouldRefuseTextsThatHaveNoUtf8Form() {
    Registration lone =
        Registration.newBuilder(new Samples(SEED).draw(Registration.class))
            .setVendor("\ud83d")
            .build();

    assertThat(SignedMessages.signer(lone)).isEmpty();
    assertThatThrownBy(() -> SignedMessages.sign(lone, OWNER))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("UTF-8");
  }

  @Test
  void shouldLeaveTheBuffersOfAMessageAsTheyWere() {
    Commitment signed = SignedMessages.sign(new Samples(SEED).draw(Commitment.class), SESSION);

    assertThat(SignedMessages.verify(signed, SESSION.publicKey())).isTrue();
    assertThat(SignedMessages.verify(signed, SESSION.publicKey())).isTrue();
  }

  @Test
  void shouldHoldAGrantToItsTaskProverBatchAndAggregator() {
    Samples samples = new Samples(SEED);
    Hash32 domain = samples.hash();
    Hash32 task = samples.hash();
    Hash32 batch = samples.hash();
    Address prover = samples.address();
    Address aggregator = samples.address();
    byte[] key = SESSION.publicKey();
    AggregationGrant grant =
        SignedMessages.signGrant(domain, task, prover, batch, aggregator, SESSION);

    assertThat(SignedMessages.verifyGrant(grant, domain, task, prover, key)).isTrue();
    assertThat(SignedMessages.verifyGrant(grant, task, task, prover, key)).isFalse();
    assertThat(SignedMessages.verifyGrant(grant, domain, domain, prover, key)).isFalse();
    assertThat(SignedMessages.verifyGrant(grant, domain, task, aggregator, key)).isFalse();
    assertThat(new Mutants(samples).of(grant, ""))
        .allSatisfy(mutant ->
            assertThat(
                    SignedMessages.verifyGrant(
                        (AggregationGrant) mutant.value(), domain, task, prover, key))
                .as(mutant.path())
                .isFalse());
  }

  @Test
  void shouldCoverTheNamedAggregatorOrAny() {
    Samples samples = new Samples(SEED);
    Hash32 batch = samples.hash();
    Address named = samples.address();
    AggregationGrant toOne = SignedMessages.signGrant(batch, batch, named, batch, named, SESSION);
    AggregationGrant toAny =
        SignedMessages.signGrant(batch, batch, named, batch, Address.ZERO, SESSION);

    assertThat(SignedMessages.grantCovers(toOne, batch, named)).isTrue();
    assertThat(SignedMessages.grantCovers(toOne, batch, samples.address())).isFalse();
    assertThat(SignedMessages.grantCovers(toAny, batch, samples.address())).isTrue();
    assertThat(SignedMessages.grantCovers(toAny, samples.hash(), named)).isFalse();
  }
}
