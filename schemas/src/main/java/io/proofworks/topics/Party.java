package io.proofworks.topics;

import java.util.Locale;

/** Who writes and reads topics; access-control lists are derived from it. */
public enum Party {
  /** Who runs the market: policies, deposits on a development chain, dead letters. */
  OPERATOR,
  /** Watches the settlement chain: deposits, withdrawals, executions. */
  CHAIN_WATCHER,
  REQUESTER,
  PROVER,
  AGGREGATOR,
  SHARDING,
  SETTLEMENT,
  AGGREGATION,
  METRICS,
  /** The views behind the query API. */
  VIEWS,
  /** Appends the market's ticks. */
  TICKER,
  ROUTE_ENGINE,
  ANALYST,
  AUDITOR,
  /** Cosigns the checkpoints of the journals. */
  WITNESS,
  /** Every authenticated principal; as a reader only. */
  ANYONE;

  /** Parties outside the market's own processes: what they write is checked as hostile. */
  public boolean outsider() {
    return switch (this) {
      case REQUESTER, PROVER, AGGREGATOR, ROUTE_ENGINE, ANALYST, AUDITOR, WITNESS, ANYONE -> true;
      case OPERATOR, CHAIN_WATCHER, SHARDING, SETTLEMENT, AGGREGATION, METRICS, VIEWS, TICKER ->
          false;
    };
  }

  /** The market's own Kafka Streams applications. */
  public boolean application() {
    return switch (this) {
      case SHARDING, SETTLEMENT, AGGREGATION, METRICS, VIEWS -> true;
      case REQUESTER,
          PROVER,
          AGGREGATOR,
          ROUTE_ENGINE,
          ANALYST,
          AUDITOR,
          WITNESS,
          ANYONE,
          OPERATOR,
          CHAIN_WATCHER,
          TICKER ->
          false;
    };
  }

  /** Whether it answers input, and so writes what it cannot decode to the dead letters. */
  public boolean answers() {
    return application() && this != VIEWS;
  }

  /** Its principal's name, for instance {@code chain-watcher}. */
  public String principal() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
