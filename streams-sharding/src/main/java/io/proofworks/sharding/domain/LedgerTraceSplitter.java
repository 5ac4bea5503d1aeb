package io.proofworks.sharding.domain;

import io.proofworks.proofs.ledgercircuit.LedgerProgram;
import io.proofworks.proofs.ledgercircuit.LedgerSplitter;
import io.proofworks.proofs.ledgercircuit.LedgerTrace;
import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.Reason;
import java.util.List;
import java.util.Optional;

/**
 * For ledger batches: a request names the family of circuits of one depth, and its trace is
 * executed here, transfer by transfer, so that every shard starts from the state the one before it
 * ends in.
 */
public final class LedgerTraceSplitter implements TraceSplitter {

  /**
   * Executing a transfer takes about two milliseconds, and no request may hold up the others for
   * long.
   */
  static final int MAX_TRANSFERS = 1024;

  /** Nor may the tree of its accounts, which is hashed whole before the first transfer. */
  static final int MAX_ACCOUNTS = 8192;

  private record Programs(int policyVersion, List<LedgerProgram> list) {}

  /** The programs of the latest policy, whose verifying keys are dear to read. */
  private volatile Programs cached = new Programs(0, List.of());

  @Override
  public Split split(Request request, MarketPolicy policy) {
    List<LedgerProgram> family = family(request.programHash(), policy);
    return family.isEmpty()
        ? refused(
            Reason.UNKNOWN_TASK,
            "the policy lists no ledger program of family " + request.programHash().hex())
        : decode(request.trace())
            .map(trace -> execute(trace, family, request, policy))
            .orElseGet(() -> refused(Reason.MALFORMED, "the trace is no ledger trace"));
  }

  /**
   * Each transfer has its place in a shard, all shards take one program, and what a program weighs
   * does not depend on how full it is.
   */
  @Override
  public long leastWeight(Request request, MarketPolicy policy) {
    return decode(request.trace())
        .filter(trace -> oversized(trace).isEmpty())
        .map(trace -> leastWeight(trace.transfers().size(), family(request.programHash(), policy)))
        .orElse(0L);
  }

  /** Measured: up to 1.6 ms for a transfer, 0.085 ms for an account. */
  @Override
  public long executionMs(Request request) {
    return decode(request.trace())
        .filter(trace -> oversized(trace).isEmpty())
        .map(trace -> (16L * trace.transfers().size() + trace.accounts().size()) / 10)
        .orElse(0L);
  }

  private static long leastWeight(int transfers, List<LedgerProgram> family) {
    return family.stream()
        .mapToLong(
            program -> (long) Math.ceilDiv(transfers, program.transfers()) * program.weight())
        .min()
        .orElse(0);
  }

  private static Split execute(
      LedgerTrace trace, List<LedgerProgram> family, Request request, MarketPolicy policy) {
    return oversized(trace)
        .map(why -> refused(Reason.OVERSIZED, why))
        .orElseGet(() ->
            Split.of(LedgerSplitter.split(trace, family, policy.targetShardWeight()), request));
  }

  private static Optional<String> oversized(LedgerTrace trace) {
    if (trace.transfers().size() > MAX_TRANSFERS) {
      return Optional.of("more than " + MAX_TRANSFERS + " transfers in one batch");
    }
    return trace.accounts().size() > MAX_ACCOUNTS
        ? Optional.of("more than " + MAX_ACCOUNTS + " accounts in one batch")
        : Optional.empty();
  }

  private List<LedgerProgram> family(Hash32 hash, MarketPolicy policy) {
    return programs(policy).stream()
        .filter(program -> Hash32.of(LedgerProgram.familyHash(program.depth())).equals(hash))
        .toList();
  }

  private List<LedgerProgram> programs(MarketPolicy policy) {
    Programs known = cached;
    if (known.policyVersion() != policy.version()) {
      known = new Programs(policy.version(), parsed(policy));
      cached = known;
    }
    return known.list();
  }

  private static List<LedgerProgram> parsed(MarketPolicy policy) {
    return policy.programsOf(LedgerProgram.PROOF_SYSTEM).stream()
        .flatMap(program -> LedgerProgram.parse(program).stream())
        .toList();
  }

  private static Optional<LedgerTrace> decode(byte[] bytes) {
    try {
      return Optional.of(LedgerTrace.decode(bytes));
    } catch (IllegalArgumentException malformed) {
      return Optional.empty();
    }
  }

  private static Split refused(Reason reason, String detail) {
    return new Split.Refused(reason, detail);
  }
}
