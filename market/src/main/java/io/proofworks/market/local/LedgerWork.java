package io.proofworks.market.local;

import io.proofworks.proofs.PlannedShard;
import io.proofworks.proofs.ShardPlan;
import io.proofworks.proofs.ledgercircuit.LedgerProgram;
import io.proofworks.proofs.ledgercircuit.LedgerSplitter;
import io.proofworks.proofs.ledgercircuit.LedgerTrace;
import io.proofworks.protocol.Hash32;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/** Transfers as something to be proved: reads them, balances them, and says what they will cost. */
public final class LedgerWork {

  private static final String BLOCK = "/io/proofworks/market/transfers/ethereum-24666352-usdt.csv";

  private LedgerWork() {}

  /** The first transfers of USDT in Ethereum block 24666352, which has 171. */
  public static LedgerTrace block(int limit) throws IOException {
    try (Reader csv =
        new InputStreamReader(
            Objects.requireNonNull(LedgerWork.class.getResourceAsStream(BLOCK)),
            StandardCharsets.UTF_8)) {
      return LedgerTrace.fromCsv(csv, Optional.empty(), limit);
    }
  }

  /**
   * The same transfers from another state: the first account has so much more. A statement is
   * proved once in a market, and these are others.
   *
   * @param more base units
   */
  public static LedgerTrace richer(LedgerTrace trace, long more) {
    List<LedgerTrace.Account> accounts = new ArrayList<>(trace.accounts());
    LedgerTrace.Account first = accounts.getFirst();
    accounts.set(
        0, new LedgerTrace.Account(first.address(), first.balance().add(BigInteger.valueOf(more))));
    return new LedgerTrace(accounts, trace.transfers());
  }

  /**
   * The transfers of a CSV or JSON file.
   *
   * @param token only transfers of this token, for a CSV of several
   * @throws IllegalArgumentException naming the line that is wrong
   */
  public static LedgerTrace file(Path file, Optional<String> token, int limit) throws IOException {
    try (Reader reader = Files.newBufferedReader(file)) {
      return file.toString().toLowerCase(Locale.ROOT).endsWith(".json")
          ? LedgerTrace.fromJson(reader)
          : LedgerTrace.fromCsv(reader, token, limit);
    }
  }

  /** Levels of the smallest tree that holds the accounts, at least 8. */
  public static int depth(LedgerTrace trace) {
    int accounts = Math.max(2, trace.accounts().size());
    return Math.max(8, Integer.SIZE - Integer.numberOfLeadingZeros(accounts - 1));
  }

  /**
   * The work of a batch of these transfers under the market's programs.
   *
   * @throws IllegalArgumentException if the market has no program for it, or it is not a batch
   */
  public static ProvableWork of(
      LedgerTrace trace, List<LedgerProgram> programs, int targetShardWeight) {
    return switch (LedgerSplitter.split(trace, programs, targetShardWeight)) {
      case ShardPlan.Refused(String reason) -> throw new IllegalArgumentException(reason);
      case ShardPlan.Shards plan -> work(trace, plan);
    };
  }

  private static ProvableWork work(LedgerTrace trace, ShardPlan.Shards plan) {
    return new ProvableWork(
        LedgerProgram.PROOF_SYSTEM,
        Hash32.of(LedgerProgram.familyHash(depth(trace))),
        trace.encode(),
        plan.publicInputs(),
        plan.shards().size(),
        plan.shards().stream().mapToLong(PlannedShard::weight).sum(),
        trace.transfers().size() + " transfers between " + trace.accounts().size() + " accounts");
  }
}
