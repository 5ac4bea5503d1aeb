package io.proofworks.proofs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.proofworks.proofs.groth16.Rerandomizer;
import io.proofworks.proofs.registry.VerifierRegistry;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;

/** Every real proof verifies, no altered form of one does, and re-randomised forms still do. */
class CorpusTest {

  private static final VerifierRegistry REGISTRY = Corpus.permissive();
  private static final int FORMS = 10;

  @BeforeAll
  static void fixtures() {
    assumeThat(Fixtures.areHere()).as("fixtures are not here").isTrue();
  }

  @Test
  void shouldVerifyEveryProofOneByOne(TestReporter reporter) {
    for (Corpus.Case proof : Corpus.all()) {
      assertThat(REGISTRY.verify(proof.statement(), proof.proof()))
          .as(proof.toString())
          .isEqualTo(ProofVerdict.VALID);
    }
    Map<String, Long> counts = counts(Corpus.all(), Corpus.Case::system);
    counts.forEach((system, count) -> reporter.publishEntry("verified " + system, "" + count));
    assertThat(counts)
        .containsEntry("risc0-groth16-snapshot", 10L)
        .containsEntry("risc0-groth16", 25L)
        .containsEntry("risc0-set-inclusion", 2L)
        .containsEntry("gnark-plonk", 20L)
        .containsEntry("groth16", 3L)
        .containsEntry("pico-groth16", 1L);
    assertThat(counts.get("sp1-groth16")).isGreaterThanOrEqualTo(52);
    assertThat(counts.get("sp1-plonk")).isGreaterThanOrEqualTo(41);
  }

  @Test
  void shouldVerifyEveryProofTogether() {
    ProofBatch batch = new ProofBatch(new SecureRandom());
    Corpus.all().forEach(proof -> batch.add(REGISTRY.reduce(proof.statement(), proof.proof())));
    assertThat(batch.verdicts()).hasSize(Corpus.all().size()).containsOnly(ProofVerdict.VALID);
  }

  @Test
  void shouldFindTheAlteredOnesAmongTheOthers() {
    // given
    List<Corpus.Case> cases = Corpus.all();
    List<Reduced> reduced = new ArrayList<>();
    for (int i = 0; i < cases.size(); i++) {
      Corpus.Case proof = cases.get(i);
      Statement statement = i % 17 == 3 ? otherProgram(proof.statement()) : proof.statement();
      reduced.add(REGISTRY.reduce(statement, proof.proof()));
    }
    ProofBatch batch = new ProofBatch(new SecureRandom());

    // when
    reduced.forEach(batch::add);

    // then
    assertThat(batch.verdicts()).isEqualTo(reduced.stream().map(Reduced::verdict).toList());
    assertThat(batch.verdicts()).filteredOn(v -> !(v instanceof ProofVerdict.Valid)).isNotEmpty();
  }

  @Test
  void shouldRefuseAlteredFormsOfEveryProof(TestReporter reporter) {
    Map<String, Long> refused = new TreeMap<>();
    for (Corpus.Case proof : Corpus.all()) {
      List<Corpus.Case> forms = altered(proof);
      assertThat(forms).hasSizeGreaterThanOrEqualTo(FORMS);
      assertThat(forms.parallelStream().filter(CorpusTest::isAccepted).toList()).isEmpty();
      refused.merge(proof.system(), (long) forms.size(), Long::sum);
    }
    refused.forEach((system, count) -> reporter.publishEntry("refused " + system, "" + count));
  }

  @Test
  void shouldAcceptRerandomisedFormsOfEveryGroth16Proof() {
    BigInteger factor = new BigInteger("123456789123456789123456789");
    for (Corpus.Case proof : Corpus.all()) {
      if (Corpus.endsInGroth16(proof.system())) {
        int at = proof.proof().length - 256;
        byte[] points = Arrays.copyOfRange(proof.proof(), at, proof.proof().length);
        for (byte[] form :
            List.of(Rerandomizer.negated(points), Rerandomizer.scaled(points, factor))) {
          byte[] whole = proof.proof().clone();
          System.arraycopy(form, 0, whole, at, form.length);
          assertThat(whole).isNotEqualTo(proof.proof());
          assertThat(REGISTRY.verify(proof.statement(), whole)).isEqualTo(ProofVerdict.VALID);
        }
      }
    }
  }

  @Test
  void shouldStopEverySystemByPolicy() {
    VerifierRegistry stopped =
        VerifierRegistry.withStatuses(
            REGISTRY.statuses().keySet().stream()
                .collect(Collectors.toMap(Function.identity(), v -> VersionStatus.STOPPED)));
    for (Corpus.Case proof : Corpus.all()) {
      assertThat(stopped.verify(proof.statement(), proof.proof()))
          .as(proof.toString())
          .isInstanceOf(ProofVerdict.Stopped.class);
    }
  }

  private static boolean isAccepted(Corpus.Case form) {
    return REGISTRY.verify(form.statement(), form.proof()) instanceof ProofVerdict.Valid;
  }

  /** One bit of every field of the proof, other statements, other lengths, past the modulus. */
  private static List<Corpus.Case> altered(Corpus.Case proof) {
    List<Corpus.Case> forms = new ArrayList<>();
    int end = proof.proof().length;
    for (int at = end % 32 == 0 ? 0 : end % 32; at < end; at += 32) {
      forms.add(form(proof, "word at " + at, Tampering.flip(proof.proof(), at + 31)));
    }
    for (byte[] other : Tampering.otherLengths(proof.proof())) {
      forms.add(form(proof, "of " + other.length + " bytes", other));
    }
    if (Corpus.endsInGroth16(proof.system())) {
      for (byte[] other : Tampering.coordinatesPastTheModulus(proof.proof())) {
        forms.add(form(proof, "a coordinate past the modulus", other));
      }
    }
    Statement statement = proof.statement();
    forms.add(new Corpus.Case("another program", otherProgram(statement), proof.proof()));
    byte[] inputs = statement.publicInputs();
    for (int at = inputs.length - 1; at >= 0; at -= 32) {
      forms.add(
          new Corpus.Case(
              "public input at " + at,
              new Statement(statement.program(), Tampering.flip(inputs, at), null),
              proof.proof()));
    }
    forms.add(
        new Corpus.Case(
            "a byte more of public inputs",
            new Statement(statement.program(), Arrays.copyOf(inputs, inputs.length + 1), null),
            proof.proof()));
    return forms;
  }

  private static Corpus.Case form(Corpus.Case proof, String what, byte[] bytes) {
    return new Corpus.Case(proof.origin() + ": " + what, proof.statement(), bytes);
  }

  private static Statement otherProgram(Statement statement) {
    Program program = statement.program();
    Program other =
        new Program(Tampering.flip(program.hash(), 31), program.proofSystem(), program.data());
    return new Statement(other, statement.publicInputs(), null);
  }

  private static <T> Map<String, Long> counts(List<T> items, Function<T, String> key) {
    return items.stream().collect(Collectors.groupingBy(key, TreeMap::new, Collectors.counting()));
  }
}
