package io.proofworks.market.local;

import io.proofworks.avro.Policy;
import io.proofworks.avro.Receipt;
import io.proofworks.avro.ReceiptChild;
import io.proofworks.proofs.AggregationScheme;
import io.proofworks.proofs.ProofSystem;
import io.proofworks.proofs.ProofVerdict;
import io.proofworks.proofs.Statement;
import io.proofworks.proofs.aggregation.AggregationSchemes;
import io.proofworks.proofs.registry.VerifierRegistry;
import io.proofworks.protocol.Address;
import io.proofworks.protocol.Digests;
import io.proofworks.protocol.Hash32;
import io.proofworks.worker.log.AvroBytes;
import io.proofworks.worker.proving.ProgramBook;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Checks a receipt from nothing but itself and the programs' verifying keys: the root proof over
 * the children's statements, that each child is bound to its prover, that the shards chain, and
 * that they add up to the batch's public inputs.
 */
public final class ReceiptCheck {

  /**
   * @param detail what is wrong, empty when nothing is
   */
  public record Result(boolean valid, String detail) {}

  private final VerifierRegistry verifiers;
  private final Map<String, AggregationScheme> schemes;
  private final ProgramBook programs = new ProgramBook();

  /** Over those verifiers and the schemes that go with them. */
  public ReceiptCheck(VerifierRegistry verifiers) {
    this.verifiers = verifiers;
    this.schemes = AggregationSchemes.over(verifiers);
  }

  /** Takes in the programs of a policy. */
  public synchronized void learn(Policy policy) {
    programs.add(policy);
  }

  /** Checks a receipt of outcome SETTLED. */
  public synchronized Result check(Receipt receipt) {
    return flaw(receipt).map(f -> new Result(false, f)).orElseGet(() -> new Result(true, ""));
  }

  private Optional<String> flaw(Receipt receipt) {
    AggregationScheme scheme = schemes.get(receipt.getScheme());
    ProofSystem system = verifiers.system(receipt.getProofSystem()).orElse(null);
    if (scheme == null || system == null) {
      return Optional.of("unknown scheme or proof system");
    }
    return binding(receipt)
        .or(() -> chain(receipt.getChildren(), system))
        .or(() -> total(receipt, system))
        .or(() -> root(receipt, scheme));
  }

  private static Optional<String> binding(Receipt receipt) {
    Digests digests = new Digests(Hash32.parse(receipt.getDomain()));
    return receipt.getChildren().stream()
        .filter(child -> child.getBinding() != null)
        .filter(child -> !isBound(child, digests))
        .map(child -> "shard " + child.getShardIndex() + " is bound to somebody else")
        .findFirst();
  }

  private static boolean isBound(ReceiptChild child, Digests digests) {
    String adopted = child.getAdoptedFrom();
    Hash32 task = Hash32.parse(adopted == null ? child.getTaskId() : adopted);
    Hash32 expected = digests.binding(task, Address.parse(child.getProverId()));
    return Arrays.equals(expected.bytes(), AvroBytes.copyNullable(child.getBinding()));
  }

  private static Optional<String> chain(List<ReceiptChild> children, ProofSystem system) {
    for (int i = 1; i < children.size(); i++) {
      byte[] earlier = AvroBytes.copy(children.get(i - 1).getPublicInputs());
      if (!system.chains(earlier, AvroBytes.copy(children.get(i).getPublicInputs()))) {
        return Optional.of("shard " + i + " does not start where the one before ended");
      }
    }
    return Optional.empty();
  }

  private static Optional<String> total(Receipt receipt, ProofSystem system) {
    List<byte[]> parts =
        receipt.getChildren().stream().map(c -> AvroBytes.copy(c.getPublicInputs())).toList();
    boolean same =
        system
            .fold(parts)
            .filter(whole -> Arrays.equals(whole, AvroBytes.copy(receipt.getPublicInputs())))
            .isPresent();
    return same ? Optional.empty() : Optional.of("the shards do not add up to the batch");
  }

  private Optional<String> root(Receipt receipt, AggregationScheme scheme) {
    List<Statement> statements = receipt.getChildren().stream().map(this::statement).toList();
    ProofVerdict verdict =
        scheme.verify(
            AvroBytes.copy(receipt.getRootProof()),
            statements,
            AvroBytes.copy(receipt.getRootBinding()));
    return verdict.isValid() ? Optional.empty() : Optional.of("root proof: " + verdict);
  }

  @SuppressWarnings("NullAway") // a statement's binding is nullable; NullAway misses it on arrays
  private Statement statement(ReceiptChild child) {
    return new Statement(
        programs.find(child.getProgramHash(), child.getProofSystem()),
        AvroBytes.copy(child.getPublicInputs()),
        AvroBytes.copyNullable(child.getBinding()));
  }
}
