package io.proofworks.proofs.batch;

import io.proofworks.proofs.AggregationScheme;
import io.proofworks.proofs.Groth16ProofSystem;
import io.proofworks.proofs.Groth16ProofSystem.Reduced;
import io.proofworks.proofs.ProofSystem;
import io.proofworks.proofs.ProofVerdict;
import io.proofworks.proofs.Statement;
import io.proofworks.proofs.VerifierRegistry;
import io.proofworks.proofs.groth16.Groth16Batch;
import io.proofworks.proofs.groth16.Groth16Result;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Aggregation of small fan-in: the children themselves, in order, with one check of all their
 * equations. It is not smaller than its children; it is cheaper to verify than they are one by one.
 *
 * <p>The aggregator's binding stands in the envelope, and no cryptography ties it to the children:
 * a copy under another binding is made as easily as the original. What protects the aggregator is
 * the lease of its job; a scheme that binds in its transcript needs none.
 */
public final class BatchScheme implements AggregationScheme {

  /** The id of this scheme. */
  public static final String ID = "BATCH";

  private static final int MAX_FAN_IN = 512;

  private final VerifierRegistry registry;
  private final SecureRandom random = new SecureRandom();

  /** A scheme whose children are verified by these systems under their policy. */
  public BatchScheme(VerifierRegistry registry) {
    this.registry = registry;
  }

  @Override
  public String id() {
    return ID;
  }

  @Override
  public int maxFanIn() {
    return MAX_FAN_IN;
  }

  /**
   * The cost of the check that an aggregator makes before it hands in: a millisecond per child, and
   * five.
   */
  @Override
  public long mergeCostMillis(int fanIn) {
    return 5L + fanIn;
  }

  @Override
  public byte[] aggregate(List<Statement> statements, List<byte[]> proofs, byte[] binding) {
    if (statements.isEmpty()
        || statements.size() > MAX_FAN_IN
        || statements.size() != proofs.size()) {
      throw new IllegalArgumentException(
          statements.size() + " statements, " + proofs.size() + " proofs");
    }
    if (binding.length != Statement.BINDING_BYTES) {
      throw new IllegalArgumentException("a binding has 32 bytes, not " + binding.length);
    }
    List<BatchEnvelope.Child> children = new ArrayList<>();
    for (int i = 0; i < proofs.size(); i++) {
      children.add(new BatchEnvelope.Child(statements.get(i).digest(), proofs.get(i)));
    }
    return new BatchEnvelope(binding, children).encode();
  }

  @Override
  public ProofVerdict verify(byte[] aggregate, List<Statement> statements, byte[] binding) {
    Optional<BatchEnvelope> envelope = BatchEnvelope.decode(aggregate);
    if (envelope.isEmpty()) {
      return new ProofVerdict.NonCanonical("not a batch");
    }
    String flaw = flaw(envelope.get(), statements, binding);
    return flaw == null
        ? verifyChildren(envelope.get(), statements)
        : new ProofVerdict.Invalid(flaw);
  }

  private static @Nullable String flaw(
      BatchEnvelope envelope, List<Statement> statements, byte[] binding) {
    if (!Arrays.equals(envelope.binding(), binding)) {
      return "bound to another aggregator";
    }
    int count = envelope.children().size();
    if (count != statements.size() || count == 0 || count > MAX_FAN_IN) {
      return count + " children for " + statements.size() + " statements";
    }
    for (int i = 0; i < count; i++) {
      if (!Arrays.equals(
          envelope.children().get(i).statementDigest(), statements.get(i).digest())) {
        return "child " + i + " is of another statement";
      }
    }
    return null;
  }

  private ProofVerdict verifyChildren(BatchEnvelope envelope, List<Statement> statements) {
    Groth16Batch equations = new Groth16Batch(random);
    List<Integer> places = new ArrayList<>();
    for (int i = 0; i < statements.size(); i++) {
      switch (reduce(statements.get(i), envelope.children().get(i).proof())) {
        case Reduced.Decided(ProofVerdict.Valid valid) -> {}
        case Reduced.Decided(ProofVerdict refusal) -> {
          return ofChild(i, refusal);
        }
        case Reduced.Equation equation -> {
          equations.add(equation.verifier(), equation.publicInputs(), equation.proof());
          places.add(i);
        }
      }
    }
    return firstRefusal(equations.verify(), places);
  }

  private Reduced reduce(Statement statement, byte[] proof) {
    Optional<ProofSystem> system = registry.system(statement.program().proofSystem());
    if (system.isPresent() && system.get() instanceof Groth16ProofSystem groth16) {
      return groth16.reduce(
          statement.program(), statement.publicInputs(), statement.binding(), proof);
    }
    return new Reduced.Decided(registry.verify(statement, proof));
  }

  private static ProofVerdict firstRefusal(List<Groth16Result> results, List<Integer> places) {
    for (int i = 0; i < results.size(); i++) {
      if (!results.get(i).isValid()) {
        return ofChild(places.get(i), Groth16ProofSystem.verdict(results.get(i)));
      }
    }
    return ProofVerdict.VALID;
  }

  private static ProofVerdict ofChild(int child, ProofVerdict refusal) {
    return switch (refusal) {
      case ProofVerdict.Valid valid -> valid;
      case ProofVerdict.Invalid(String detail) ->
          new ProofVerdict.Invalid("child " + child + ": " + detail);
      case ProofVerdict.NonCanonical(String detail) ->
          new ProofVerdict.NonCanonical("child " + child + ": " + detail);
      case ProofVerdict.Stopped stopped -> stopped;
    };
  }
}
