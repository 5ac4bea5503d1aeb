package io.proofworks.proofs.batch;

import io.proofworks.proofs.AggregationScheme;
import io.proofworks.proofs.Program;
import io.proofworks.proofs.ProofBatch;
import io.proofworks.proofs.ProofVerdict;
import io.proofworks.proofs.Reduced;
import io.proofworks.proofs.Statement;
import io.proofworks.proofs.registry.VerifierRegistry;
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
  public Optional<String> obstacle(List<Program> programs) {
    return programs.size() <= MAX_FAN_IN
        ? Optional.empty()
        : Optional.of(programs.size() + " are more than " + MAX_FAN_IN);
  }

  @Override
  public long mostBytes(int children, long proofBytes) {
    return BatchEnvelope.HEADER_BYTES + BatchEnvelope.CHILD_BYTES * (long) children + proofBytes;
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
    ProofBatch batch = new ProofBatch(random);
    for (int i = 0; i < statements.size(); i++) {
      Reduced reduced = registry.reduce(statements.get(i), envelope.children().get(i).proof());
      if (reduced instanceof Reduced.Decided(ProofVerdict verdict) && !verdict.isValid()) {
        return verdict.of("child " + i);
      }
      batch.add(reduced);
    }
    return firstRefusal(batch.verdicts());
  }

  private static ProofVerdict firstRefusal(List<ProofVerdict> verdicts) {
    for (int i = 0; i < verdicts.size(); i++) {
      if (!verdicts.get(i).isValid()) {
        return verdicts.get(i).of("child " + i);
      }
    }
    return ProofVerdict.VALID;
  }
}
