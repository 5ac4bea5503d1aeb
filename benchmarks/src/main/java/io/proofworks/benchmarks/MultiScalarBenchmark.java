package io.proofworks.benchmarks;

import io.proofworks.proofs.bn254.FixedBase;
import io.proofworks.proofs.bn254.Fr;
import io.proofworks.proofs.bn254.G1;
import io.proofworks.proofs.bn254.G2;
import io.proofworks.proofs.bn254.MultiScalar;
import io.proofworks.proofs.bn254.Points;
import io.proofworks.proofs.bn254.Scalars;
import io.proofworks.proofs.bn254.Workers;
import java.math.BigInteger;
import java.util.Random;
import java.util.concurrent.TimeUnit;
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
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** Sums of scalar·point over 2^log random points and scalars. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 2, time = 2)
@Measurement(iterations = 3, time = 2)
@Fork(1)
public class MultiScalarBenchmark {
  @Param({"10", "12", "14", "16"})
  public int log;

  @Param({"1", "2"})
  public int threads;

  private Workers workers = Workers.of(1);
  private long[] words = {};
  private long[] inG1 = {};
  private long[] inG2 = {};

  @Setup(Level.Trial)
  public void prepare() {
    workers = Workers.of(threads);
    int count = 1 << log;
    Random random = new Random(log);
    words = new long[count * Scalars.WORDS];
    for (int i = 0; i < count; i++) {
      BigInteger scalar = new BigInteger(300, random).mod(Fr.MODULUS);
      Scalars.put(scalar, words, i * Scalars.WORDS);
    }
    inG1 = FixedBase.of(Points.g1(), G1.generator(), 0, 8).multiples(words, count, workers);
    inG2 = FixedBase.of(Points.g2(), G2.generator(), 0, 8).multiples(words, count, workers);
  }

  @TearDown(Level.Trial)
  public void stop() {
    workers.close();
  }

  @Benchmark
  public long[] g1() {
    return MultiScalar.sum(Points.g1(), inG1, words, 1 << log, workers);
  }

  @Benchmark
  public long[] g2() {
    return MultiScalar.sum(Points.g2(), inG2, words, 1 << log, workers);
  }
}
