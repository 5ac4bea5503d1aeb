package io.proofworks.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeysTest {

  private static final long SEED = 1_979;
  private static final BigInteger ORDER =
      new BigInteger("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141", 16);

  private final Random random = new Random(SEED);

  private Hash32 draw() {
    byte[] bytes = new byte[Hash32.BYTES];
    random.nextBytes(bytes);
    return Hash32.of(bytes);
  }

  @Test
  void shouldRecoverTheOwnerThatSigned() {
    for (int i = 0; i < 100; i++) {
      OwnerKey key = OwnerKey.parse(draw().hex());
      Hash32 digest = draw();
      byte[] signature = key.sign(digest);

      assertThat(OwnerKey.recover(digest, signature))
          .as("seed %d #%d", SEED, i)
          .contains(key.address());
      assertThat(OwnerKey.recover(draw(), signature).filter(key.address()::equals)).isEmpty();
      assertThat(key.sign(digest)).isEqualTo(signature);
    }
  }

  /** Hardhat's first account, known to every Ethereum developer. */
  @Test
  void shouldHaveTheAddressThatWalletsShow() {
    OwnerKey key =
        OwnerKey.parse("0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80");

    assertThat(key.address().hex()).isEqualTo("0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266");
  }

  /** As signers elsewhere give them: either half for s, any v or none. */
  @Test
  void shouldTakeASignatureOfAnotherSignerInItsOneEncoding() {
    for (int i = 0; i < 20; i++) {
      OwnerKey key = OwnerKey.parse(draw().hex());
      Hash32 digest = draw();
      byte[] ours = key.sign(digest);
      byte[] high = ours.clone();
      BigInteger s = new BigInteger(1, Arrays.copyOfRange(ours, 32, 64));
      byte[] upper = Hash32.parse("0x%064x".formatted(ORDER.subtract(s))).bytes();
      System.arraycopy(upper, 0, high, 32, 32);
      high[64] = (byte) random.nextInt(256);

      assertThat(OwnerKey.canonical(key.address(), digest, Arrays.copyOf(ours, 64)))
          .as("seed %d #%d", SEED, i)
          .hasValue(ours);
      assertThat(OwnerKey.canonical(key.address(), digest, high)).hasValue(ours);
    }
  }

  @Test
  void shouldTakeNothingThatTheOwnerDidNotSign() {
    OwnerKey key = OwnerKey.parse(draw().hex());
    Hash32 digest = draw();
    byte[] signature = key.sign(digest);
    byte[] zeros = new byte[65];
    byte[] beyond = HexFormat.of().parseHex("ff".repeat(65));

    assertThat(OwnerKey.canonical(OwnerKey.parse(draw().hex()).address(), digest, signature))
        .isEmpty();
    assertThat(OwnerKey.canonical(key.address(), draw(), signature)).isEmpty();
    assertThat(OwnerKey.canonical(key.address(), digest, Arrays.copyOf(signature, 63))).isEmpty();
    assertThat(OwnerKey.canonical(key.address(), digest, zeros)).isEmpty();
    assertThat(OwnerKey.canonical(key.address(), digest, beyond)).isEmpty();
  }

  @Test
  void shouldHaveTheAddressOfAPublicKeyWithAndWithoutItsFirstByte() {
    String bare =
        "8318535b54105d4a7aae60c08fc45f9687181b4fdfc625bd1a753fa7397fed75"
            + "3547f11ca8696646f2f3acb08e31016afac23e630c5d11f59f61fef57b0d2aa5";
    Address known = Address.parse("0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266");

    assertThat(OwnerKey.addressOf(HexFormat.of().parseHex(bare))).contains(known);
    assertThat(OwnerKey.addressOf(HexFormat.of().parseHex("04" + bare))).contains(known);
    assertThat(OwnerKey.addressOf(HexFormat.of().parseHex("05" + bare))).isEmpty();
    assertThat(OwnerKey.addressOf(HexFormat.of().parseHex("04" + bare.replace('8', '9'))))
        .isEmpty();
    assertThat(OwnerKey.addressOf(new byte[0])).isEmpty();
  }

  @Test
  void shouldSignNoMoreOnceASessionKeyIsClosed() {
    byte[] seed = draw().bytes();
    byte[] copy = seed.clone();
    SessionKey key = SessionKey.takeSeed(seed);
    SessionKey other = SessionKey.fromSeed(copy);

    key.close();

    assertThat(seed).isEqualTo(new byte[32]);
    assertThat(key.seed()).isEqualTo(new byte[32]);
    assertThatThrownBy(() -> key.sign(draw())).isInstanceOf(IllegalStateException.class);
    assertThat(key.publicKey()).isEqualTo(other.publicKey());
  }

  @Test
  void shouldRefuseTheUpperHalfOfS() {
    Hash32 digest = draw();
    byte[] signature = OwnerKey.parse(draw().hex()).sign(digest);
    BigInteger s = new BigInteger(1, Arrays.copyOfRange(signature, 32, 64));
    byte[] high = Hash32.parse("0x%064x".formatted(ORDER.subtract(s))).bytes();
    System.arraycopy(high, 0, signature, 32, 32);
    signature[64] = (byte) (55 - signature[64]);

    assertThat(OwnerKey.recover(digest, signature)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 26, 29, 127, -1})
  void shouldRefuseAnyOtherV(int v) {
    Hash32 digest = draw();
    byte[] signature = OwnerKey.parse(draw().hex()).sign(digest);
    signature[64] = (byte) v;

    assertThat(OwnerKey.recover(digest, signature)).isEmpty();
  }

  @Test
  void shouldRefuseScalarsOutOfRangeAndOtherLengths() {
    Hash32 digest = draw();
    byte[] valid = OwnerKey.parse(draw().hex()).sign(digest);
    byte[] order = Hash32.parse("0x%064x".formatted(ORDER)).bytes();
    for (int offset : new int[] {0, 32}) {
      for (byte[] scalar :
          new byte[][] {new byte[32], order, HexFormat.of().parseHex("ff".repeat(32))}) {
        byte[] altered = valid.clone();
        System.arraycopy(scalar, 0, altered, offset, 32);
        assertThat(OwnerKey.recover(digest, altered)).isEmpty();
      }
    }
    for (int length : new int[] {0, 64, 66, 130}) {
      assertThat(OwnerKey.recover(digest, Arrays.copyOf(valid, length))).isEmpty();
    }
  }

  @Test
  void shouldRefuseSecretsOutOfRangeWithoutShowingThem() {
    String order = "0x%064x".formatted(ORDER);

    assertThatThrownBy(() -> OwnerKey.parse(Hash32.ZERO.hex()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> OwnerKey.parse(order))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageNotContaining(order);
    assertThatThrownBy(() -> OwnerKey.parse("secret words"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageNotContaining("secret words");
  }

  @Test
  void shouldVerifyOnlyWhatTheSessionKeySigned() {
    for (int i = 0; i < 50; i++) {
      SessionKey key = SessionKey.fromSeed(draw().bytes());
      Hash32 digest = draw();
      byte[] signature = key.sign(digest);

      assertThat(SessionKey.verify(key.publicKey(), digest, signature))
          .as("seed %d #%d", SEED, i)
          .isTrue();
      assertThat(SessionKey.verify(key.publicKey(), draw(), signature)).isFalse();
      assertThat(SessionKey.verify(draw().bytes(), digest, signature)).isFalse();
      signature[random.nextInt(64)] ^= (byte) (1 << random.nextInt(8));
      assertThat(SessionKey.verify(key.publicKey(), digest, signature)).isFalse();
    }
  }

  /** The identity, a point of order 8, and an encoding of y that is not reduced. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "0100000000000000000000000000000000000000000000000000000000000000",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"
      })
  void shouldRefuseSessionKeysUnderWhichOneSignatureFitsManyMessages(String hex) {
    byte[] key = HexFormat.of().parseHex(hex);
    byte[] forged = new byte[64];
    forged[0] = 1;

    assertThat(SessionKey.isPublicKey(key)).isFalse();
    assertThat(SessionKey.verify(key, draw(), forged)).isFalse();
  }

  @Test
  void shouldRefuseSessionBytesOfOtherLengths() {
    SessionKey key = SessionKey.fromSeed(draw().bytes());
    Hash32 digest = draw();
    byte[] signature = key.sign(digest);

    assertThat(SessionKey.verify(new byte[31], digest, signature)).isFalse();
    assertThat(SessionKey.verify(key.publicKey(), digest, new byte[63])).isFalse();
    assertThat(SessionKey.verify(key.publicKey(), digest, Arrays.copyOf(signature, 65))).isFalse();
    assertThatThrownBy(() -> SessionKey.fromSeed(new byte[33]))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
