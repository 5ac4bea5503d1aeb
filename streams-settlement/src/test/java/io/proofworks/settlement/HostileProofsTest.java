package io.proofworks.settlement;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.proofworks.proofs.Corpus;
import io.proofworks.proofs.Fixtures;
import io.proofworks.proofs.Program;
import io.proofworks.proofs.Sample;
import io.proofworks.proofs.Statement;
import io.proofworks.proofs.keyed.KeyedProofSystem;
import io.proofworks.proofs.keyed.PublishedPrograms;
import io.proofworks.proofs.registry.VerifierRegistry;
import io.proofworks.protocol.Binding;
import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.MarketRules;
import io.proofworks.protocol.TaskClass;
import io.proofworks.settlement.checks.PolicyProofCheck;
import io.proofworks.settlement.checks.ProofChecks;
import io.proofworks.settlement.domain.MarketPolicy;
import io.proofworks.settlement.domain.ProofCheck;
import io.proofworks.settlement.domain.ProofQuestion;
import io.proofworks.settlement.domain.PublishedTask;
import io.proofworks.settlement.testing.RealProofs;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A defect while a reveal is judged ends settlement (ADR 20), so no bytes that somebody chooses may
 * reach one: altered proofs, public inputs and keys, of every proof system, by the way that
 * settlement asks, alone and together with others. Each gets a verdict, in little time.
 */
final class HostileProofsTest {

  private static final int ROUNDS = 24;
  private static final int MOST_TOGETHER = 8;
  private static final long MOST_CPU_NANOS = 3_000_000_000L;
  private static final VerifierRegistry SYSTEMS = Corpus.permissive();
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  /** Field elements at and beyond their bounds, counts and lengths that promise much. */
  private static final List<byte[]> WORDS =
      Stream.of(
              "0",
              "1",
              "20",
              "7fffffff",
              "ffffffff",
              "8000000000000000",
              "30644e72e131a029b85045b68181585d2833e84879b9709143e1f593f0000000",
              "30644e72e131a029b85045b68181585d2833e84879b9709143e1f593f0000001",
              "30644e72e131a029b85045b68181585d97816a916871ca8d3c208c16d87cfd46",
              "30644e72e131a029b85045b68181585d97816a916871ca8d3c208c16d87cfd47",
              "f".repeat(64))
          .map(hex -> HexFormat.of().parseHex("0".repeat(64 - hex.length()) + hex))
          .toList();

  private final PolicyProofCheck checks = new PolicyProofCheck(SYSTEMS);

  /**
   * What somebody might ask.
   *
   * @param binding 32 bytes; empty for none
   * @param listed whether the policy has the program
   */
  record Question(
      String name,
      Program program,
      byte[] inputs,
      Optional<byte[]> binding,
      byte[] proof,
      boolean listed) {

    Question(String name, Program program, byte[] inputs, byte[] proof) {
      this(name, program, inputs, Optional.empty(), proof, true);
    }

    static Question of(String name, Statement statement, byte[] proof) {
      return new Question(
          name,
          statement.program(),
          statement.publicInputs(),
          Optional.ofNullable(statement.binding()),
          proof,
          true);
    }

    Question proving(byte[] other) {
      return new Question(name, program, inputs, binding, other, listed);
    }

    Question about(byte[] others) {
      return new Question(name, program, others, binding, proof, listed);
    }

    Question under(byte[] key) {
      String system = program.proofSystem();
      Program other =
          KeyedProofSystem.IDS.contains(system)
              ? KeyedProofSystem.program(system, key)
              : new Program(program.hash(), system, key);
      return new Question(name, other, inputs, binding, proof, listed);
    }

    Question bound() {
      return new Question(name, program, inputs, Optional.of(new byte[32]), proof, listed);
    }

    Question unlisted() {
      return new Question(name, program, inputs, binding, proof, false);
    }

    private ProofChecks.Asked asked() {
      MarketPolicy policy = policy(listed ? List.of(program) : List.of());
      return new ProofChecks.Asked(
          policy, policy, new ProofQuestion(task(program, inputs), binding.orElse(null), proof));
    }

    @Override
    public String toString() {
      return name;
    }
  }

  /** A proof of each system that verifies, where there is one here, and one of nothing. */
  static Stream<Question> starts() {
    Map<String, Question> starts = new LinkedHashMap<>();
    RealProofs.Sp1Proof sp1 = RealProofs.sp1();
    Program of = new Program(sp1.programHash().bytes(), "sp1-groth16", new byte[0]);
    put(starts, new Question("sp1-groth16", of, sp1.publicInputs(), sp1.proof()));
    put(starts, Question.of("own groth16", Sample.statement(3), Sample.proof(3)));
    if (Fixtures.areHere()) {
      Corpus.all().forEach(c -> put(starts, Question.of(c.toString(), c.statement(), c.proof())));
    }
    for (String system : SYSTEMS.systems()) {
      Program program =
          PublishedPrograms.all().values().stream()
              .filter(published -> published.proofSystem().equals(system))
              .findFirst()
              .orElseGet(() -> new Program(new byte[32], system, new byte[0]));
      put(starts, new Question(system + " of nothing", program, new byte[64], points()));
    }
    return starts.values().stream();
  }

