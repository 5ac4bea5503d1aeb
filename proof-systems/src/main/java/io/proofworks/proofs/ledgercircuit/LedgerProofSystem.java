package io.proofworks.proofs.ledgercircuit;

import io.proofworks.proofs.OneVersion;
import io.proofworks.proofs.PlannedShard;
import io.proofworks.proofs.Program;
import io.proofworks.proofs.ProofVerdict;
import io.proofworks.proofs.VerifierCache;
import io.proofworks.proofs.VersionStatus;
import io.proofworks.proofs.groth16.Groth16ProofSystem;
import io.proofworks.proofs.groth16.Groth16Verifier;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Proofs of the ledger circuit: public inputs are {@code pre ‖ post ‖ commitment} ({@link
 * PlannedShard}), a proof is 256 bytes of Groth16, and a binding is the fourth public input.
 *
 * <p>A program brings its own verifying key, which its hash commits to.
 */
public final class LedgerProofSystem implements Groth16ProofSystem {

  private static final String VERSION = "v1";
  private static final String NO_INPUTS = "public inputs are three field elements";

  private final VerifierCache<Groth16Verifier> verifiers =
      new VerifierCache<>(
          program -> new Groth16Verifier(LedgerProgram.read(program).verifyingKey()));

  private final OneVersion version;

  /** The system; what policy says of its one version decides whether it verifies at all. */
  public LedgerProofSystem(Map<String, VersionStatus> policy) {
    this.version = OneVersion.under(policy, VERSION);
  }

  @Override
  public Map<String, VersionStatus> statuses() {
    return version.statuses();
  }

  @Override
  public String id() {
    return LedgerProgram.PROOF_SYSTEM;
  }

  @Override
  public int maxProofBytes() {
    return Groth16Verifier.PROOF_BYTES;
  }

  @Override
  public Claim claim(Program program, byte[] publicInputs, byte @Nullable [] binding, byte[] head) {
    ProofVerdict stopped = version.refusal();
    if (stopped != null) {
      return new Refused(stopped);
    }
    if (head.length != 0) {
      int length = head.length + Groth16Verifier.PROOF_BYTES;
      return Groth16ProofSystem.nonCanonical("a proof has 256 bytes, not " + length);
    }
    if (!LedgerInputs.isCanonical(publicInputs)) {
      return new Refused(new ProofVerdict.Stopped(NO_INPUTS));
    }
    if (binding != null && binding.length != LedgerInputs.ELEMENT_BYTES) {
      return new Refused(new ProofVerdict.Stopped("a binding has 32 bytes, not " + binding.length));
    }
    return switch (verifiers.of(program)) {
      case VerifierCache.Ready<Groth16Verifier>(Groth16Verifier verifier) ->
          new Keyed(verifier, LedgerInputs.withBinding(publicInputs, binding));
      case VerifierCache.Unusable<Groth16Verifier>(String why) ->
          new Refused(new ProofVerdict.Stopped(why));
    };
  }

  @Override
  public Optional<String> obstacle(Program program) {
    return Groth16ProofSystem.super
        .obstacle(program)
        .or(() -> verifiers.obstacle(program, verifier -> Optional.empty()));
  }

  @Override
  public Optional<String> obstacle(Program program, byte[] publicInputs) {
    return obstacle(program)
        .or(() ->
            LedgerInputs.isCanonical(publicInputs) ? Optional.empty() : Optional.of(NO_INPUTS));
  }

  @Override
  public boolean chains(byte[] earlierPublicInputs, byte[] laterPublicInputs) {
    return LedgerBatch.chains(earlierPublicInputs, laterPublicInputs);
  }

  @Override
  public Optional<byte[]> fold(List<byte[]> shardInputs) {
    return LedgerBatch.fold(shardInputs);
  }

  @Override
  public boolean bindsProver() {
    return true;
  }
}
