package io.proofworks.proofs;

import io.proofworks.proofs.ledgercircuit.LedgerProgram;
import io.proofworks.proofs.ledgercircuit.LedgerProofSystem;
import io.proofworks.proofs.risc0.Risc0ProofSystem;
import io.proofworks.proofs.sp1.Sp1ProofSystem;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The proof systems of this market and what policy says about their versions. Immutable; safe for
 * use by many threads.
 *
 * <p>A version is named by system and release, for instance {@code risc0-groth16/2.1} or {@code
 * sp1-groth16/v5.0.0}; the ledger circuit has one, {@code ledger-groth16/v1}.
 */
public final class VerifierRegistry {

  private static final String LEDGER = LedgerProgram.PROOF_SYSTEM;
  private static final String LEDGER_VERSION = "v1";

  private final Map<String, ProofSystem> systems;
  private final Map<String, VersionStatus> statuses;

  private VerifierRegistry(Map<String, ProofSystem> systems, Map<String, VersionStatus> statuses) {
    this.systems = Map.copyOf(systems);
    this.statuses = Map.copyOf(statuses);
  }

  /** The systems of this module with the statuses known when it was released. */
  public static VerifierRegistry standard() {
    return withStatuses(Map.of());
  }

  /**
   * The standard systems under a policy.
   *
   * @param policy statuses by version; versions not named keep their standard status, names of
   *     unknown versions have no effect
   */
  public static VerifierRegistry withStatuses(Map<String, VersionStatus> policy) {
    Risc0ProofSystem risc0 = new Risc0ProofSystem(of(Risc0ProofSystem.ID, policy));
    Sp1ProofSystem sp1 = new Sp1ProofSystem(of(Sp1ProofSystem.ID, policy));
    VersionStatus ledger = of(LEDGER, policy).getOrDefault(LEDGER_VERSION, VersionStatus.ACTIVE);
    Map<String, VersionStatus> statuses = new TreeMap<>();
    risc0.statuses().forEach((version, status) -> statuses.put(risc0.id() + "/" + version, status));
    sp1.statuses().forEach((version, status) -> statuses.put(sp1.id() + "/" + version, status));
    statuses.put(LEDGER + "/" + LEDGER_VERSION, ledger);
    Map<String, ProofSystem> systems =
        Map.of(risc0.id(), risc0, sp1.id(), sp1, LEDGER, new LedgerProofSystem(ledger));
    return new VerifierRegistry(systems, statuses);
  }

  private static Map<String, VersionStatus> of(String system, Map<String, VersionStatus> policy) {
    Map<String, VersionStatus> versions = new HashMap<>();
    policy.forEach((name, status) -> {
      if (name.startsWith(system + "/")) {
        versions.put(name.substring(system.length() + 1), status);
      }
    });
    return versions;
  }

  /** The system of that id, if this market knows it. */
  public Optional<ProofSystem> system(String id) {
    return Optional.ofNullable(systems.get(id));
  }

  /** Every version and its status. */
  public Map<String, VersionStatus> statuses() {
    return statuses;
  }

  /** Verifies a statement with the system its program names; an unknown one makes it invalid. */
  public ProofVerdict verify(Statement statement, byte[] proof) {
    Program program = statement.program();
    return system(program.proofSystem())
        .map(system -> system.verify(program, statement.publicInputs(), statement.binding(), proof))
        .orElseGet(() -> new ProofVerdict.Invalid("unknown proof system " + program.proofSystem()));
  }
}
