package io.proofworks.proofs.groth16;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.proofworks.proofs.Program;
import io.proofworks.proofs.ProofVerdict;
import io.proofworks.proofs.Sample;
import io.proofworks.proofs.Statement;
import io.proofworks.proofs.bn254.CurvePoints;
import io.proofworks.proofs.bn254.Fp;
import io.proofworks.proofs.bn254.G1;
import io.proofworks.proofs.bn254.G2;
import io.proofworks.proofs.keyed.KeyedProofSystem;
import io.proofworks.proofs.keyed.PublishedPrograms;
import io.proofworks.proofs.registry.VerifierRegistry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Keys under which anybody could prove anything, in the library and as programs of a market. */
class UnsoundKeysTest {
  private static final byte[] KEY = Sample.key().verifyingKey().toBytes();
  private static final int BETA = G1.BYTES;
  private static final int GAMMA = BETA + G2.BYTES;
  private static final int DELTA = GAMMA + G2.BYTES;
  private static final int IC = DELTA + G2.BYTES;
  private static final VerifierRegistry REGISTRY = VerifierRegistry.standard();

  private static byte[] with(int at, byte[] point) {
    byte[] other = KEY.clone();
    System.arraycopy(point, 0, other, at, point.length);
    return other;
  }

  private static byte[] g2(int at) {
    return Arrays.copyOfRange(KEY, at, at + G2.BYTES);
  }

  private static byte[] opposite(byte[] point) {
    long[] decoded = new long[G2.LONGS];
    assertThat(G2.decode(point, 0, decoded, 0)).isTrue();
    G2.negate(decoded, 0, decoded, 0);
    byte[] out = new byte[G2.BYTES];
    G2.encode(decoded, 0, out, 0);
    return out;
  }

  @ParameterizedTest
  @CsvSource({
    "gamma and delta, 192, 320",
    "gamma and delta, 320, 192",
    "beta and gamma, 64, 192",
    "beta and delta, 64, 320"
  })
  void shouldRefuseTwoPointsThatAreTheSameOrOpposite(String names, int from, int to) {
    assertRefused(with(to, g2(from)), names);
    assertRefused(with(to, opposite(g2(from))), names);
  }

  @ParameterizedTest
  @CsvSource({"alpha, 0, 64", "beta, 64, 128", "gamma, 192, 128", "delta, 320, 128"})
  void shouldRefuseInfinity(String name, int at, int bytes) {
    assertRefused(with(at, new byte[bytes]), name + " is infinity");
  }

  @ParameterizedTest
  @CsvSource({"alpha, 31", "beta, 191", "gamma, 319", "delta, 447", "IC[0], 479", "IC[1], 543"})
  void shouldNameAPointThatIsOffItsCurve(String name, int at) {
    byte[] other = KEY.clone();
    other[at] ^= 1;
    assertRefused(other, name + " is not on its curve");
  }

  @ParameterizedTest
  @CsvSource({"alpha, 0", "beta, 64", "gamma, 192", "delta, 320", "IC[0], 448", "IC[1], 512"})
  void shouldNameAPointWithACoordinateThatIsNotBelowTheModulus(String name, int at) {
    byte[] modulus = Fp.MODULUS.toByteArray();
    assertRefused(
        with(at, Arrays.copyOfRange(modulus, modulus.length - 32, modulus.length)),
        name + " has a coordinate");
  }

  @ParameterizedTest
  @CsvSource({"beta, 64", "gamma, 192", "delta, 320"})
  void shouldNameAPointOutsideTheSubgroup(String name, int at) {
    byte[] outside = new byte[G2.BYTES];
    G2.encode(CurvePoints.outsideTheSubgroup(), 0, outside, 0);
    assertRefused(with(at, outside), name + " is outside the subgroup");
  }

  @Test
  void shouldRefuseAKeyWithoutOrWithPartsOfPoints() {
    for (int length : new int[] {0, 64, IC, IC + 32, KEY.length - 1, KEY.length + 1}) {
      assertRefused(Arrays.copyOf(KEY, length), "length of a verifying key");
    }
  }

