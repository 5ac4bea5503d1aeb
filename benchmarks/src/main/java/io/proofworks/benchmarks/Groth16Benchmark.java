package io.proofworks.benchmarks;

import io.proofworks.proofs.PlannedShard;
import io.proofworks.proofs.ProofBatch;
import io.proofworks.proofs.ProofVerdict;
import io.proofworks.proofs.Statement;
import io.proofworks.proofs.groth16.Groth16Verifier;
import io.proofworks.proofs.ledgercircuit.LedgerProver;
import io.proofworks.proofs.registry.VerifierRegistry;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
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
 * Proofs of the ledger circuit as the demonstration makes them: proved, verified one by one, and
 * verified in batches. All are per second and per proof, so they stand next to each other.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 2, time = 3)
@Measurement(iterations = 3, time = 3)
@Fork(1)
public class Groth16Benchmark {

  private static final int SMALL = 8;
  private static final int LARGE = 64;
  private static final int TRANSFERS = 2;

  private final LedgerSample sample = LedgerSample.of(TRANSFERS);
  private final PlannedShard shard = sample.shard();
  private final LedgerProver oneThread = sample.prover(1);
  private final LedgerProver twoThreads = sample.prover(2);
  private final VerifierRegistry registry = VerifierRegistry.standard();
  private final Groth16Verifier verifier =
      new Groth16Verifier(sample.keys().program().verifyingKey());
  private final List<byte[]> proofs = new ArrayList<>();
  private byte[] inputs = {};

  /** Distinct proofs, since a batch of one and the same would be too kind. */
  @Setup(Level.Trial)
  public void prove() {
    byte[] publicInputs = shard.publicInputs();
    // the fourth public input is the binding: none
    inputs = Arrays.copyOf(publicInputs, publicInputs.length + 32);
    for (int i = 0; i < LARGE; i++) {
      proofs.add(oneThread.prove(shard.trace(), publicInputs, null));
    }
  }

  @Benchmark
  public byte[] proveOnOneThread() {
    return oneThread.prove(shard.trace(), shard.publicInputs(), null);
  }

  @Benchmark
  public byte[] proveOnTwoThreads() {
    return twoThreads.prove(shard.trace(), shard.publicInputs(), null);
  }

  /** As settlement verifies: decoding, every check, and the pairing. */
  @SuppressWarnings("NullAway") // a statement's binding is nullable; NullAway misses it on arrays
  @Benchmark
  public ProofVerdict verify() {
    return require(
        registry.verify(
            new Statement(shard.program(), shard.publicInputs(), null), proofs.getFirst()));
  }

  @Benchmark
  @OperationsPerInvocation(SMALL)
  public List<ProofVerdict> verifyInBatchesOf8() {
    return batch(SMALL);
  }

  @Benchmark
  @OperationsPerInvocation(LARGE)
  public List<ProofVerdict> verifyInBatchesOf64() {
    return batch(LARGE);
  }

  private List<ProofVerdict> batch(int size) {
    ProofBatch batch = new ProofBatch(new SecureRandom());
    proofs.subList(0, size).forEach(proof -> batch.add(verifier.reduce(inputs, proof)));
    List<ProofVerdict> verdicts = batch.verdicts();
    verdicts.forEach(Groth16Benchmark::require);
    return verdicts;
  }

  private static ProofVerdict require(ProofVerdict verdict) {
    if (!verdict.isValid()) {
      throw new IllegalStateException("a proof that was just made is " + verdict);
    }
    return verdict;
  }
}
