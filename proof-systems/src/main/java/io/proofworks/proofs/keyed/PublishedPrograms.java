package io.proofworks.proofs.keyed;

import io.proofworks.proofs.Program;
import io.proofworks.proofs.VerifierLines;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Circuits of others whose keys this module carries: the PLONK circuits of the Linea rollup and the
 * Groth16 circuits of World ID.
 */
public final class PublishedPrograms {
  private static final List<String> SYSTEMS =
      List.of(KeyedProofSystem.GNARK_PLONK, KeyedProofSystem.GROTH16);

  private PublishedPrograms() {}

  /** The programs by name, for instance {@code linea-01} or {@code world-id-semaphore}. */
  public static Map<String, Program> all() {
    Map<String, Program> programs = new TreeMap<>();
    for (String system : SYSTEMS) {
      for (List<String> line : VerifierLines.read(PublishedPrograms.class, system)) {
        byte[] key = HexFormat.of().parseHex(line.get(1));
        programs.put(line.get(0), KeyedProofSystem.program(system, key));
      }
    }
    return programs;
  }
}
