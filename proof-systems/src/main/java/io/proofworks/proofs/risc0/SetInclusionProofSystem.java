package io.proofworks.proofs.risc0;

import io.proofworks.proofs.Program;
import io.proofworks.proofs.ProofSystem;
import io.proofworks.proofs.ProofVerdict;
import io.proofworks.proofs.Reduced;
import io.proofworks.proofs.Releases;
import io.proofworks.proofs.VerifierLines;
import io.proofworks.proofs.VersionStatus;
import java.util.Collection;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Receipts that are members of a set whose root has a receipt (RISC Zero's set builder, with which
 * Boundless settles many requests at once): program hash is the image id, public inputs are the
 * journal, and a proof is a {@link SetInclusionSeal}. The root's receipt is verified as any other,
 * under the same policy.
 */
public final class SetInclusionProofSystem implements ProofSystem {

  /** The id of this system. */
  public static final String ID = "risc0-set-inclusion";

  private final Releases<SetBuilder> builders;
  private final Risc0ProofSystem roots;

  /**
   * The system under a policy.
   *
   * @param statuses by version of the set verifier, for instance {@code 0.9}
   * @param roots verifies the receipts of roots
   */
  public SetInclusionProofSystem(Map<String, VersionStatus> statuses, Risc0ProofSystem roots) {
    this(SetBuilder.table(), statuses, roots);
  }

  SetInclusionProofSystem(
      Collection<SetBuilder> builders,
      Map<String, VersionStatus> statuses,
      Risc0ProofSystem roots) {
    this.builders =
        new Releases<>(
            builders, VerifierLines.published(SetInclusionProofSystem.class, ID), statuses);
    this.roots = roots;
  }

  @Override
  public Map<String, VersionStatus> statuses() {
    return builders.statuses();
  }

  @Override
  public String id() {
    return ID;
  }

  @Override
  public int maxProofBytes() {
    return SetInclusionSeal.maxBytes();
  }

  @Override
  public Reduced reduce(
      Program program, byte[] publicInputs, byte @Nullable [] binding, byte[] proof) {
    ProofVerdict misdirected = misdirected(program, binding);
    if (misdirected != null) {
      return new Reduced.Decided(misdirected);
    }
    ProofVerdict unknown = builders.unknown(proof, SetInclusionSeal.SELECTOR_BYTES);
    if (unknown != null) {
      return new Reduced.Decided(unknown);
    }
    if (proof.length > maxProofBytes()) {
      return Reduced.unsupported("longer than any seal with a root's seal that is known here");
    }
    Optional<SetInclusionSeal> seal = SetInclusionSeal.decode(proof);
    if (seal.isEmpty()) {
      return Reduced.nonCanonical("not the encoding of a path and a root's seal");
    }
    byte[] root = seal.get().root(ReceiptClaim.digest(program.hash(), publicInputs));
    return builders.under(
        HexFormat.of().formatHex(seal.get().selector()),
        builder -> reduceRoot(builder, root, seal.get().rootSeal()),
        Reduced.Decided::new);
  }

  private Reduced reduceRoot(SetBuilder builder, byte[] root, byte[] rootSeal) {
    if (rootSeal.length == 0) {
      return Reduced.unsupported("a root without a seal, known to somebody else");
    }
    return roots.reduceSeal(
        ReceiptClaim.digest(builder.imageId(), builder.journal(root)), rootSeal);
  }
}
