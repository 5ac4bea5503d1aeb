package io.proofworks.benchmarks;

import io.proofworks.proofs.Program;
import io.proofworks.proofs.ProofVerdict;
import io.proofworks.proofs.Statement;
import io.proofworks.proofs.batch.BatchScheme;
import io.proofworks.proofs.bn254.Workers;
import io.proofworks.proofs.groth16.DevelopmentSetup;
import io.proofworks.proofs.groth16.Groth16Prover;
import io.proofworks.proofs.groth16.ProvingKey;
import io.proofworks.proofs.keyed.KeyedProofSystem;
import io.proofworks.proofs.registry.VerifierRegistry;
import io.proofworks.proofs.snarkpack.ReferenceString;
import io.proofworks.proofs.snarkpack.SnarkPackScheme;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Many different Groth16 proofs of one key with five public inputs: put into one aggregate and
 * verified as one, next to one check of all of them and to checks one by one.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3)
@Measurement(iterations = 5)
@Fork(1)
public class AggregationBenchmark {
  private static final int LOG = 5;
  private static final byte[] BINDING = new byte[32];

  @Param({"64", "256", "1024", "4096"})
  public int proofs;

  @Param({"1", "2"})
  public int threads;

  private final VerifierRegistry registry = VerifierRegistry.standard();
  private final BatchScheme batch = new BatchScheme(registry);
  private final List<Statement> statements = new ArrayList<>();
  private final List<byte[]> children = new ArrayList<>();
  private SnarkPackScheme scheme = SnarkPackScheme.development(registry);
  private byte[] aggregate = {};

  /** How large the aggregate is, in bytes. */
  @AuxCounters(AuxCounters.Type.EVENTS)
  @State(Scope.Thread)
  public static class Size {
    public long bytes;
  }

  @SuppressWarnings("NullAway") // a statement's binding is nullable; NullAway misses it on arrays
  @Setup(Level.Trial)
  public void prepare() {
    SyntheticCircuit synthetic = SyntheticCircuit.of(LOG);
    SecureRandom random = new SecureRandom();
    ProvingKey key = DevelopmentSetup.generate(synthetic.r1cs(), random);
    Program program =
        KeyedProofSystem.program(KeyedProofSystem.GROTH16, key.verifyingKey().toBytes());
    for (int i = 0; i < proofs; i++) {
      children.add(Groth16Prover.prove(key, synthetic.r1cs(), synthetic.witness(), random, 1));
      statements.add(new Statement(program, synthetic.publicInputs(), null));
    }
    ReferenceString reference;
    try (Workers workers = Workers.of(2)) {
      reference = ReferenceString.development(proofs, workers);
    }
    scheme = SnarkPackScheme.of(registry, reference, threads);
    aggregate = scheme.aggregate(statements, children, BINDING);
    require(scheme.verify(aggregate, statements, BINDING));
  }

  private static ProofVerdict require(ProofVerdict verdict) {
    if (!verdict.isValid()) {
      throw new IllegalStateException("an aggregate is " + verdict);
    }
    return verdict;
  }

  @Benchmark
  public byte[] aggregate(Size size) {
    byte[] made = scheme.aggregate(statements, children, BINDING);
    size.bytes = made.length;
    return made;
  }

  @Benchmark
  public ProofVerdict verify() {
    return require(scheme.verify(aggregate, statements, BINDING));
  }

  @Benchmark
  public ProofVerdict verifyTogether() {
    ProofVerdict last = ProofVerdict.VALID;
    for (int from = 0; from < proofs; from += batch.maxFanIn()) {
      int to = Math.min(proofs, from + batch.maxFanIn());
      byte[] part =
          batch.aggregate(statements.subList(from, to), children.subList(from, to), BINDING);
      last = require(batch.verify(part, statements.subList(from, to), BINDING));
    }
    return last;
  }

  @Benchmark
  public ProofVerdict verifyOneByOne() {
    ProofVerdict last = ProofVerdict.VALID;
    for (int i = 0; i < proofs; i++) {
      last = require(registry.verify(statements.get(i), children.get(i)));
    }
    return last;
  }
}
