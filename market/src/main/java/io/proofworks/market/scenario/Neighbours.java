package io.proofworks.market.scenario;

import io.proofworks.avro.Receipt;
import io.proofworks.market.audit.Audit;
import io.proofworks.market.local.LocalMarket;
import io.proofworks.market.local.Rollup;
import io.proofworks.market.local.WorkerFleet.Member;
import io.proofworks.proofs.ledgercircuit.LedgerTrace;
import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.Role;
import io.proofworks.tlog.Witnesses;
import io.proofworks.topics.Topics;
import io.proofworks.worker.domain.WorkerSettings.Hardware;
import io.proofworks.worker.log.LogReader;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The other rollups of a demonstration: each has a batch proved by workers of its own, on the same
 * brokers and applications, while the first one is cheated on.
 */
final class Neighbours implements AutoCloseable {

  private static final Duration POLL = Duration.ofMillis(10);
  private static final Hardware HARDWARE = new Hardware("cpu", "amd", "eu-west", "worker/0.1");

  private final LocalMarket market;
  private final List<Rollup> others;
  private final Map<Hash32, String> batches = new LinkedHashMap<>();
  private final Set<String> settled = new HashSet<>();
  private final LogReader log;

  Neighbours(LocalMarket market) {
    this.market = market;
    this.others = market.rollups().subList(1, market.rollups().size());
    this.log =
        LogReader.of(market.broker().clientSettings(), market.broker().serdes())
            .on(Topics.RECEIPTS, this::take)
            .fromBeginning();
  }

  private void take(Receipt receipt) {
    if (receipt.getOutcome().equals("SETTLED")) {
      settled.add(receipt.getDomain() + receipt.getBatchId());
    }
  }

  /** Hires a prover and an aggregator for each, and has it ask for a batch of those transfers. */
  void begin(LedgerTrace trace) throws IOException {
    for (Rollup rollup : others) {
      rollup.fleet().start(Member.honest("ada", Set.of(Role.PROVER), HARDWARE));
      rollup.fleet().start(Member.honest("noether", Set.of(Role.AGGREGATOR), HARDWARE));
      String batch =
          rollup
              .requester()
              .submit(Demo.order(market.programs(), rollup.policy(), trace))
              .getBatchId();
      batches.put(rollup.domain(), batch);
    }
  }

  /** Whether all of them have their receipts, or there are none. */
  boolean areSettled() {
    log.poll(POLL);
    return batches.entrySet().stream().allMatch(one -> isSettled(one.getKey(), one.getValue()));
  }

  private boolean isSettled(Hash32 domain, String batch) {
    return settled.contains(domain.hex() + batch);
  }

  /**
   * How it went in each rollup, the first one too; nothing where that is the only one.
   *
   * @param batch of the first one
   */
  List<RollupEnd> end(String batch) throws IOException {
    if (others.isEmpty()) {
      return List.of();
    }
    batches.put(market.broker().domain(), batch);
    var unused = areSettled();
    List<RollupEnd> ends = new ArrayList<>();
    for (Rollup rollup : market.rollups()) {
      String own = batches.getOrDefault(rollup.domain(), "");
      ends.add(
          new RollupEnd(
              rollup.domain(),
              own,
              isSettled(rollup.domain(), own),
              audit(market, rollup.domain()).clean()));
    }
    return ends;
  }

  /** Settles a rollup again from the log. */
  static Audit.Result audit(LocalMarket market, Hash32 domain) throws IOException {
    return Audit.run(
        market.broker().clientSettings(),
        new Audit.Scope(
            domain,
            market.broker().domain(),
            market.broker().serdes(),
            market.verifiers(),
            Topics.PARTITIONS,
            Optional.of(HexFormat.of().parseHex(market.journalKey())),
            List.of(),
            Witnesses.NONE,
            List.of()));
  }

  @Override
  public void close() {
    log.close();
  }
}
