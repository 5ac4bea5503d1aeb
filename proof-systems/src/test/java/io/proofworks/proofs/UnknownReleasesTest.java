package io.proofworks.proofs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.proofworks.proofs.aggregation.AggregationSchemes;
import io.proofworks.proofs.registry.VerifierRegistry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a verifier does not know is never called invalid: an honest prover may be ahead of it. */
class UnknownReleasesTest {
  private static final long SEED = 20_261_129;
  private static final int ROUNDS = 300;
  private static final VerifierRegistry REGISTRY = VerifierRegistry.standard();
  private static final Program IMAGE = Program.of(new byte[32], "risc0-groth16");
  private static final Map<String, Integer> PROOF_BYTES =
      Map.of(
          "risc0-groth16", 260, "sp1-groth16", 356, "sp1-plonk", 964, "risc0-set-inclusion", 548);

  @SuppressWarnings("NullAway") // a statement's binding is nullable; NullAway misses it on arrays
  private static ProofVerdict verify(String system, byte[] proof) {
    Program program = Program.of(IMAGE.hash(), system);
    return REGISTRY.verify(new Statement(program, new byte[40], null), proof);
  }

  private static byte[] proof(String selector, int length) {
    return Arrays.copyOf(HexFormat.of().parseHex(selector), length);
  }

  /**
   * Every selector of the history of risc0-ethereum and sp1-contracts that had no verifier here.
   */
  @ParameterizedTest
  @CsvSource({
    "risc0-set-inclusion, bfca9ccb, 0.1",
    "risc0-set-inclusion, 16a15cc8, 0.2",
    "risc0-set-inclusion, f443ad7b, 0.4",
    "risc0-set-inclusion, f2e6e6dc, 0.5",
    "risc0-set-inclusion, 80479d24, 0.6",
    "sp1-plonk, 8c5bc5e4, v1.0.7-testnet",
    "sp1-plonk, 801c66ac, v1.0.8-testnet",
    "sp1-groth16, 8e9362da, v6.0.0-beta.1",
    "sp1-groth16, f740f971, v6.0.0-rc.1",
    "sp1-groth16, c7f26b1b, v6.0.0",
    "sp1-groth16, 2b4aeaf7, v6.1.0",
    "sp1-groth16, 28753e97, v1.2.0-rc1",
    "sp1-plonk, 010c05fd, v1.2.0-rc1",
  })
  void shouldNameAPublishedReleaseThatIsNotVerifiedHere(
      String system, String selector, String version) {
    assertThat(verify(system, proof(selector, PROOF_BYTES.getOrDefault(system, 0))))
        .isEqualTo(
            new ProofVerdict.Unsupported(version + " (" + selector + ") is not verified here"));
  }

  /** Each selector of risc0-ethereum's selector.rs and deployment.toml, but of development mode. */
  @Test
  void shouldKnowEveryPublishedSelectorOfRiscZero() {
    List<String> groth16 =
        List.of("50bd1769", "c101b42b", "9f39696c", "f536085a", "bb001d44", "73c457ba", "c27d1bc0");
    List<String> set =
        List.of("bfca9ccb", "16a15cc8", "f443ad7b", "f2e6e6dc", "80479d24", "0f63ffd5", "242f9d5b");
    assertThat(groth16).allSatisfy(s -> assertKnown("risc0-groth16", s));
    assertThat(set).allSatisfy(s -> assertKnown("risc0-set-inclusion", s));
  }

  private static void assertKnown(String system, String selector) {
    if (verify(system, proof(selector, PROOF_BYTES.getOrDefault(system, 0)))
        instanceof ProofVerdict.Unsupported(String why)) {
      assertThat(why).contains("is not verified here");
    }
  }

  /** Random selectors and lengths: a later release may have longer and shorter proofs. */
  @ParameterizedTest
  @ValueSource(strings = {"risc0-groth16", "sp1-groth16", "sp1-plonk", "risc0-set-inclusion"})
  void shouldCallNothingInvalidThatNamesAnUnknownRelease(String system) {
    Random random = new Random(SEED);
    for (int i = 0; i < ROUNDS; i++) {
      byte[] proof = new byte[4 + random.nextInt(3_000)];
      random.nextBytes(proof);
      assertThat(verify(system, proof))
          .as("seed %d, round %d, %d bytes", SEED, i, proof.length)
          .isInstanceOf(ProofVerdict.Unsupported.class);
    }
  }

  @Test
  void shouldCallPublishedProofsOfAnUnknownReleaseUnsupportedInAnyForm() {
    assumeThat(Fixtures.areHere()).as("fixtures are not here").isTrue();
    Random random = new Random(SEED);
    List<Corpus.Case> selected =
        Corpus.all().stream().filter(c -> PROOF_BYTES.containsKey(c.system())).toList();
    assertThat(selected).hasSizeGreaterThan(100);
    for (Corpus.Case proof : selected) {
      byte[] newer = proof.proof().clone();
      byte[] selector = new byte[4];
      random.nextBytes(selector);
      System.arraycopy(selector, 0, newer, 0, selector.length);
      for (int length : new int[] {newer.length, newer.length + 32, newer.length - 32, 4}) {
        assertThat(REGISTRY.verify(proof.statement(), Arrays.copyOf(newer, length)))
            .as("%s, %d bytes", proof, length)
            .isInstanceOf(ProofVerdict.Unsupported.class);
      }
    }
  }

  /** A form that cannot name a release is one of none. */
  @ParameterizedTest
  @ValueSource(strings = {"risc0-groth16", "sp1-groth16", "sp1-plonk", "risc0-set-inclusion"})
  void shouldNotTakeForUnknownWhatNamesNothing(String system) {
    for (int length = 0; length < 4; length++) {
      assertThat(verify(system, new byte[length])).isInstanceOf(ProofVerdict.NonCanonical.class);
    }
  }

  @Test
  void shouldNotCallARootThatItCannotJudgeInvalid() {
    assumeThat(Fixtures.areHere()).as("fixtures are not here").isTrue();
    for (Corpus.Case proof : Corpus.setInclusion()) {
      byte[] newerRoot = proof.proof().clone();
      // selector, three words and a length, then the seal of the root
      newerRoot[4 + 5 * 32] ^= 1;
      assertThat(REGISTRY.verify(proof.statement(), newerRoot))
          .isInstanceOf(ProofVerdict.Unsupported.class);
    }
  }

  @Test
  void shouldSayOfAnAggregateThatItHoldsAProofOfAnUnknownRelease() {
    Statement statement = statement(IMAGE);
    List<AggregationScheme> schemes = new ArrayList<>(AggregationSchemes.over(REGISTRY).values());
    Set<String> said =
        schemes.stream()
            .filter(scheme -> scheme.id().equals("BATCH"))
            .map(scheme -> {
              byte[] aggregate =
                  scheme.aggregate(
                      List.of(statement), List.of(proof("12345678", 260)), new byte[32]);
              return scheme.verify(aggregate, List.of(statement), new byte[32]).toString();
            })
            .collect(Collectors.toSet());
    assertThat(said).hasSize(1).allSatisfy(s -> assertThat(s).contains("Unsupported", "child 0"));
  }

  @SuppressWarnings("NullAway") // a statement's binding is nullable; NullAway misses it on arrays
  private static Statement statement(Program program) {
    return new Statement(program, new byte[40], null);
  }
}
