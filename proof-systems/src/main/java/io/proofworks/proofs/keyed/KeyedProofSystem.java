package io.proofworks.proofs.keyed;

import io.proofworks.proofs.KeyedVerifier;
import io.proofworks.proofs.OneVersion;
import io.proofworks.proofs.Program;
import io.proofworks.proofs.ProofSystem;
import io.proofworks.proofs.ProofVerdict;
import io.proofworks.proofs.Reduced;
import io.proofworks.proofs.VerifierCache;
import io.proofworks.proofs.VersionStatus;
import io.proofworks.proofs.groth16.CommittedGroth16Verifier;
import io.proofworks.proofs.plonk.FflonkVerifier;
import io.proofworks.proofs.plonk.GnarkPlonkVerifier;
import io.proofworks.proofs.plonk.SnarkjsPlonkVerifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Proofs of any circuit: the program's data is the circuit's verifying key and its hash commits to
 * that. Public inputs are 32 bytes big-endian each, in the circuit's order.
 */
public final class KeyedProofSystem implements ProofSystem {

  /** Groth16 in the plain form: circom's, arkworks', gnark's without commitments. */
  public static final String GROTH16 = "groth16";

  /** Groth16 of gnark with committed witnesses. */
  public static final String GNARK_GROTH16 = "gnark-groth16";

  /** PLONK of gnark. */
  public static final String GNARK_PLONK = "gnark-plonk";

  /** PLONK of snarkjs. */
  public static final String SNARKJS_PLONK = "snarkjs-plonk";

  /** FFLONK of snarkjs. */
  public static final String SNARKJS_FFLONK = "snarkjs-fflonk";

  /** The ids of all systems whose programs are their keys. */
  public static final Set<String> IDS =
      Set.of(GROTH16, GNARK_GROTH16, GNARK_PLONK, SNARKJS_PLONK, SNARKJS_FFLONK);

  static final String VERSION = "v1";
  private static final int MAX_PROOF_BYTES = 4096;

  private final String id;
  private final VerifierCache<KeyedVerifier> verifiers;
  private final OneVersion version;

  private KeyedProofSystem(
      String id, Function<byte[], KeyedVerifier> reader, Map<String, VersionStatus> policy) {
    this.id = id;
    this.verifiers = new VerifierCache<>(program -> KeyedProgram.verifier(id, program, reader));
    this.version = OneVersion.under(policy, VERSION);
  }

  /**
   * All systems of this kind.
   *
   * @param policy the statuses of the versions of a system by its id
   */
  public static List<ProofSystem> all(Function<String, Map<String, VersionStatus>> policy) {
    Map<String, Function<byte[], KeyedVerifier>> readers =
        Map.of(
            GNARK_GROTH16, CommittedGroth16Verifier::of,
            GNARK_PLONK, GnarkPlonkVerifier::of,
            SNARKJS_PLONK, SnarkjsPlonkVerifier::of,
            SNARKJS_FFLONK, FflonkVerifier::of);
    List<ProofSystem> systems = new ArrayList<>();
    systems.add(new KeyedGroth16ProofSystem(policy.apply(GROTH16)));
    readers.forEach(
        (id, reader) -> systems.add(new KeyedProofSystem(id, reader, policy.apply(id))));
    return systems;
  }

  /**
   * The program of a key: its hash is keccak256("proofworks/" ‖ system ‖ "/v1" ‖ key).
   *
   * @param system the id of one of these systems
   * @param key in the encoding of that system's verifier
   */
  public static Program program(String system, byte[] key) {
    return KeyedProgram.of(system, key);
  }

  @Override
  public Map<String, VersionStatus> statuses() {
    return version.statuses();
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public int maxProofBytes() {
    return MAX_PROOF_BYTES;
  }

  @Override
  public Optional<String> obstacle(Program program) {
    return obstacle(program, verifier -> Optional.empty());
  }

  @Override
  public Optional<String> obstacle(Program program, byte[] publicInputs) {
    return obstacle(program, verifier -> verifier.obstacle(publicInputs));
  }

  private Optional<String> obstacle(
      Program program, Function<KeyedVerifier, Optional<String>> flaw) {
    return ProofSystem.super.obstacle(program).or(() -> verifiers.obstacle(program, flaw));
  }

  @Override
  public Reduced reduce(
      Program program, byte[] publicInputs, byte @Nullable [] binding, byte[] proof) {
    ProofVerdict stopped = version.refusal();
    if (stopped != null) {
      return new Reduced.Decided(stopped);
    }
    ProofVerdict misdirected = misdirected(program, binding);
    if (misdirected != null) {
      return new Reduced.Decided(misdirected);
    }
    return switch (verifiers.of(program)) {
      case VerifierCache.Ready<KeyedVerifier>(KeyedVerifier verifier) ->
          verifier.reduce(publicInputs, proof);
      case VerifierCache.Unusable<KeyedVerifier>(String why) -> Reduced.stopped(why);
    };
  }
}
