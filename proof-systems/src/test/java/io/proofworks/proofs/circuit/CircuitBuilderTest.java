package io.proofworks.proofs.circuit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.proofworks.proofs.bn254.Fr;
import java.math.BigInteger;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CircuitBuilderTest {

  private static final BigInteger MINUS_ONE = Fr.MODULUS.subtract(BigInteger.ONE);

  @ParameterizedTest
  @CsvSource({"0,true", "1,true", "255,true", "256,false", "-1,false", "4294967296,false"})
  void shouldHoldANumberToItsRange(long value, boolean within) {
    // given
    CircuitBuilder builder = new CircuitBuilder(0);
    builder.requireRange(builder.input(), 8);
    Circuit circuit = builder.build();

    // when
    long[] witness = circuit.witness(new long[0], Elements.of(value));

    // then
    assertThat(circuit.constraints().isSatisfied(witness)).isEqualTo(within);
  }

  @Test
  void shouldRefuseBitsThatAreNotBitsThoughTheirSumIsRight() {
    // given: 2 written as one "bit" of value 2
    CircuitBuilder builder = new CircuitBuilder(0);
    builder.requireRange(builder.input(), 2);
    Circuit circuit = builder.build();
    long[] witness = circuit.witness(new long[0], Elements.of(2));

    // when
    Fr.set(witness, 2 * Fr.LIMBS, Elements.of(2), 0);
    Fr.setZero(witness, 3 * Fr.LIMBS);

    // then
    assertThat(circuit.constraints().isSatisfied(witness)).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"0,true", "1,true", "2,false"})
  void shouldHoldABitInputToZeroOrOne(long value, boolean within) {
    // given
    CircuitBuilder builder = new CircuitBuilder(0);
    builder.bitInput();
    Circuit circuit = builder.build();

    // when
    long[] witness = circuit.witness(new long[0], Elements.of(value));

    // then
    assertThat(circuit.constraints().isSatisfied(witness)).isEqualTo(within);
  }

  @Test
  void shouldRefuseARangeWhoseBitsAreNotUnique() {
    CircuitBuilder builder = new CircuitBuilder(1);
    assertThatThrownBy(() -> builder.requireRange(builder.publicInput(0), 253))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void shouldCancelTermsThatSumToZero() {
    // given
    LinearCombination x = LinearCombination.wire(3).plus(LinearCombination.constant(MINUS_ONE));

    // when
    LinearCombination difference = x.plus(LinearCombination.ONE).minus(LinearCombination.wire(3));

    // then
    assertThat(difference.terms()).isZero();
  }

  @Test
  void shouldFindTheRootOfAPathOnEitherSide() {
    // given: the leaf 5 is the right child of a left child
    CircuitBuilder builder = new CircuitBuilder(1);
    MerklePath path = new MerklePath(builder, 2);
    builder.requireEqual(path.root(builder.input()), builder.publicInput(0));
    Circuit circuit = builder.build();
    long[] node = Elements.of(7, 5);
    Poseidon.TWO.hash(node, 0, node, 0);
    Fr.set(node, Fr.LIMBS, Elements.of(11), 0);
    Poseidon.TWO.hash(node, 0, node, 0);
    long[] root = Arrays.copyOf(node, Fr.LIMBS);

    // when
    long[] witness = circuit.witness(root, Elements.of(1, 7, 0, 11, 5));
    long[] otherSide = circuit.witness(root, Elements.of(0, 7, 0, 11, 5));

    // then
    assertThat(circuit.constraints().isSatisfied(witness)).isTrue();
    assertThat(circuit.constraints().isSatisfied(otherSide)).isFalse();
  }
}
