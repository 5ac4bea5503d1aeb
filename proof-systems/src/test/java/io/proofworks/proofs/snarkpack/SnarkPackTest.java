package io.proofworks.proofs.snarkpack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.proofworks.proofs.Corpus;
import io.proofworks.proofs.Fixtures;
import io.proofworks.proofs.Program;
import io.proofworks.proofs.ProofVerdict;
import io.proofworks.proofs.Statement;
import io.proofworks.proofs.Tampering;
import io.proofworks.proofs.bn254.Fr;
import io.proofworks.proofs.bn254.G1;
import io.proofworks.proofs.bn254.LinearSum;
import io.proofworks.proofs.bn254.Scalar;
import io.proofworks.proofs.bn254.Workers;
import io.proofworks.proofs.groth16.Groth16ProofSystem;
import io.proofworks.proofs.groth16.Groth16Verifier;
import io.proofworks.proofs.groth16.Rerandomizer;
import io.proofworks.proofs.registry.VerifierRegistry;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Real receipts in one aggregate, and everything that must not pass for one. */
class SnarkPackTest {
  private static final VerifierRegistry REGISTRY = Corpus.permissive();
  private static final SnarkPackScheme SCHEME = SnarkPackScheme.development(REGISTRY);
  private static final byte[] BINDING = new byte[32];
  private static final int CHILDREN = 8;
  private static final int RECEIPTS = 1000;

  private static List<Statement> statements;
  private static List<byte[]> proofs;
  private static byte[] aggregate;

  @BeforeAll
  static void aggregateReceipts() {
    assumeThat(Fixtures.areHere()).as("fixtures are not here").isTrue();
    List<Corpus.Case> cases = oneKey("risc0-groth16", "c101b42b", "bb001d44", "73c457ba");
    statements = repeated(cases, CHILDREN).stream().map(Corpus.Case::statement).toList();
    proofs = repeated(cases, CHILDREN).stream().map(Corpus.Case::proof).toList();
    aggregate = SCHEME.aggregate(statements, proofs, BINDING);
  }

  /** Receipts of the releases with those selectors, which share a key. */
  private static List<Corpus.Case> oneKey(String system, String... selectors) {
    Predicate<Corpus.Case> isOneOf =
        proof -> Arrays.stream(selectors).anyMatch(s -> hex(proof.proof()).startsWith(s));
    return Corpus.all().stream()
        .filter(proof -> proof.system().equals(system))
        .filter(isOneOf)
        .toList();
  }

  private static String hex(byte[] proof) {
    return HexFormat.of().formatHex(proof, 0, 4);
  }

  private static List<Corpus.Case> repeated(List<Corpus.Case> cases, int count) {
    return IntStream.range(0, count).mapToObj(i -> cases.get(i % cases.size())).toList();
  }

  private static ProofVerdict verify(byte[] bytes, List<Statement> of) {
    return SCHEME.verify(bytes, of, BINDING);
  }

  @Test
  void shouldAggregateReceiptsOfSeveralReleasesWithOneKey() {
    assertThat(proofs.stream().map(SnarkPackTest::hex).distinct().count()).isGreaterThan(1);
    assertThat(verify(aggregate, statements)).isEqualTo(ProofVerdict.VALID);
  }

  @Test
  void shouldAggregateNumbersThatAreNoPowersOfTwo() {
    for (int count : new int[] {1, 2, 3, 5, 7}) {
      byte[] some =
          SCHEME.aggregate(statements.subList(0, count), proofs.subList(0, count), BINDING);
      long proofBytes = proofs.subList(0, count).stream().mapToLong(proof -> proof.length).sum();
      assertThat((long) some.length).isLessThanOrEqualTo(SCHEME.mostBytes(count, proofBytes));
      assertThat(verify(some, statements.subList(0, count))).isEqualTo(ProofVerdict.VALID);
      assertThat(verify(some, statements.subList(0, count - 1))).isNotEqualTo(ProofVerdict.VALID);
    }
    assertThatThrownBy(
            () -> SCHEME.aggregate(statements.subList(0, 1), proofs.subList(0, 2), BINDING))
        .hasMessage("1 statements, 2 proofs");
  }

