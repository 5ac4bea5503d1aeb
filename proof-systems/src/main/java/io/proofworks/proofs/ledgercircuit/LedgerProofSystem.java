package io.proofworks.proofs.ledgercircuit;

import io.proofworks.proofs.Groth16ProofSystem;
import io.proofworks.proofs.OneVersion;
import io.proofworks.proofs.PlannedShard;
import io.proofworks.proofs.Program;
import io.proofworks.proofs.ProofVerdict;
import io.proofworks.proofs.VerifierCache;
import io.proofworks.proofs.VersionStatus;
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

  private final VerifierCache<Groth16Verifier> verifiers =
      new VerifierCache<>(program ->
          LedgerProgram.parse(program).map(parsed -> new Groth16Verifier(parsed.verifyingKey())));

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
      return Groth16ProofSystem.nonCanonical("public inputs are three field elements");
    }
    if (binding != null && binding.length != LedgerInputs.ELEMENT_BYTES) {
      return Groth16ProofSystem.nonCanonical("a binding has 32 bytes, not " + binding.length);
    }
    return verifiers
        .of(program)
        .<Claim>map(v -> new Keyed(v, LedgerInputs.withBinding(publicInputs, binding)))
        .orElseGet(() -> Groth16ProofSystem.invalid("not a ledger program: " + program));
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
