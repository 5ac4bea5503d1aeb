package io.proofworks.proofs.groth16;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.proofworks.proofs.bn254.CurvePoints;
import io.proofworks.proofs.bn254.Fp;
import io.proofworks.proofs.bn254.Fr;
import io.proofworks.proofs.bn254.G1;
import io.proofworks.proofs.bn254.G2;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Groth16Test {
  private static Systems cubic;
  private static ProvingKey key;
  private static Groth16Verifier verifier;
  private static byte[] proof;

  @BeforeAll
  static void prove() {
    cubic = Systems.cubic(3);
    key = DevelopmentSetup.generate(cubic.r1cs(), new SeededRandom(1));
    verifier = new Groth16Verifier(key.verifyingKey());
    proof = prove(key, cubic, 2);
  }

  private static byte[] prove(ProvingKey key, Systems system, long seed) {
    return Groth16Prover.prove(key, system.r1cs(), system.witness(), new SeededRandom(seed), 1);
  }

  @Test
  void shouldVerifyWhatItProves() {
    assertThat(verifier.verify(cubic.publicInputs(), proof)).isEqualTo(Groth16Result.VALID);
    assertThat(verifier.verify(List.of(BigInteger.valueOf(35)), proof))
        .isEqualTo(Groth16Result.VALID);
    assertThat(key.development()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"1,0,1", "5,1,2", "40,4,3", "4095,2,4"})
  void shouldProveRandomSystems(int constraints, int publicInputs, long seed) {
    Systems system = Systems.random(constraints, publicInputs, seed);
    ProvingKey own = DevelopmentSetup.generate(system.r1cs(), new SeededRandom(seed), 2);
    Groth16Verifier ownVerifier = new Groth16Verifier(own.verifyingKey());
    byte[] made = prove(own, system, seed);
    assertThat(ownVerifier.verify(system.publicInputs(), made)).isEqualTo(Groth16Result.VALID);
    for (int i = 0; i < publicInputs; i++) {
      byte[] altered = system.publicInputs();
      altered[32 * i + 31] ^= 1;
      assertThat(ownVerifier.verify(altered, made)).isEqualTo(Groth16Result.PAIRING_FAILED);
    }
  }

  @Test
  void shouldGiveTheSameProofWithAnyNumberOfThreads() {
    Systems system = Systems.random(100, 3, 5);
    ProvingKey own = DevelopmentSetup.generate(system.r1cs(), new SeededRandom(5), 1);
    byte[] one = Groth16Prover.prove(own, system.r1cs(), system.witness(), new SeededRandom(6), 1);
    byte[] three =
        Groth16Prover.prove(own, system.r1cs(), system.witness(), new SeededRandom(6), 3);
    byte[] other =
        Groth16Prover.prove(own, system.r1cs(), system.witness(), new SeededRandom(7), 3);
    assertThat(three).isEqualTo(one);
    assertThat(other).isNotEqualTo(one);
  }

  @Test
  void shouldNotProveWhatIsFalse() {
    Systems wrong = new Systems(cubic.r1cs(), cubic.witness().clone());
    Fr.fromBigInteger(BigInteger.valueOf(36), wrong.witness(), Fr.LIMBS);
    assertThat(wrong.r1cs().isSatisfied(wrong.witness())).isFalse();
    assertThat(wrong.r1cs().firstViolated(wrong.witness())).isEqualTo(2);
    assertThatThrownBy(() -> prove(key, wrong, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("constraint 2");
    Systems other = Systems.random(20, 1, 1);
    assertThatThrownBy(() -> prove(key, other, 1)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void shouldRefuseOtherInputs() {
    assertThat(verifier.verify(List.of(BigInteger.valueOf(36)), proof))
        .isEqualTo(Groth16Result.PAIRING_FAILED);
    List<BigInteger> tooLarge = List.of(BigInteger.valueOf(35).add(Fr.MODULUS));
    assertThat(verifier.verify(tooLarge, proof)).isEqualTo(Groth16Result.NO_STATEMENT);
    List<BigInteger> negative = List.of(BigInteger.valueOf(35).subtract(Fr.MODULUS));
    assertThat(verifier.verify(negative, proof)).isEqualTo(Groth16Result.NO_STATEMENT);
    assertThat(verifier.verify(List.of(), proof)).isEqualTo(Groth16Result.NO_STATEMENT);
    byte[] two = Arrays.copyOf(cubic.publicInputs(), 64);
    assertThat(verifier.verify(two, proof)).isEqualTo(Groth16Result.NO_STATEMENT);
    byte[] aliased = new byte[32];
    put(BigInteger.valueOf(35).add(Fr.MODULUS), aliased, 0);
    assertThat(verifier.verify(aliased, proof)).isEqualTo(Groth16Result.NO_STATEMENT);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 255, 257, 512})
  void shouldRefuseOtherLengths(int length) {
    assertThat(verifier.verify(cubic.publicInputs(), Arrays.copyOf(proof, length)))
        .isEqualTo(Groth16Result.NON_CANONICAL);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7})
  void shouldRefuseAnAlteredOrAliasedCoordinate(int word) {
    byte[] altered = proof.clone();
    altered[32 * word + 31] ^= 1;
    assertThat(verifier.verify(cubic.publicInputs(), altered))
        .isEqualTo(Groth16Result.NOT_ON_CURVE);
    byte[] aliased = proof.clone();
    byte[] coordinate = Arrays.copyOfRange(proof, 32 * word, 32 * word + 32);
    put(new BigInteger(1, coordinate).add(Fp.MODULUS), aliased, 32 * word);
    assertThat(verifier.verify(cubic.publicInputs(), aliased))
        .isEqualTo(Groth16Result.NON_CANONICAL);
  }

  private static void put(BigInteger v, byte[] out, int off) {
    for (int i = 0; i < 32; i++) {
      out[off + 31 - i] = v.shiftRight(8 * i).byteValue();
    }
  }

  @Test
  void shouldRefuseOtherPointsOfTheGroups() {
    byte[] swapped = proof.clone();
    System.arraycopy(proof, 0, swapped, G1.BYTES + G2.BYTES, G1.BYTES);
    assertThat(verifier.verify(cubic.publicInputs(), swapped))
        .isEqualTo(Groth16Result.PAIRING_FAILED);
    assertThat(verifier.verify(cubic.publicInputs(), new byte[256]))
        .isEqualTo(Groth16Result.PAIRING_FAILED);
    byte[] outside = proof.clone();
    G2.encode(CurvePoints.outsideTheSubgroup(), 0, outside, G1.BYTES);
    assertThat(verifier.verify(cubic.publicInputs(), outside))
        .isEqualTo(Groth16Result.NOT_IN_SUBGROUP);
  }

  @Test
  void shouldAcceptTheFormsThatAnyoneCanMake() {
    Rerandomizer forms = new Rerandomizer(key.verifyingKey());
    BigInteger k = new BigInteger("123456789123456789123456789");
    for (byte[] form :
        List.of(forms.negated(proof), forms.scaled(proof, k), forms.shifted(proof, k))) {
      assertThat(form).isNotEqualTo(proof);
      assertThat(verifier.verify(cubic.publicInputs(), form)).isEqualTo(Groth16Result.VALID);
      assertThat(verifier.verify(List.of(BigInteger.TEN), form))
          .isEqualTo(Groth16Result.PAIRING_FAILED);
    }
  }

  @Test
  void shouldRefuseProofsOfAnotherKey() {
    ProvingKey other = DevelopmentSetup.generate(cubic.r1cs(), new SeededRandom(9));
    assertThat(verifier.verify(cubic.publicInputs(), prove(other, cubic, 2)))
        .isEqualTo(Groth16Result.PAIRING_FAILED);
  }
}