  /** A thousand different sets of bytes, as a thousand provers would hand them in. */
  @Test
  void shouldPutAThousandReceiptsIntoOneOfTwentyKilobytes() {
    // given
    List<Corpus.Case> cases = oneKey("risc0-groth16", "73c457ba");
    Random random = new Random(1000);
    List<Statement> thousand = new ArrayList<>();
    List<byte[]> bytes = new ArrayList<>();
    for (int i = 0; i < RECEIPTS; i++) {
      Corpus.Case receipt = cases.get(i % cases.size());
      thousand.add(receipt.statement());
      bytes.add(rerandomised(receipt.proof(), new BigInteger(120, random).add(BigInteger.ONE)));
    }

    // when
    byte[] one = SCHEME.aggregate(thousand, bytes, BINDING);

    // then
    assertThat(verify(one, thousand)).isEqualTo(ProofVerdict.VALID);
    assertThat(one).hasSizeLessThan(48 << 10);
    Statement last = thousand.removeLast();
    thousand.add(withOtherInputs(last));
    assertThat(verify(one, thousand)).isInstanceOf(ProofVerdict.Invalid.class);
  }

  private static byte[] rerandomised(byte[] proof, BigInteger factor) {
    byte[] whole = proof.clone();
    byte[] points = Arrays.copyOfRange(proof, proof.length - 256, proof.length);
    System.arraycopy(Rerandomizer.scaled(points, factor), 0, whole, proof.length - 256, 256);
    return whole;
  }

  @Test
  void shouldAggregateProofsOfSp1() {
    for (String selector : new String[] {"a4594c59", "4388a21c"}) {
      List<Corpus.Case> cases = oneKey("sp1-groth16", selector);
      List<Statement> of = cases.stream().map(Corpus.Case::statement).toList();
      byte[] one = SCHEME.aggregate(of, cases.stream().map(Corpus.Case::proof).toList(), BINDING);
      assertThat(verify(one, of)).isEqualTo(ProofVerdict.VALID);
      assertThat(verify(one, of.reversed())).isInstanceOf(ProofVerdict.Invalid.class);
    }
  }

  @Test
  void shouldRefuseOtherStatements() {
    for (int i = 0; i < CHILDREN; i++) {
      List<Statement> other = new ArrayList<>(statements);
      other.set(i, withOtherInputs(statements.get(i)));
      assertThat(verify(aggregate, other)).isInstanceOf(ProofVerdict.Invalid.class);
    }
    List<Statement> swapped = new ArrayList<>(statements);
    Collections.swap(swapped, 0, 1);
    assertThat(verify(aggregate, swapped)).isInstanceOf(ProofVerdict.Invalid.class);
    List<Statement> repeated = new ArrayList<>(statements);
    repeated.set(1, statements.getFirst());
    assertThat(verify(aggregate, repeated)).isInstanceOf(ProofVerdict.Invalid.class);
    assertThat(verify(aggregate, statements.subList(0, CHILDREN - 1)))
        .isInstanceOf(ProofVerdict.class)
        .isNotEqualTo(ProofVerdict.VALID);
    assertThat(verify(aggregate, List.of())).isInstanceOf(ProofVerdict.Invalid.class);
  }

  private static Statement withOtherInputs(Statement statement) {
    byte[] inputs = Tampering.flip(statement.publicInputs(), 0);
    return new Statement(statement.program(), inputs, null);
  }

  @Test
  void shouldRefuseAnotherAggregator() {
    byte[] other = new byte[32];
    other[0] = 1;
    assertThat(SCHEME.verify(aggregate, statements, other))
        .isInstanceOf(ProofVerdict.Invalid.class);
  }

  /** What a cheating aggregator could try: the honest protocol over bad children. */
  @Test
  void shouldRefuseAggregatesOfBadChildren() {
    // one proof in another's place
    List<byte[]> swapped = new ArrayList<>(proofs);
    Collections.swap(swapped, 0, 1);
    assertThat(verify(SCHEME.aggregate(statements, swapped, BINDING), statements))
        .isInstanceOf(ProofVerdict.Invalid.class);
    // a proof repeated in place of one that is missing
    List<byte[]> repeated = new ArrayList<>(proofs);
    repeated.set(1, proofs.getFirst());
    assertThat(verify(SCHEME.aggregate(statements, repeated, BINDING), statements))
        .isInstanceOf(ProofVerdict.Invalid.class);
    // fewer children than claimed
    byte[] half = SCHEME.aggregate(statements.subList(0, 4), proofs.subList(0, 4), BINDING);
    assertThat(verify(half, statements)).isNotEqualTo(ProofVerdict.VALID);
    // errors that cancel in an unweighted product: -A of one, -C of the other
    List<byte[]> negated = new ArrayList<>(proofs);
    for (int i = 0; i < 2; i++) {
      byte[] points = Arrays.copyOfRange(proofs.get(i), 4, 260);
      byte[] form = Rerandomizer.negated(points);
      byte[] mixed = proofs.get(i).clone();
      System.arraycopy(form, 0, mixed, 4, 64);
      negated.set(i, mixed);
    }
    assertThat(verify(SCHEME.aggregate(statements, negated, BINDING), statements))
        .isInstanceOf(ProofVerdict.Invalid.class);
  }

