package io.proofworks.benchmarks;

import io.proofworks.proofs.Program;
import io.proofworks.proofs.ProofBatch;
import io.proofworks.proofs.ProofVerdict;
import io.proofworks.proofs.Reduced;
import io.proofworks.proofs.Statement;
import io.proofworks.proofs.groth16.DevelopmentSetup;
import io.proofworks.proofs.groth16.Groth16Prover;
import io.proofworks.proofs.groth16.Groth16Verifier;
import io.proofworks.proofs.groth16.ProvingKey;
import io.proofworks.proofs.registry.VerifierRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Proofs of Groth16 with five public inputs and of SP1's PLONK, per proof: one by one and together,
 * and what it takes to refuse bytes that are none.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class VerifyBenchmark {
  private static final int MOST = 512;
  private static final int LOG = 6;

  private final SyntheticCircuit synthetic = SyntheticCircuit.of(LOG);
  private final byte[] inputs = synthetic.publicInputs();
  private final List<byte[]> proofs = new ArrayList<>();
  private final VerifierRegistry registry = VerifierRegistry.standard();
  private final Statement statement;
  private final byte[] plonkProof;
  private final byte[] altered;
  private final byte[] offTheCurve;
  private Groth16Verifier verifier;

  @SuppressWarnings("NullAway") // a statement's binding is nullable; NullAway misses it on arrays
  public VerifyBenchmark() {
    Properties published = new Properties();
    try (InputStream in = VerifyBenchmark.class.getResourceAsStream("sp1-plonk.properties")) {
      published.load(Objects.requireNonNull(in));
    } catch (IOException e) {
      throw new IllegalStateException("the published proof cannot be read", e);
    }
    Program program = Program.of(bytes(published, "vkey"), "sp1-plonk");
    this.statement = new Statement(program, bytes(published, "values"), null);
    this.plonkProof = bytes(published, "proof");
    SecureRandom random = new SecureRandom();
    ProvingKey key = DevelopmentSetup.generate(synthetic.r1cs(), random);
    this.verifier = new Groth16Verifier(key.verifyingKey());
    for (int i = 0; i < MOST; i++) {
      proofs.add(Groth16Prover.prove(key, synthetic.r1cs(), synthetic.witness(), random, 1));
    }
    this.altered = proofs.getFirst().clone();
    System.arraycopy(proofs.getLast(), 192, altered, 192, 64);
    this.offTheCurve = proofs.getFirst().clone();
    offTheCurve[255] ^= 1;
  }

  private static byte[] bytes(Properties properties, String name) {
    return HexFormat.of().parseHex(properties.getProperty(name));
  }

  /** Nothing must be refused, or all figures are of something else. */
  @Setup(Level.Trial)
  public void check() {
    together(proofs);
    require(registry.verify(statement, plonkProof));
  }

  private static ProofVerdict require(ProofVerdict verdict) {
    if (!verdict.isValid()) {
      throw new IllegalStateException("a proof is " + verdict);
    }
    return verdict;
  }

  private List<ProofVerdict> together(List<byte[]> some) {
    ProofBatch batch = new ProofBatch(new SecureRandom());
    some.forEach(proof -> batch.add(verifier.reduce(inputs, proof)));
    List<ProofVerdict> verdicts = batch.verdicts();
    verdicts.forEach(VerifyBenchmark::require);
    return verdicts;
  }

  @Benchmark
  public ProofVerdict groth16() {
    return require(verifier.reduce(inputs, proofs.getFirst()).verdict());
  }

  @Benchmark
  public Reduced groth16WithoutItsPairings() {
    return verifier.reduce(inputs, proofs.getFirst());
  }

  @Benchmark
  @OperationsPerInvocation(8)
  public List<ProofVerdict> groth16InBatchesOf8() {
    return together(proofs.subList(0, 8));
  }

  @Benchmark
  @OperationsPerInvocation(64)
  public List<ProofVerdict> groth16InBatchesOf64() {
    return together(proofs.subList(0, 64));
  }

  @Benchmark
  @OperationsPerInvocation(MOST)
  public List<ProofVerdict> groth16InBatchesOf512() {
    return together(proofs);
  }

  @Benchmark
  public ProofVerdict plonk() {
    return require(registry.verify(statement, plonkProof));
  }

  @Benchmark
  @OperationsPerInvocation(64)
  public List<ProofVerdict> plonkInBatchesOf64() {
    ProofBatch batch = new ProofBatch(new SecureRandom());
    for (int i = 0; i < 64; i++) {
      batch.add(registry.reduce(statement, plonkProof));
    }
    batch.verdicts().forEach(VerifyBenchmark::require);
    return batch.verdicts();
  }

  @Benchmark
  public ProofVerdict refusalOfAnotherProofsPoint() {
    return verifier.reduce(inputs, altered).verdict();
  }

  @Benchmark
  public ProofVerdict refusalOfAPointOffTheCurve() {
    return verifier.reduce(inputs, offTheCurve).verdict();
  }
}
