package io.proofworks.proofs.external;

import io.proofworks.proofs.AggregationScheme;
import io.proofworks.proofs.Program;
import io.proofworks.proofs.ProofVerdict;
import io.proofworks.proofs.Statement;
import java.util.List;
import java.util.Optional;

/**
 * Recursion by another program: an aggregate is one more proof of the same system, of constant
 * size, and bears the aggregator's binding among its public inputs.
 */
final class ExternalScheme implements AggregationScheme {

  private final ExternalProofSystem system;
  private final Questions questions;
  private final Description description;

  ExternalScheme(ExternalProofSystem system, Questions questions, Description description) {
    this.system = system;
    this.questions = questions;
    this.description = description;
  }

  @Override
  public String id() {
    return description.scheme();
  }

  @Override
  public int maxFanIn() {
    return description.maxFanIn();
  }

  @Override
  public long mergeCostMillis(int fanIn) {
    return description.mergeCostMillis() * Math.max(1, fanIn - 1);
  }

  @Override
  public Optional<String> obstacle(List<Program> programs) {
    if (programs.isEmpty() || programs.size() > description.maxFanIn()) {
      return Optional.of(programs.size() + " are not between one and " + description.maxFanIn());
    }
    return system.isOurs(programs.getFirst()) && programs.stream().distinct().count() == 1
        ? Optional.empty()
        : Optional.of("they are not all of one program of " + description.proofSystem());
  }

  /** Recursion merges neighbours. */
  @Override
  public boolean needsWholeBatch() {
    return true;
  }

  @Override
  public long mostBytes(int children, long proofBytes) {
    return description.maxProofBytes();
  }

  @Override
  public byte[] aggregate(List<Statement> statements, List<byte[]> proofs, byte[] binding) {
    if (statements.size() != proofs.size() || !isCoverable(statements)) {
      throw new IllegalArgumentException(
          statements.size() + " statements of " + id() + ", " + proofs.size() + " proofs");
    }
    if (binding.length != Statement.BINDING_BYTES) {
      throw new IllegalArgumentException("a binding has 32 bytes, not " + binding.length);
    }
    return questions.aggregate(statements.getFirst().program().data(), statements, proofs, binding);
  }

  @Override
  public ProofVerdict verify(byte[] aggregate, List<Statement> statements, byte[] binding) {
    if (!isCoverable(statements) || binding.length != Statement.BINDING_BYTES) {
      return new ProofVerdict.Unsupported("no aggregate covers these " + statements.size());
    }
    if (aggregate.length > description.maxProofBytes()) {
      return new ProofVerdict.NonCanonical(
          "an aggregate has at most " + description.maxProofBytes() + " bytes");
    }
    return system
        .refusal()
        .orElseGet(() ->
            questions.verifyAggregate(
                statements.getFirst().program().data(), statements, aggregate, binding));
  }

  private boolean isCoverable(List<Statement> statements) {
    return obstacle(statements.stream().map(Statement::program).toList()).isEmpty()
        && statements.stream().allMatch(statement -> statement.binding() == null);
  }
}