  @Test
  void shouldRefuseAReferenceStringOfOtherSecrets() {
    Scalar secret = Scalar.of(new BigInteger("31415926535897932384626433"));
    try (Workers workers = Workers.of(2)) {
      SnarkPackScheme other =
          SnarkPackScheme.of(
              REGISTRY, ReferenceString.ofSecrets(secret, secret.square(), CHILDREN, workers), 2);
      byte[] theirs = other.aggregate(statements, proofs, BINDING);
      assertThat(other.verify(theirs, statements, BINDING)).isEqualTo(ProofVerdict.VALID);
      assertThat(verify(theirs, statements)).isInstanceOf(ProofVerdict.Invalid.class);
      assertThat(other.verify(aggregate, statements, BINDING))
          .isInstanceOf(ProofVerdict.Invalid.class);
    }
  }

  /** The keys of B start at the power that is the number of proofs, whatever the string's size. */
  @Test
  void shouldNotDependOnTheSizeOfTheReferenceStringAndRefuseOneTooShort() {
    try (Workers workers = Workers.of(2)) {
      ReferenceString large = ReferenceString.development(32, workers);
      ReferenceString small = ReferenceString.development(4, workers);
      assertThat(large.key().id()).isEqualTo(small.key().id());
      SnarkPackScheme withLarge = SnarkPackScheme.of(REGISTRY, large, 2);
      assertThat(withLarge.aggregate(statements, proofs, BINDING)).isEqualTo(aggregate);
      SnarkPackScheme withSmall = SnarkPackScheme.of(REGISTRY, small, 2);
      assertThatThrownBy(() -> withSmall.aggregate(statements, proofs, BINDING))
          .hasMessage("8 statements, 8 proofs");
    }
  }

  @Test
  void shouldRefuseEveryAlteredPartOfTheBytes() {
    int head = aggregate.length - PackedProof.bytes(3);
    List<byte[]> forms = new ArrayList<>(Tampering.otherLengths(aggregate));
    for (int at = 0; at < head; at++) {
      forms.add(Tampering.flip(aggregate, at));
    }
    for (int at = head + 31; at < aggregate.length; at += 32) {
      forms.add(Tampering.flip(aggregate, at));
    }
    forms.add(past(aggregate, head));
    assertThat(forms.parallelStream().filter(form -> verify(form, statements).isValid()).toList())
        .isEmpty();
  }

  /** A coordinate replaced by itself plus the modulus, where that fits. */
  private static byte[] past(byte[] bytes, int at) {
    byte[] form = bytes.clone();
    Arrays.fill(form, at, at + 32, (byte) 0xff);
    return form;
  }

