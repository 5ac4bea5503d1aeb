package io.proofworks.benchmarks;

import io.proofworks.proofs.bn254.Fp;
import java.math.BigInteger;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * One multiplication in Fp of BN254, next to the same with BigInteger. Each depends on the last.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class FieldBenchmark {

  private final long[] x = new long[Fp.LIMBS];
  private final long[] y = new long[Fp.LIMBS];
  private BigInteger bigX = new BigInteger(253, new Random(1));
  private final BigInteger bigY = new BigInteger(253, new Random(2));

  public FieldBenchmark() {
    Fp.fromBigInteger(bigX, x, 0);
    Fp.fromBigInteger(bigY, y, 0);
  }

  @Benchmark
  public long[] multiply() {
    Fp.mul(x, 0, x, 0, y, 0);
    return x;
  }

  @Benchmark
  public BigInteger multiplyBigInteger() {
    bigX = bigX.multiply(bigY).mod(Fp.MODULUS);
    return bigX;
  }
}
