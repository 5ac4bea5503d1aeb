package io.proofworks.aggregation;

import io.proofworks.proofs.AggregationScheme;
import io.proofworks.proofs.Program;
import io.proofworks.proofs.ProofVerdict;
import io.proofworks.proofs.Statement;
import io.proofworks.proofs.hash.Digests;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Checks only that an aggregate names its statements and its aggregator: no proof, but a binding.
 */
public class DigestScheme implements AggregationScheme {

  @Override
  public String id() {
    return "DIGEST";
  }

  @Override
  public int maxFanIn() {
    return 1_000;
  }

  @Override
  public long mergeCostMillis(int fanIn) {
    return 10;
  }

  @Override
  public Optional<String> obstacle(List<Program> programs) {
    return Optional.empty();
  }

  @Override
  public long mostBytes(int children, long proofBytes) {
    return Statement.BINDING_BYTES;
  }

  @Override
  public byte[] aggregate(List<Statement> statements, List<byte[]> proofs, byte[] binding) {
    byte[] digest = binding;
    for (Statement statement : statements) {
      digest = Digests.keccak256(digest, statement.digest());
    }
    return digest;
  }

  @Override
  public ProofVerdict verify(byte[] aggregate, List<Statement> statements, byte[] binding) {
    return Arrays.equals(aggregate, aggregate(statements, List.of(), binding))
        ? ProofVerdict.VALID
        : new ProofVerdict.Invalid("another digest");
  }
}