  @Test
  void shouldRefuseChildrenOfOtherSystemsAndOtherKeys() {
    Corpus.Case plonk =
        Corpus.sp1().stream().filter(c -> c.system().equals("sp1-plonk")).findFirst().orElseThrow();
    List<Statement> mixed = new ArrayList<>(statements);
    mixed.set(3, plonk.statement());
    assertThat(verify(aggregate, mixed))
        .isEqualTo(new ProofVerdict.Stopped("proofs of sp1-plonk are not aggregated so"));
    Corpus.Case otherKey = Corpus.worldId().getFirst();
    mixed.set(3, otherKey.statement());
    assertThat(verify(aggregate, mixed)).isNotEqualTo(ProofVerdict.VALID);
    assertThatThrownBy(() ->
            SCHEME.aggregate(
                List.of(statements.getFirst(), otherKey.statement()),
                List.of(proofs.getFirst(), otherKey.proof()),
                BINDING))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void shouldRefuseStoppedVersions() {
    SnarkPackScheme standard = SnarkPackScheme.development(VerifierRegistry.standard());
    List<Corpus.Case> stopped = oneKey("risc0-groth16", "9f39696c");
    List<Statement> of = repeated(stopped, 2).stream().map(Corpus.Case::statement).toList();
    byte[] one =
        SCHEME.aggregate(
            of, repeated(stopped, 2).stream().map(Corpus.Case::proof).toList(), BINDING);
    assertThat(verify(one, of)).isEqualTo(ProofVerdict.VALID);
    assertThat(standard.verify(one, of, BINDING)).isEqualTo(new ProofVerdict.Stopped("2.0"));
  }

  /**
   * The openings of w1 and w2 off by what cancels in an unweighted product: x·(z - a) and -x·(z -
   * b) over (z - b) and (z - a), which whoever knows the secrets can compute.
   */
  @Test
  void shouldNotLetErrorsOfTwoEquationsCancel() {
    // given
    PackEnvelope envelope = PackEnvelope.decode(aggregate, CHILDREN).orElseThrow();
    PackedProof proof = envelope.proof(3).orElseThrow();
    List<byte[]> inputs = new ArrayList<>();
    Groth16Verifier verifier = null;
    Groth16ProofSystem system = (Groth16ProofSystem) REGISTRY.system("risc0-groth16").orElseThrow();
    for (int i = 0; i < CHILDREN; i++) {
      Statement of = statements.get(i);
      byte[] head = envelope.heads().get(i);
      Groth16ProofSystem.Keyed claim =
          (Groth16ProofSystem.Keyed) system.claim(of.program(), of.publicInputs(), null, head);
      verifier = claim.verifier();
      inputs.add(claim.publicInputs());
    }
    Statements sound = Statements.of(verifier, inputs).orElseThrow();
    ReferenceKey key;
    try (Workers workers = Workers.of(1)) {
      key = ReferenceString.development(2, workers).key();
    }
    assertThat(new PackCheck(key, sound, BINDING, proof).holds()).isTrue();

    // when
    Scalar z = challenge(key, sound, proof);
    shift(proof.inG1(), PackedProof.OPENING_W1, z.minus(ReferenceString.secret("b")));
    shift(proof.inG1(), PackedProof.OPENING_W2, ReferenceString.secret("a").minus(z));

    // then
    assertThat(new PackCheck(key, sound, BINDING, proof).holds()).isFalse();
  }

  private static Scalar challenge(ReferenceKey key, Statements sound, PackedProof proof) {
    PackTranscript transcript = new PackTranscript(key, sound, BINDING);
    transcript.sayCommitments(proof.whole());
    transcript.challenge();
    transcript.sayProducts(proof.whole());
    for (Round round : proof.rounds()) {
      transcript.say(round);
      transcript.shortChallenge();
    }
    transcript.sayFolded(proof.inG1(), proof.inG2());
    return transcript.challenge();
  }

  private static void shift(long[] points, int at, Scalar by) {
    long[] own = Arrays.copyOfRange(points, at, at + G1.LONGS);
    long[] sum = new LinearSum().add(own, 0, Scalar.ONE).add(G1.generator(), 0, by).value();
    System.arraycopy(sum, 0, points, at, G1.LONGS);
  }

  @Test
  void shouldKnowThePolynomialThatFoldingEvaluates() {
    List<Scalar> challenges = List.of(Scalar.of(3), Scalar.of(5), Scalar.of(7));
    FoldedKey key = new FoldedKey(challenges, Scalar.of(11));
    long[] coefficients = key.coefficients();
    Scalar point = Scalar.of(13);
    Scalar value = Scalar.ZERO;
    for (int i = coefficients.length / Fr.LIMBS - 1; i >= 0; i--) {
      value = value.times(point).plus(Scalar.of(coefficients, i * Fr.LIMBS));
    }
    assertThat(key.at(point)).isEqualTo(value);
    assertThat(Scalar.of(coefficients, 3 * Fr.LIMBS))
        .isEqualTo(Scalar.of(5 * 7).times(Scalar.of(11).power(3)));
  }

  @Test
  void shouldRefuseProgramsItDoesNotKnow() {
    List<Statement> unknown = new ArrayList<>(statements);
    unknown.set(0, new Statement(Program.of(new byte[32], "nothing"), new byte[0], null));
    assertThat(verify(aggregate, unknown)).isInstanceOf(ProofVerdict.Stopped.class);
  }
}
