package io.proofworks.benchmarks;

import io.proofworks.proofs.bn254.Fp;
import io.proofworks.proofs.bn254.G1;
import io.proofworks.proofs.bn254.G2;
import io.proofworks.proofs.bn254.Pairing;
import io.proofworks.proofs.bn254.PairingValue;
import io.proofworks.proofs.circom.WitnessFile;
import io.proofworks.proofs.circom.ZkeyFile;
import io.proofworks.proofs.groth16.DevelopmentSetup;
import io.proofworks.proofs.groth16.Groth16Prover;
import io.proofworks.proofs.groth16.ProvingKey;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The same work by packages of npm, in the same run: Groth16 proofs by snarkjs with the same key
 * and witness, on as many cores; a multiplication and a pairing by noble-curves. Medians after a
 * warm-up, each side in its own runtime without its start.
 */
final class ForeignBenchmark {
  private static final int WARM_UP = 3;
  private static final int TIMES = 5;
  private static final int MULTIPLICATIONS = 20_000_000;
  private static final int PAIRINGS = 2_000;

  private final Path interop;

  private ForeignBenchmark(Path interop) {
    this.interop = interop;
  }

  /**
   * Prints the table.
   *
   * @param interop the folder with the installed packages
   * @param logs log2 of the sizes to prove
   */
  static void run(Path interop, List<Integer> logs) throws IOException {
    if (!Files.isDirectory(interop.resolve("node_modules/snarkjs"))) {
      System.err.println("snarkjs is not installed: npm ci in " + interop);
      System.exit(2);
    }
    ForeignBenchmark benchmark = new ForeignBenchmark(interop);
    benchmark.arithmetic();
    for (int log : logs) {
      benchmark.prove(log);
    }
  }

  private void arithmetic() throws IOException {
    List<Double> theirs = numbers("noble-bench.mjs");
    print("multiplication in Fp, ns", multiplication(), theirs.get(0), "noble-curves");
    print("pairing, us", pairing(), theirs.get(1), "noble-curves");
  }

  private static double multiplication() {
    long[] x = new long[Fp.LIMBS];
    long[] y = new long[Fp.LIMBS];
    Fp.fromBigInteger(new BigInteger("31415926535897932384626433832795028841971"), x, 0);
    Fp.fromBigInteger(Fp.MODULUS.subtract(new BigInteger("2718281828459045235360287")), y, 0);
    return perCall(MULTIPLICATIONS, () -> Fp.mul(x, 0, x, 0, y, 0));
  }

  private static double pairing() {
    long[] p = G1.generator();
    long[] q = G2.generator();
    return perCall(PAIRINGS, () -> requireNotOne(new Pairing().add(p, 0, q, 0).finish())) / 1000;
  }

  /** So that nothing is optimised away. */
  private static void requireNotOne(PairingValue value) {
    if (value.isOne()) {
      throw new IllegalStateException("the pairing of the generators is one");
    }
  }

  /** Nanoseconds of one call of the last third of so many. */
  private static double perCall(int calls, Runnable body) {
    long from = 0;
    int measured = calls / WARM_UP;
    for (int i = 0; i < calls; i++) {
      if (i == calls - measured) {
        from = System.nanoTime();
      }
      body.run();
    }
    return (System.nanoTime() - from) / (double) measured;
  }

  private void prove(int log) throws IOException {
    SyntheticCircuit synthetic = SyntheticCircuit.of(log);
    SecureRandom random = new SecureRandom();
    int cores = Runtime.getRuntime().availableProcessors();
    ProvingKey key = DevelopmentSetup.generate(synthetic.r1cs(), random, cores);
    Path zkey = Files.createTempFile("bench", ".zkey");
    Path witness = Files.createTempFile("bench", ".wtns");
    Files.write(zkey, ZkeyFile.encode(key, synthetic.r1cs()));
    Files.write(witness, WitnessFile.encode(synthetic.witness()));
    double ours =
        median(
            IntStream.range(0, WARM_UP + TIMES)
                .mapToObj(i -> prove(key, synthetic, random, cores))
                .toList());
    double theirs =
        median(
            numbers(
                "prove.mjs", zkey.toString(), witness.toString(), String.valueOf(WARM_UP + TIMES)));
    Files.delete(zkey);
    Files.delete(witness);
    print("proof of 2^" + log + " constraints, ms", ours, theirs, "snarkjs");
  }

  private static double prove(
      ProvingKey key, SyntheticCircuit synthetic, SecureRandom random, int cores) {
    long start = System.nanoTime();
    Groth16Prover.prove(key, synthetic.r1cs(), synthetic.witness(), random, cores);
    return (System.nanoTime() - start) / 1e6;
  }

  private static double median(List<Double> all) {
    return all.stream().skip(WARM_UP).sorted().toList().get((all.size() - WARM_UP) / 2);
  }

  private static void print(String what, double ours, double theirs, String whose) {
    System.out.printf(
        "%-36s %10.1f   %-12s %10.1f   %6.1f times as long%n",
        what, ours, whose, theirs, theirs / ours);
  }

  private List<Double> numbers(String script, String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of("node", script));
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command)
            .directory(interop.toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return said.lines().map(Double::valueOf).toList();
  }
}
