package io.proofworks.proofs.registry;

import io.proofworks.proofs.AggregationScheme;
import io.proofworks.proofs.Program;
import io.proofworks.proofs.ProofSystem;
import io.proofworks.proofs.ProofVerdict;
import io.proofworks.proofs.Reduced;
import io.proofworks.proofs.Statement;
import io.proofworks.proofs.VersionStatus;
import io.proofworks.proofs.keyed.KeyedProofSystem;
import io.proofworks.proofs.keyed.PicoProofSystem;
import io.proofworks.proofs.ledgercircuit.LedgerProgram;
import io.proofworks.proofs.ledgercircuit.LedgerProofSystem;
import io.proofworks.proofs.risc0.Risc0ProofSystem;
import io.proofworks.proofs.risc0.Risc0SnapshotProofSystem;
import io.proofworks.proofs.risc0.SetInclusionProofSystem;
import io.proofworks.proofs.sp1.Sp1Groth16ProofSystem;
import io.proofworks.proofs.sp1.Sp1PlonkProofSystem;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The proof systems of this market and what policy says about their versions. Immutable; safe for
 * use by many threads.
 *
 * <p>A version is named by system and release, for instance {@code risc0-groth16/2.1} or {@code
 * sp1-groth16/v5.0.0}; systems whose programs bring their keys have one, for instance {@code
 * ledger-groth16/v1}.
 */
public final class VerifierRegistry {

  private final Map<String, ProofSystem> systems;
  private final Map<String, VersionStatus> statuses;
  private final List<Function<Map<String, VersionStatus>, ProofSystem>> more;
  private final List<Function<VerifierRegistry, AggregationScheme>> schemes;

  private VerifierRegistry(
      Map<String, VersionStatus> policy,
      List<Function<Map<String, VersionStatus>, ProofSystem>> more,
      List<Function<VerifierRegistry, AggregationScheme>> schemes) {
    Map<String, ProofSystem> byId = new TreeMap<>();
    Stream<ProofSystem> others = more.stream().map(factory -> factory.apply(policy));
    Stream.concat(systems(policy).stream(), others)
        .forEach(system -> byId.put(system.id(), system));
    this.systems = Map.copyOf(byId);
    this.statuses = statuses(byId.values());
    this.more = List.copyOf(more);
    this.schemes = List.copyOf(schemes);
  }

  /** The systems of this module with the statuses known when it was released. */
  public static VerifierRegistry standard() {
    return withStatuses(Map.of());
  }

  /** The systems of this module under a policy, see {@link #under}. */
  public static VerifierRegistry withStatuses(Map<String, VersionStatus> policy) {
    return new VerifierRegistry(policy, List.of(), List.of());
  }

  /**
   * These systems under a policy.
   *
   * @param policy statuses by version; versions not named keep their standard status, names of
   *     unknown versions have no effect
   */
  public VerifierRegistry under(Map<String, VersionStatus> policy) {
    return new VerifierRegistry(policy, more, schemes);
  }

  /**
   * These systems, none of their statuses changed by a policy, and another one.
   *
   * @param id of the other; takes the place of one of that id
   * @param factory makes it from the statuses that a policy gives its versions
   */
  public VerifierRegistry with(
      String id, Function<Map<String, VersionStatus>, ProofSystem> factory) {
    List<Function<Map<String, VersionStatus>, ProofSystem>> all = new ArrayList<>(more);
    all.add(policy -> factory.apply(of(id, policy)));
    return new VerifierRegistry(Map.of(), all, schemes);
  }

  /**
   * These systems, none of their statuses changed by a policy, and another scheme to aggregate
   * their proofs.
   *
   * @param factory makes it over these systems under whatever policy
   */
  public VerifierRegistry with(Function<VerifierRegistry, AggregationScheme> factory) {
    List<Function<VerifierRegistry, AggregationScheme>> all = new ArrayList<>(schemes);
    all.add(factory);
    return new VerifierRegistry(Map.of(), more, all);
  }

  /** The schemes beyond those that every market has, over these systems. */
  public List<AggregationScheme> schemes() {
    return schemes.stream().map(factory -> factory.apply(this)).toList();
  }

  private static List<ProofSystem> systems(Map<String, VersionStatus> policy) {
    Risc0ProofSystem risc0 = new Risc0ProofSystem(of(Risc0ProofSystem.ID, policy));
    List<ProofSystem> systems = new ArrayList<>();
    systems.add(risc0);
    systems.add(new Risc0SnapshotProofSystem(of(Risc0SnapshotProofSystem.ID, policy)));
    systems.add(new SetInclusionProofSystem(of(SetInclusionProofSystem.ID, policy), risc0));
    systems.add(new Sp1Groth16ProofSystem(of(Sp1Groth16ProofSystem.ID, policy)));
    systems.add(new Sp1PlonkProofSystem(of(Sp1PlonkProofSystem.ID, policy)));
    systems.add(new PicoProofSystem(of(PicoProofSystem.ID, policy)));
    systems.add(new LedgerProofSystem(of(LedgerProgram.PROOF_SYSTEM, policy)));
    systems.addAll(KeyedProofSystem.all(system -> of(system, policy)));
    return systems;
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

  private static Map<String, VersionStatus> statuses(Collection<ProofSystem> systems) {
    Map<String, VersionStatus> byVersion = new HashMap<>();
    for (ProofSystem system : systems) {
      system
          .statuses()
          .forEach((version, status) -> byVersion.put(system.id() + "/" + version, status));
    }
    return Map.copyOf(byVersion);
  }

  /** The system of that id, if this market knows it. */
  public Optional<ProofSystem> system(String id) {
    return Optional.ofNullable(systems.get(id));
  }

  /** The ids of the systems of which every version is stopped: nobody could be paid for a proof. */
  public Set<String> stopped() {
    return systems.values().stream()
        .filter(
            system -> system.statuses().values().stream().allMatch(VersionStatus.STOPPED::equals))
        .map(ProofSystem::id)
        .collect(Collectors.toUnmodifiableSet());
  }

  /** The ids of all systems. */
  public Set<String> systems() {
    return systems.keySet();
  }

  /** Every version and its status. */
  public Map<String, VersionStatus> statuses() {
    return statuses;
  }

  /**
   * All checks of a proof but its pairings; a system that is not there is as good as stopped, which
   * is nobody's fault who proved in it.
   */
  public Reduced reduce(Statement statement, byte[] proof) {
    Program program = statement.program();
    return system(program.proofSystem())
        .map(system -> system.reduce(program, statement.publicInputs(), statement.binding(), proof))
        .orElseGet(() -> Reduced.stopped("no proof system " + program.proofSystem()));
  }

  /** Why no proof about a program is ever valid here; empty when proofs can be checked. */
  public Optional<String> obstacle(Program program) {
    return system(program.proofSystem())
        .map(system -> system.obstacle(program))
        .orElseGet(() -> Optional.of("no proof system " + program.proofSystem()));
  }

  /** Verifies a statement with the system its program names, see {@link #reduce}. */
  public ProofVerdict verify(Statement statement, byte[] proof) {
    return reduce(statement, proof).verdict();
  }
}
