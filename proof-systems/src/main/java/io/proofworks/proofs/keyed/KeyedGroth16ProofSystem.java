package io.proofworks.proofs.keyed;

import io.proofworks.proofs.OneVersion;
import io.proofworks.proofs.Program;
import io.proofworks.proofs.ProofVerdict;
import io.proofworks.proofs.VerifierCache;
import io.proofworks.proofs.VersionStatus;
import io.proofworks.proofs.groth16.Groth16ProofSystem;
import io.proofworks.proofs.groth16.Groth16Verifier;
import io.proofworks.proofs.groth16.VerifyingKey;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Groth16 proofs of any circuit in the plain form (circom's, arkworks', gnark's without
 * commitments): as {@link KeyedProofSystem}, and proofs of one key can be aggregated.
 */
final class KeyedGroth16ProofSystem implements Groth16ProofSystem {
  private static final String ID = KeyedProofSystem.GROTH16;
  private static final String VERSION = KeyedProofSystem.VERSION;

  private final VerifierCache<Groth16Verifier> verifiers =
      new VerifierCache<>(program ->
          KeyedProgram.verifier(ID, program, key -> new Groth16Verifier(VerifyingKey.parse(key))));
  private final OneVersion version;

  KeyedGroth16ProofSystem(Map<String, VersionStatus> policy) {
    this.version = OneVersion.under(policy, VERSION);
  }

  @Override
  public Map<String, VersionStatus> statuses() {
    return version.statuses();
  }

  @Override
  public String id() {
    return ID;
  }

  @Override
  public int maxProofBytes() {
    return Groth16Verifier.PROOF_BYTES;
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
      Program program, Function<Groth16Verifier, Optional<String>> flaw) {
    return Groth16ProofSystem.super.obstacle(program).or(() -> verifiers.obstacle(program, flaw));
  }

  @Override
  public Claim claim(Program program, byte[] publicInputs, byte @Nullable [] binding, byte[] head) {
    ProofVerdict stopped = version.refusal();
    if (stopped != null) {
      return new Refused(stopped);
    }
    ProofVerdict misdirected = misdirected(program, binding);
    if (misdirected != null) {
      return new Refused(misdirected);
    }
    if (head.length != 0) {
      return Groth16ProofSystem.nonCanonical("longer than a proof by " + head.length + " bytes");
    }
    return switch (verifiers.of(program)) {
      case VerifierCache.Ready<Groth16Verifier>(Groth16Verifier verifier) ->
          new Keyed(verifier, publicInputs);
      case VerifierCache.Unusable<Groth16Verifier>(String why) ->
          new Refused(new ProofVerdict.Stopped(why));
    };
  }
}
