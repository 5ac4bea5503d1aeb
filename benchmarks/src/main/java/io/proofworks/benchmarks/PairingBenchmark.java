package io.proofworks.benchmarks;

import io.proofworks.proofs.bn254.G1;
import io.proofworks.proofs.bn254.G2;
import io.proofworks.proofs.bn254.LineTable;
import io.proofworks.proofs.bn254.Pairing;
import io.proofworks.proofs.bn254.PairingValue;
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
import supranational.blst.P1_Affine;
import supranational.blst.P2_Affine;
import supranational.blst.PT;

/** One pairing, next to that of blst on BLS12-381, whose field has half as many bits again. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class PairingBenchmark {
  private final long[] p = G1.generator();
  private final long[] q = G2.generator();
  private final LineTable lines = LineTable.of(q, 0);
  private final P1_Affine nativeP = P1_Affine.generator();
  private final P2_Affine nativeQ = P2_Affine.generator();

  @Benchmark
  public PairingValue pairing() {
    return new Pairing().add(p, 0, q, 0).finish();
  }

  @Benchmark
  public PairingValue pairingWithLinesOfAKey() {
    return new Pairing().add(p, 0, lines).finish();
  }

  @Benchmark
  public LineTable linesOfAPoint() {
    return LineTable.of(q, 0);
  }

  @Benchmark
  public boolean subgroupCheckInG2() {
    return G2.isInSubgroup(q, 0);
  }

  @Benchmark
  public PT pairingOfBlst() {
    return new PT(nativeP, nativeQ).final_exp();
  }
}
