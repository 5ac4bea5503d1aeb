package io.proofworks.aggregation.domain;

import java.util.List;
import java.util.Optional;

/**
 * Whether what is to be made of proofs fits its topic. It is asked before anybody is to make it:
 * what no topic takes costs its holder the lease, and stops the batches behind it.
 */
final class Fit {

  /** Below the size limit of the topics, with room for the envelope. */
  private static final long MOST_BYTES = 1_000_000;

  /** What a receipt says of a child beside its public inputs, and of the node above it. */
  private static final long CHILD_ENTRY = 900;

  /** What a receipt says of a loss. */
  private static final long SLASH_ENTRY = 256;

  /** A child that an aggregate names. */
  private static final long NAME = 68;

  private Fit() {}

  /** Why an aggregate of these does not; empty when it does. */
  static Optional<String> aggregate(List<Child> children, Rules rules) {
    return over("an aggregate", proof(children, rules) + NAME * children.size());
  }

  /**
   * Why the receipt of a batch does not; empty when it does.
   *
   * @param facts proven
   */
  static Optional<String> receipt(
      List<Child> children, BatchFacts facts, Request request, Rules rules) {
    long inputs = children.stream().mapToLong(child -> child.publicInputs().length).sum();
    long entries = CHILD_ENTRY * children.size() + SLASH_ENTRY * facts.slashes().size();
    long bytes = request.publicInputs().length + inputs + entries + proof(children, rules);
    return over("a receipt", bytes);
  }

  private static long proof(List<Child> children, Rules rules) {
    long proofBytes = children.stream().mapToLong(Child::proofBytes).sum();
    return rules.scheme().mostBytes(children.size(), proofBytes);
  }

  private static Optional<String> over(String what, long bytes) {
    return bytes <= MOST_BYTES
        ? Optional.empty()
        : Optional.of(what + " of " + bytes + " bytes is over " + MOST_BYTES);
  }
}
