package io.proofworks.proofs.sp1;

import io.proofworks.proofs.Groth16ProofSystem;
import io.proofworks.proofs.Program;
import io.proofworks.proofs.VersionStatus;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Groth16 proofs of the SP1 zkVM: program hash is the program's verifying key ({@code vkey}),
 * public inputs are the public values, and a proof is the selector of the version, from version 6
 * an envelope of three words, then 256 bytes.
 *
 * <p>Its PLONK proofs have selectors of their own, which this system does not know.
 */
public final class Sp1ProofSystem implements Groth16ProofSystem {

  /** The id of this system. */
  public static final String ID = "sp1-groth16";

  private final Map<String, Sp1Verifier> verifiers = Sp1Verifier.table();
  private final Map<String, VersionStatus> statuses;

  /**
   * The system under a policy.
   *
   * @param statuses by version such as {@code v5.0.0}; versions not named keep the status of the
   *     table
   */
  public Sp1ProofSystem(Map<String, VersionStatus> statuses) {
    this.statuses = new TreeMap<>();
    verifiers.values().forEach(v -> this.statuses.put(v.version(), v.status()));
    statuses.forEach(this.statuses::replace);
  }

  /** The versions and their statuses. */
  public Map<String, VersionStatus> statuses() {
    return Map.copyOf(statuses);
  }

  @Override
  public String id() {
    return ID;
  }

  @Override
  public int maxProofBytes() {
    return verifiers.values().stream().mapToInt(Sp1Verifier::proofBytes).max().orElse(0);
  }

  @Override
  public Reduced reduce(
      Program program, byte[] publicInputs, byte @Nullable [] binding, byte[] proof) {
    if (!program.proofSystem().equals(ID)) {
      return Groth16ProofSystem.invalid("a program of " + program.proofSystem());
    }
    if (binding != null) {
      return Groth16ProofSystem.invalid("a proof of SP1 carries no binding");
    }
    if (proof.length < Sp1Verifier.SELECTOR_BYTES) {
      return Groth16ProofSystem.nonCanonical("too short for a selector");
    }
    return reduceSelected(program.hash(), publicInputs, proof);
  }

  private Reduced reduceSelected(byte[] programKey, byte[] publicValues, byte[] proof) {
    String selector = HexFormat.of().formatHex(proof, 0, Sp1Verifier.SELECTOR_BYTES);
    Sp1Verifier verifier = verifiers.get(selector);
    if (verifier == null) {
      return Groth16ProofSystem.invalid("no version has the selector " + selector);
    }
    if (statuses.get(verifier.version()) == VersionStatus.STOPPED) {
      return Groth16ProofSystem.stopped(verifier.version());
    }
    if (proof.length != verifier.proofBytes()) {
      return Groth16ProofSystem.nonCanonical(
          "a proof of "
              + verifier.version()
              + " has "
              + verifier.proofBytes()
              + " bytes, not "
              + proof.length);
    }
    return verifier.reduce(programKey, publicValues, proof);
  }

  @Override
  public boolean chains(byte[] earlierPublicInputs, byte[] laterPublicInputs) {
    return true;
  }

  @Override
  public boolean bindsProver() {
    return false;
  }
}
