package io.proofworks.benchmarks;

import io.proofworks.proofs.groth16.DevelopmentSetup;
import io.proofworks.proofs.groth16.Groth16Prover;
import io.proofworks.proofs.groth16.ProvingKey;
import java.security.SecureRandom;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
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

/** A Groth16 proof of a circuit that fills a domain of 2^log. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 4)
@Measurement(iterations = 5)
@Fork(1)
public class ProveBenchmark {
  @Param({"10", "12", "14", "16", "17"})
  public int log;

  @Param({"1", "2"})
  public int threads;

  private final SecureRandom random = new SecureRandom();
  private @Nullable SyntheticCircuit synthetic;
  private @Nullable ProvingKey key;

  @Setup(Level.Trial)
  public void prepare() {
    synthetic = SyntheticCircuit.of(log);
    key = DevelopmentSetup.generate(synthetic.r1cs(), random, 2);
  }

  @Benchmark
  public byte[] prove() {
    SyntheticCircuit of = Objects.requireNonNull(synthetic);
    ProvingKey with = Objects.requireNonNull(key);
    return Groth16Prover.prove(with, of.r1cs(), of.witness(), random, threads);
  }
}
