package io.proofworks.proofs.ledgercircuit;

import io.proofworks.proofs.Groth16ProofSystem;
import io.proofworks.proofs.Program;
import io.proofworks.proofs.VersionStatus;
import io.proofworks.proofs.groth16.Groth16Verifier;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Proofs of the ledger circuit: public inputs are {@code pre ‖ post ‖ commitment} ({@link
 * LedgerShard}), a proof is 256 bytes of Groth16, and a binding is the fourth public input.
 *
 * <p>A program brings its own verifying key, which its hash commits to. Preparing a key costs as
 * much as several verifications, so the latest used are kept.
 */
public final class LedgerProofSystem implements Groth16ProofSystem {

  private static final int PROOF_BYTES = 256;
  private static final int KEPT = 64;

  private final Map<Program, Groth16Verifier> verifiers =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Program, Groth16Verifier> eldest) {
          return size() > KEPT;
        }
      };

  private final VersionStatus status;

  /** The system; what policy says of its one version decides whether it verifies at all. */
  public LedgerProofSystem(VersionStatus status) {
    this.status = status;
  }

  @Override
  public String id() {
    return LedgerProgram.PROOF_SYSTEM;
  }

  @Override
  public int maxProofBytes() {
    return PROOF_BYTES;
  }

  @Override
  public Reduced reduce(
      Program program, byte[] publicInputs, byte @Nullable [] binding, byte[] proof) {
    if (status == VersionStatus.STOPPED) {
      return Groth16ProofSystem.stopped("v1");
    }
    if (proof.length != PROOF_BYTES) {
      return Groth16ProofSystem.nonCanonical("a proof has 256 bytes, not " + proof.length);
    }
    if (!LedgerInputs.isCanonical(publicInputs)) {
      return Groth16ProofSystem.nonCanonical("public inputs are three field elements");
    }
    if (binding != null && binding.length != LedgerInputs.ELEMENT_BYTES) {
      return Groth16ProofSystem.nonCanonical("a binding has 32 bytes, not " + binding.length);
    }
    return verifier(program)
        .<Reduced>map(
            v -> new Reduced.Equation(v, LedgerInputs.withBinding(publicInputs, binding), proof))
        .orElseGet(() -> Groth16ProofSystem.invalid("not a ledger program: " + program));
  }

  /**
   * A lock for the look-up only: two threads may prepare the same key at once, and no one waits for
   * another's.
   */
  private Optional<Groth16Verifier> verifier(Program program) {
    synchronized (verifiers) {
      Groth16Verifier kept = verifiers.get(program);
      if (kept != null) {
        return Optional.of(kept);
      }
    }
    Optional<Groth16Verifier> fresh =
        LedgerProgram.parse(program).map(parsed -> new Groth16Verifier(parsed.verifyingKey()));
    synchronized (verifiers) {
      fresh.ifPresent(verifier -> verifiers.put(program, verifier));
    }
    return fresh;
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
