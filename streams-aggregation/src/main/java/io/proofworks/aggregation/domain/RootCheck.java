package io.proofworks.aggregation.domain;

import io.proofworks.proofs.ProofSystem;
import io.proofworks.proofs.ledgercircuit.LedgerProgram;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * Whether the proven shards are the batch that was asked for: all there, chained, and with the
 * batch's public inputs. It is asked before the root is given to anybody, because no aggregator
 * could mend it.
 */
final class RootCheck {

  private static final int SHOWN_BYTES = 96;

  private RootCheck() {}

  /** Why they are not; empty when they are. The facts must be proven. */
  static Optional<String> problem(BatchFacts facts, Request request, Rules rules) {
    List<Child> children = facts.shards().stream().map(Shard::proof).toList();
    return mixed(children, request)
        .or(() -> broken(children, request, rules))
        .or(() -> different(children, request, rules))
        .or(() -> uncovered(children, rules))
        .or(() -> Fit.receipt(children, facts, request, rules));
  }

  private static Optional<String> mixed(List<Child> children, Request request) {
    return children.stream()
        .filter(child -> !child.proofSystem().equals(request.proofSystem()))
        .findFirst()
        .map(child ->
            "a shard is proven in " + child.proofSystem() + ", not " + request.proofSystem());
  }

  private static Optional<String> broken(List<Child> children, Request request, Rules rules) {
    ProofSystem system =
        rules
            .systems()
            .system(request.proofSystem())
            .orElseThrow(() ->
                new IllegalStateException(
                    "this process has no " + request.proofSystem() + ": see external.command"));
    for (int i = 1; i < children.size(); i++) {
      if (!system.chains(children.get(i - 1).publicInputs(), children.get(i).publicInputs())) {
        return Optional.of("shard " + i + " does not start where shard " + (i - 1) + " ends");
      }
    }
    return Optional.empty();
  }

  private static Optional<String> different(List<Child> children, Request request, Rules rules) {
    Optional<byte[]> recomputed = batchInputs(children, request, rules);
    boolean same =
        recomputed.isPresent() && Arrays.equals(recomputed.get(), request.publicInputs());
    return same
        ? Optional.empty()
        : Optional.of(
            "the shards prove %s, the batch asks for %s"
                .formatted(
                    recomputed.map(RootCheck::hex).orElse("nothing"), hex(request.publicInputs())));
  }

  /**
   * The batch's public inputs from its shards', as their system folds them. All shards are of the
   * batch's program, but for a ledger's: its batches name a family of programs.
   */
  private static Optional<byte[]> batchInputs(List<Child> children, Request request, Rules rules) {
    boolean ofTheProgram =
        request.proofSystem().equals(LedgerProgram.PROOF_SYSTEM)
            || children.stream().allMatch(c -> c.programHash().equals(request.programHash()));
    return ofTheProgram
        ? rules
            .systems()
            .system(request.proofSystem())
            .flatMap(system -> system.fold(children.stream().map(Child::publicInputs).toList()))
        : Optional.empty();
  }

  private static Optional<String> uncovered(List<Child> children, Rules rules) {
    return rules
        .scheme()
        .obstacle(children.stream().map(rules::program).toList())
        .map(why -> "no aggregate of " + rules.scheme().id() + " covers the shards: " + why);
  }

  /** The beginning says which it is; the whole may be longer than a receipt. */
  private static String hex(byte[] bytes) {
    byte[] shown = Arrays.copyOf(bytes, Math.min(bytes.length, SHOWN_BYTES));
    return "0x" + HexFormat.of().formatHex(shown) + (shown.length < bytes.length ? "…" : "");
  }
}
