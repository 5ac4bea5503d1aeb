package io.proofworks.proofs.plonk;

import io.proofworks.proofs.bn254.G1;
import io.proofworks.proofs.bn254.LineTable;
import io.proofworks.proofs.bn254.PairingEquation;
import io.proofworks.proofs.bn254.PairingProduct;
import io.proofworks.proofs.bn254.Scalar;
import java.util.ArrayList;
import java.util.List;

/**
 * The last step of a proof with polynomial commitments of Kate, Zaverucha and Goldberg (ASIACRYPT
 * 2010): e(Σ s·P, [1]) · e(Σ t·Q, [x]) = 1 with the two points of G2 of the reference string. Built
 * term by term, then not changed any more.
 */
final class KzgEquation implements PairingEquation {
  private static final long[] GENERATOR = G1.generator();

  private final LineTable one;
  private final LineTable x;
  private final List<Term> atOne = new ArrayList<>();
  private final List<Term> atX = new ArrayList<>();

  private record Term(long[] point, int offset, Scalar scalar) {}

  KzgEquation(LineTable one, LineTable x) {
    this.one = one;
    this.x = x;
  }

  /** A term of the point that is paired with [1]. */
  KzgEquation atOne(long[] point, int offset, Scalar scalar) {
    atOne.add(new Term(point, offset, scalar));
    return this;
  }

  KzgEquation atOne(Commitment commitment, Scalar scalar) {
    return atOne(commitment.point(), 0, scalar);
  }

  /** A term of the generator of G1, paired with [1]. */
  KzgEquation atGenerator(Scalar scalar) {
    return atOne(GENERATOR, 0, scalar);
  }

  /** A term of the point that is paired with [x]. */
  KzgEquation atX(Commitment commitment, Scalar scalar) {
    atX.add(new Term(commitment.point(), 0, scalar));
    return this;
  }

  @Override
  public void multiplyInto(PairingProduct product, Scalar weight) {
    atOne.forEach(t -> product.add(t.point(), t.offset(), t.scalar().times(weight), one));
    atX.forEach(t -> product.add(t.point(), t.offset(), t.scalar().times(weight), x));
  }
}
