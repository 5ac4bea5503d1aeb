package io.proofworks.worker.proving;

import io.proofworks.avro.Policy;
import io.proofworks.avro.ProgramEntry;
import io.proofworks.proofs.Program;
import io.proofworks.protocol.Hash32;
import io.proofworks.worker.log.AvroBytes;
import java.util.HashMap;
import java.util.Map;

/** The programs that the market's policies have named so far. */
public final class ProgramBook {

  private final Map<String, Program> programs = new HashMap<>();

  /** Takes in a policy's programs; earlier ones stay known. What is no hash names no program. */
  public void add(Policy policy) {
    for (ProgramEntry entry : policy.getPrograms()) {
      Hash32.tryParse(entry.getProgramHash())
          .map(hash ->
              new Program(hash.bytes(), entry.getProofSystem(), AvroBytes.copy(entry.getData())))
          .ifPresent(program -> programs.put(entry.getProgramHash(), program));
    }
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