  /** What the library refuses no market offers, and nobody is slashed for. */
  private static void assertRefused(byte[] key, String why) {
    assertThatThrownBy(() -> VerifyingKey.parse(key))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(why);
    Program program = KeyedProofSystem.program(KeyedProofSystem.GROTH16, key);
    assertThat(REGISTRY.obstacle(program))
        .hasValueSatisfying(obstacle -> assertThat(obstacle).contains(why));
    assertThat(REGISTRY.verify(statement(program, new byte[32]), Sample.proof(3)))
        .isInstanceOfSatisfying(
            ProofVerdict.Stopped.class, stopped -> assertThat(stopped.version()).contains(why));
  }

  @SuppressWarnings("NullAway") // a statement's binding is nullable; NullAway misses it on arrays
  private static Statement statement(Program program, byte[] inputs) {
    return new Statement(program, inputs, null);
  }

  @Test
  void shouldFindNoFaultWithPublishedKeys() {
    for (Program program : PublishedPrograms.all().values()) {
      assertThat(REGISTRY.obstacle(program)).as(program.toString()).isEmpty();
    }
    assertThat(REGISTRY.obstacle(Sample.statement(2).program())).isEmpty();
  }

  @Test
  void shouldRefuseProgramsThatAreNotWhatTheirHashSays() {
    Program sound = Sample.statement(2).program();
    Program forged = new Program(new byte[32], sound.proofSystem(), sound.data());
    assertThat(REGISTRY.obstacle(forged))
        .hasValueSatisfying(why -> assertThat(why).contains("hash"));
    assertThat(REGISTRY.obstacle(Program.of(new byte[32], "nothing")))
        .hasValue("no proof system nothing");
    assertThat(REGISTRY.obstacle(Program.of(new byte[32], "ledger-groth16"))).isPresent();
    assertThat(REGISTRY.obstacle(Program.of(new byte[32], "risc0-groth16-snapshot"))).isPresent();
    assertThat(REGISTRY.obstacle(Program.of(new byte[32], "risc0-groth16"))).isEmpty();
  }

  /** Malformed public inputs are the requester's: whoever proves them loses nothing. */
  @Test
  void shouldBlameNobodyForPublicInputsThatAreNone() {
    Program program = Sample.statement(2).program();
    byte[] above = new byte[32];
    Arrays.fill(above, (byte) 0xff);
    for (byte[] inputs : List.of(new byte[0], new byte[31], new byte[64], above)) {
      assertThat(REGISTRY.verify(statement(program, inputs), Sample.proof(2)))
          .isInstanceOf(ProofVerdict.Stopped.class);
      assertThat(REGISTRY.system(program.proofSystem()).orElseThrow().obstacle(program, inputs))
          .isPresent();
    }
  }

  /** Every point of every PLONK key at hand: infinity of what must not be, and 1 for the secret. */
  @Test
  void shouldRefusePlonkKeysOfASecretThatEverybodyKnows() {
    List<String> tried = new ArrayList<>();
    for (Program program : PublishedPrograms.all().values()) {
      if (program.proofSystem().equals(KeyedProofSystem.GNARK_PLONK)) {
        byte[] key = program.data();
        int gates = key[11];
        int one = 12 + 64 + (9 + gates) * G1.BYTES;
        byte[] sameSecret = key.clone();
        System.arraycopy(key, one, sameSecret, one + G2.BYTES, G2.BYTES);
        assertPlonkRefused(sameSecret, "the secret 1");
        byte[] zero = key.clone();
        Arrays.fill(zero, one + G2.BYTES, one + 2 * G2.BYTES, (byte) 0);
        assertPlonkRefused(zero, "the second point of G2 is infinity");
        for (int point : new int[] {0, 6, 7, 8}) {
          byte[] infinite = key.clone();
          Arrays.fill(infinite, 76 + point * G1.BYTES, 76 + (point + 1) * G1.BYTES, (byte) 0);
          assertPlonkRefused(infinite, "is infinity");
        }
        byte[] shift = key.clone();
        System.arraycopy(key, 12, shift, 44, 32);
        assertPlonkRefused(shift, "cosets");
        tried.add(program.toString());
      }
    }
    assertThat(tried).isNotEmpty();
  }

  private static void assertPlonkRefused(byte[] key, String why) {
    Program program = KeyedProofSystem.program(KeyedProofSystem.GNARK_PLONK, key);
    assertThat(REGISTRY.obstacle(program))
        .hasValueSatisfying(obstacle -> assertThat(obstacle).contains(why));
  }
}
