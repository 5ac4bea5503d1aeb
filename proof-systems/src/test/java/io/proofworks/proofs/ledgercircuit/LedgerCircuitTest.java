package io.proofworks.proofs.ledgercircuit;

import static org.assertj.core.api.Assertions.assertThat;

import io.proofworks.proofs.bn254.Fr;
import io.proofworks.proofs.circuit.Circuit;
import io.proofworks.proofs.ledgercircuit.LedgerTrace.Account;
import io.proofworks.proofs.ledgercircuit.LedgerTrace.Transfer;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The circuit alone, without proofs: honest witnesses satisfy it, each kind of lie does not. */
class LedgerCircuitTest {

  private static final int DEPTH = 3;
  private static final BigInteger MAX = BigInteger.TWO.pow(128).subtract(BigInteger.ONE);
  private static final List<Account> ACCOUNTS =
      List.of(account(0x11, 100), account(0x22, 0), new Account(address(0x33), MAX));
  private static final List<Transfer> TRANSFERS = List.of(transfer(0, 1, 7), transfer(1, 1, 0));
  private static final Circuit CIRCUIT = LedgerCircuit.build(DEPTH, 2);

  /** Places of the private inputs of one transfer. */
  private static final int AMOUNT = 0;

  private static final int FROM_ADDRESS = 1;
  private static final int FROM_BALANCE = 2;
  private static final int FROM_FIRST_BIT = 3;
  private static final int FROM_FIRST_SIBLING = 4;
  private static final int TO_ADDRESS = 3 + 2 * DEPTH;
  private static final int TO_BALANCE = 4 + 2 * DEPTH;

  @ParameterizedTest
  @CsvSource({"1,1", "2,3", "8,2", "8,4"})
  void shouldHaveTheSizeThatWeightsAreMadeFrom(int depth, int transfers) {
    assertThat(LedgerCircuit.build(depth, transfers).size())
        .isEqualTo(LedgerCircuit.constraints(depth, transfers));
  }

  @Test
  void shouldStayUnderTwentyThousandConstraintsForTheDefaultProgram() {
    assertThat(LedgerCircuit.constraints(8, 2)).isLessThan(20_000);
  }

