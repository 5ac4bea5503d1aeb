package io.proofworks.proofs.hostile;

import io.proofworks.proofs.Program;
import io.proofworks.proofs.circom.R1csFile;
import io.proofworks.proofs.circom.SnarkjsJson;
import io.proofworks.proofs.circom.WitnessFile;
import io.proofworks.proofs.circom.ZkeyFile;
import io.proofworks.proofs.circuit.CircuitBuilder;
import io.proofworks.proofs.circuit.LinearCombination;
import io.proofworks.proofs.groth16.DevelopmentSetup;
import io.proofworks.proofs.groth16.ProvingKey;
import io.proofworks.proofs.groth16.R1cs;
import io.proofworks.proofs.keyed.PublishedPrograms;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

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
    CircuitBuilder builder = new CircuitBuilder(1);
    LinearCombination x = builder.input();
    builder.requireEqual(builder.product(x, x), builder.publicInput(0));
    R1cs r1cs = builder.build().constraints();
    ProvingKey key = DevelopmentSetup.generate(r1cs, new SecureRandom());
    List<byte[]> seeds = new ArrayList<>();
    seeds.add(own(key));
    seeds.add(R1csFile.encode(r1cs));
    seeds.add(WitnessFile.encode(new long[5 * r1cs.variables()]));
    seeds.add(ZkeyFile.encode(key, r1cs));
    seeds.add(key.verifyingKey().toBytes());
    seeds.add(SnarkjsJson.groth16KeyJson(key.verifyingKey()).getBytes(StandardCharsets.UTF_8));
    for (Program program : PublishedPrograms.all().values()) {
      seeds.add(program.data());
    }
    seeds.add(HexFormat.of().parseHex(SMALLEST_WASM));
    seeds.add(new byte[260]);
    seeds.add(new byte[868]);
    return List.copyOf(seeds);
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
