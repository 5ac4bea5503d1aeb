package io.proofworks.proofs.hostile;

import io.proofworks.proofs.AggregationScheme;
import io.proofworks.proofs.Corpus;
import io.proofworks.proofs.Fixtures;
import io.proofworks.proofs.Program;
import io.proofworks.proofs.Sample;
import io.proofworks.proofs.circom.R1csFile;
import io.proofworks.proofs.circom.SnarkjsJson;
import io.proofworks.proofs.circom.WitnessFile;
import io.proofworks.proofs.circom.ZkeyFile;
import io.proofworks.proofs.groth16.ProvingKey;
import io.proofworks.proofs.groth16.R1cs;
import io.proofworks.proofs.keyed.PublishedPrograms;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;

/** Sound files of every kind, small ones, for fuzzers to start from. */
public final class Seeds {

  /** A module with one function, {@code getVersion}, that returns 2, and one page of memory. */
  private static final String SMALLEST_WASM =
      "0061736d010000000105016000017f03020100050301000107"
          + "0e010a67657456657273696f6e00000a0601040041020b";

  private Seeds() {}

  /** Writes them to a folder; without one, lists the targets. */
  public static void main(String[] args) throws IOException {
    if (args.length == 0) {
      Targets.all().keySet().forEach(System.out::println);
      return;
    }
    List<byte[]> seeds = all();
    for (int i = 0; i < seeds.size(); i++) {
      Files.write(Path.of(args[0], "seed-" + i), seeds.get(i));
    }
  }

  static List<byte[]> all() {
    R1cs r1cs = Sample.r1cs();
    ProvingKey key = Sample.key();
    List<byte[]> seeds = new ArrayList<>();
    seeds.add(own(key));
    seeds.add(R1csFile.encode(r1cs));
    seeds.add(WitnessFile.encode(new long[5 * r1cs.variables()]));
    seeds.add(ZkeyFile.encode(key, r1cs));
    seeds.add(key.verifyingKey().toBytes());
    seeds.add(SnarkjsJson.groth16KeyJson(key.verifyingKey()).getBytes(StandardCharsets.UTF_8));
    seeds.add(SnarkjsJson.groth16ProofJson(Sample.proof(3)).getBytes(StandardCharsets.UTF_8));
    seeds.add("[\"9\", 9, \"0x9\"]".getBytes(StandardCharsets.UTF_8));
    for (Program program : PublishedPrograms.all().values()) {
      seeds.add(program.data());
    }
    seeds.add(HexFormat.of().parseHex(SMALLEST_WASM));
    seeds.add(aggregate(Targets.SNARKPACK, 8));
    seeds.add(aggregate(Targets.SNARKPACK, 1));
    seeds.add(aggregate(Targets.BATCH, 2));
    if (Fixtures.areHere()) {
      Corpus.all().forEach(proof -> seeds.add(proof.proof()));
    }
    return List.copyOf(seeds);
  }

  /** As its target takes it: the count less one before it. */
  private static byte[] aggregate(AggregationScheme scheme, int count) {
    List<byte[]> proofs = IntStream.range(0, count).mapToObj(Sample::proof).toList();
    byte[] aggregate = scheme.aggregate(Targets.statements(count), proofs, new byte[32]);
    byte[] seed = new byte[aggregate.length + 1];
    seed[0] = (byte) (count - 1);
    System.arraycopy(aggregate, 0, seed, 1, aggregate.length);
    return seed;
  }

  private static byte[] own(ProvingKey key) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      key.write(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }
}