  private static void put(Map<String, Question> starts, Question question) {
    starts.putIfAbsent(question.program().proofSystem() + "/" + question.proof().length, question);
  }

  /** The generator of G1, again and again. */
  private static byte[] points() {
    byte[] bytes = new byte[24 * 32];
    for (int word = 0; word < 24; word++) {
      bytes[32 * word + 31] = (byte) (1 + word % 2);
    }
    return bytes;
  }

  @ParameterizedTest
  @MethodSource("starts")
  void shouldGiveEveryProofAVerdictInLittleTime(Question start) {
    List<Question> questions = altered(start);
    List<Class<?>> alone = new ArrayList<>();
    for (int i = 0; i < questions.size(); i++) {
      alone.add(verdict(questions.get(i), "alteration " + i).getClass());
    }

    List<Class<?>> together = new ArrayList<>();
    for (int from = 0; from < questions.size(); from += MOST_TOGETHER) {
      int to = Math.min(from + MOST_TOGETHER, questions.size());
      checks.together(questions.subList(from, to).stream().map(Question::asked).toList()).stream()
          .map(Object::getClass)
          .forEach(together::add);
    }
    assertThat(together).isEqualTo(alone);
  }

  private ProofCheck.Outcome verdict(Question question, String what) {
    ProofChecks.Asked asked = question.asked();
    long before = THREADS.getCurrentThreadCpuTime();
    ProofCheck.Outcome outcome =
        checks
            .under(asked.policy(), asked.newest())
            .check(asked.question().task(), asked.question().binding(), asked.question().proof());
    assertThat(THREADS.getCurrentThreadCpuTime() - before)
        .as("CPU time of %s, %s", question, what)
        .isLessThan(MOST_CPU_NANOS);
    assertThat(outcome).as("%s, %s", question, what).isNotNull();
    return outcome;
  }

  private static List<Question> altered(Question start) {
    Random random = new Random(start.name().hashCode());
    byte[] proof = start.proof();
    List<Question> all = new ArrayList<>(List.of(start, start.bound(), start.unlisted()));
    for (int length : new int[] {0, 1, 4, 31, proof.length / 2, proof.length - 1}) {
      all.add(start.proving(Arrays.copyOf(proof, Math.max(0, length))));
      all.add(start.about(Arrays.copyOf(start.inputs(), Math.max(0, length))));
      all.add(start.under(Arrays.copyOf(start.program().data(), Math.max(0, length))));
    }
    all.add(start.proving(Arrays.copyOf(proof, proof.length + 1)));
    all.add(start.proving(new byte[64 * 1024]));
    all.add(start.about(new byte[64 * 1024]));
    for (byte[] word : WORDS) {
      all.add(start.proving(with(proof, word, random)));
      all.add(start.about(with(start.inputs(), word, random)));
      all.add(start.under(with(start.program().data(), word, random)));
    }
    for (int i = 0; i < ROUNDS; i++) {
      all.add(start.proving(flipped(proof, random)));
      all.add(start.under(flipped(start.program().data(), random)));
      all.add(start.about(flipped(start.inputs(), random)));
    }
    return all;
  }

  /** A word in place of one that is aligned, from the front or, behind a selector, from the end. */
  private static byte[] with(byte[] bytes, byte[] word, Random random) {
    byte[] changed = bytes.clone();
    if (bytes.length < word.length) {
      return word.clone();
    }
    int words = bytes.length / word.length;
    int at = word.length * random.nextInt(words);
    int from = random.nextBoolean() ? at : bytes.length - at - word.length;
    System.arraycopy(word, 0, changed, from, word.length);
    return changed;
  }

  private static byte[] flipped(byte[] bytes, Random random) {
    byte[] changed = bytes.clone();
    for (int i = random.nextInt(3); i >= 0 && bytes.length > 0; i--) {
      changed[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
    }
    return changed;
  }

  private static MarketPolicy policy(List<Program> programs) {
    return new MarketPolicy(
        Market.DOMAIN,
        1,
        programs.stream().collect(Collectors.toMap(p -> Hash32.of(p.hash()).hex(), Program::data)),
        Map.of(),
        new MarketPolicy.Slashing(5_000, 8_000, 10_000, 1_000, 3_000, 2_500),
        4_000,
        1_500,
        1_000,
        3,
        60_000,
        3_600_000,
        16,
        2,
        50,
        Optional.empty(),
        MarketRules.NEWEST,
        false);
  }

  private static PublishedTask task(Program program, byte[] inputs) {
    return new PublishedTask(
        Market.DOMAIN,
        Market.hash("task"),
        Market.BATCH,
        Market.REQUESTER.id(),
        Market.hash("statement"),
        0,
        1,
        1,
        program.proofSystem(),
        Hash32.of(program.hash()),
        inputs,
        TaskClass.STANDARD,
        Binding.COMMIT_REVEAL,
        0,
        1_000,
        500,
        1 << 20,
        1,
        10_000,
        1_000);
  }
}
