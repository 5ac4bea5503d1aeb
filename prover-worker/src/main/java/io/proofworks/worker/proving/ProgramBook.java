package io.proofworks.worker.proving;

import io.proofworks.avro.Policy;
import io.proofworks.avro.ProgramEntry;
import io.proofworks.proofs.Program;
import io.proofworks.protocol.Hash32;
import io.proofworks.worker.log.AvroBytes;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The programs that the market's policies have named so far. */
public final class ProgramBook {

  private final Map<String, Program> programs = new HashMap<>();

  /** Takes in a policy's programs; earlier ones stay known. What is no hash names no program. */
  public void add(Policy policy) {
    policy.getPrograms().stream()
        .filter(entry -> Hash32.tryParse(entry.getProgramHash()).isPresent())
        .forEach(entry -> programs.put(entry.getProgramHash(), program(entry)));
  }

  /**
   * The programs that a policy lists.
   *
   * @throws IllegalArgumentException if one of their hashes is none
   */
  public static List<Program> of(Policy policy) {
    return policy.getPrograms().stream().map(ProgramBook::program).toList();
  }

  private static Program program(ProgramEntry entry) {
    return new Program(
        Hash32.parse(entry.getProgramHash()).bytes(),
        entry.getProofSystem(),
        AvroBytes.copy(entry.getData()));
  }

  /**
   * The program of that hash; one that no policy names is its hash alone, as zkVM images are.
   *
   * @throws IllegalArgumentException if it is no hash
   */
  public Program find(String programHash, String proofSystem) {
    Program known = programs.get(programHash);
    return known != null ? known : Program.of(Hash32.parse(programHash).bytes(), proofSystem);
  }
}