  @Test
  void shouldAgreeWithTreesMadeByCircomlib() {
    // given: root and chain were computed with poseidon-lite 0.3.0
    LedgerExecution execution = new LedgerExecution(DEPTH, ACCOUNTS);

    // when
    LedgerExecution.Run run = execution.run(TRANSFERS, 2);

    // then
    assertThat(new BigInteger(1, LedgerInputs.pre(run.publicInputs())))
        .isEqualTo("13231985110536338714209723940042760424765996033796453915220905266867947376035");
    assertThat(new BigInteger(1, LedgerInputs.commitment(run.publicInputs())))
        .isEqualTo("21080300975936600522963385186559286802951854080344565882086900933087571169674");
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void shouldBeSatisfiedByHonestRuns(long seed) {
    // given
    SplittableRandom random = new SplittableRandom(seed);
    List<Account> accounts =
        List.of(account(1, 500), account(2, 500), account(3, 500), account(4, 500));
    List<Transfer> transfers =
        List.of(
            transfer(random.nextInt(4), random.nextInt(4), random.nextInt(200)),
            transfer(random.nextInt(4), random.nextInt(4), random.nextInt(200)));

    // when
    LedgerExecution.Run run = new LedgerExecution(DEPTH, accounts).run(transfers, 2);

    // then
    assertThat(satisfied(run.publicInputs(), LedgerCircuit.inputs(run.trace()))).isTrue();
  }

  @Test
  void shouldBeSatisfiedByATransferOfEverythingToItself() {
    LedgerExecution.Run run =
        new LedgerExecution(DEPTH, ACCOUNTS).run(List.of(new Transfer(2, 2, MAX)), 2);
    assertThat(satisfied(run.publicInputs(), LedgerCircuit.inputs(run.trace()))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(ints = {31, 63, 95})
  void shouldNotBeSatisfiedByAnotherRootOrCommitment(int lastByte) {
    // given
    LedgerExecution.Run run = new LedgerExecution(DEPTH, ACCOUNTS).run(TRANSFERS, 2);
    byte[] inputs = run.publicInputs();

    // when
    inputs[lastByte] ^= 1;

    // then
    assertThat(satisfied(inputs, LedgerCircuit.inputs(run.trace()))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      ints = {
        AMOUNT,
        FROM_ADDRESS,
        FROM_BALANCE,
        FROM_FIRST_BIT,
        FROM_FIRST_SIBLING,
        TO_ADDRESS,
        TO_BALANCE
      })
  void shouldNotBeSatisfiedWhenAnyPartOfTheWitnessIsAnother(int place) {
    // given
    LedgerExecution.Run run = new LedgerExecution(DEPTH, ACCOUNTS).run(TRANSFERS, 2);
    long[] inputs = LedgerCircuit.inputs(run.trace());

    // when
    long[] one = element(BigInteger.ONE);
    Fr.add(inputs, place * Fr.LIMBS, inputs, place * Fr.LIMBS, one, 0);

    // then
    assertThat(satisfied(run.publicInputs(), inputs)).isFalse();
  }

  /**
   * Roots, commitment and paths of each lie are right mod r: what refuses it is the range of a
   * number, and nothing else.
   */
  @ParameterizedTest
  @CsvSource({
    "6, 0, 6, 0, all is well",
    "6, 0, 7, 1, an overdraft: the sender is left with -1",
    "1, 340282366920938463463374607431768211455, 1, 1, a balance of 2^128",
    "1, 9, -5, 1, a negative amount takes from the receiver",
    "1, 1, 340282366920938463463374607431768211456, 3, an amount of 2^128",
    "-1, 0, 0, 2, a debt brought along",
    "3, -2, 3, 1, a debt paid back",
  })
  void shouldBreakNothingButRangesOnALieAboutNumbers(
      BigInteger sender, BigInteger receiver, BigInteger amount, int broken, String lie) {
    // given
    Circuit circuit = LedgerCircuit.build(1, 1);

    // when
    ForgedTransfer forged = ForgedTransfer.between(sender, receiver, amount);
    long[] witness = circuit.witness(forged.publicInputs(), forged.inputs());

    // then
    assertThat(BrokenConstraints.count(circuit.constraints(), witness)).as(lie).isEqualTo(broken);
  }

  @Test
  void shouldConstrainTheBinding() {
    // given
    LedgerExecution.Run run = new LedgerExecution(DEPTH, ACCOUNTS).run(TRANSFERS, 2);
    long[] witness = witness(run.publicInputs(), LedgerCircuit.inputs(run.trace()));

    // when: the public wire of the binding is changed after the fact
    Fr.add(
        witness,
        LedgerInputs.COUNT * Fr.LIMBS,
        witness,
        LedgerInputs.COUNT * Fr.LIMBS,
        element(BigInteger.ONE),
        0);

    // then
    assertThat(CIRCUIT.constraints().isSatisfied(witness)).isFalse();
  }

  private static boolean satisfied(byte[] publicInputs, long[] inputs) {
    return CIRCUIT.constraints().isSatisfied(witness(publicInputs, inputs));
  }

  private static long[] witness(byte[] publicInputs, long[] inputs) {
    byte[] binding = new byte[32];
    Arrays.fill(binding, (byte) 0xab);
    byte[] all = LedgerInputs.withBinding(publicInputs, binding);
    long[] elements = new long[LedgerInputs.COUNT * Fr.LIMBS];
    for (int i = 0; i < LedgerInputs.COUNT; i++) {
      Fr.fromBytes(all, 32 * i, elements, i * Fr.LIMBS);
    }
    return CIRCUIT.witness(elements, inputs);
  }

  private static long[] element(BigInteger value) {
    long[] element = new long[Fr.LIMBS];
    Fr.fromBigInteger(value.mod(Fr.MODULUS), element, 0);
    return element;
  }

  private static Account account(int fill, long balance) {
    return new Account(address(fill), BigInteger.valueOf(balance));
  }

  private static byte[] address(int fill) {
    byte[] address = new byte[20];
    Arrays.fill(address, (byte) fill);
    return address;
  }

  private static Transfer transfer(int from, int to, long amount) {
    return new Transfer(from, to, BigInteger.valueOf(amount));
  }
}
