package io.proofworks.operations;

import java.util.List;
import java.util.Locale;

/**
 * Every metric of ours. Labels come from closed vocabularies, never ids of provers, tasks or
 * batches: their number must not grow with the market.
 */
public enum Metric {
  /** {@code topic}: a name of the catalogue. */
  RECORDS_WRITTEN(Kind.COUNTER, "Records handed to producers, by topic.", "topic"),
  /** {@code outcome}: decoded or malformed. */
  RECORDS_READ(
      Kind.COUNTER,
      "Records read, by topic and whether they could be decoded.",
      "topic",
      "outcome"),
  VERDICTS(Kind.COUNTER, "Verdicts written, by kind and reason.", "kind", "reason"),
  /** {@code cause}: oversized or defect. */
  INPUTS_SET_ASIDE(
      Kind.COUNTER,
      "Records that were set aside because what follows from them could not be written; any is"
          + " worth an alarm.",
      "topic",
      "cause"),
  LEDGER_MOVEMENTS(Kind.COUNTER, "Movements of money written, by kind.", "kind"),
  RECEIPTS(Kind.COUNTER, "Receipts of batches written, by outcome.", "outcome"),
  /** {@code mode}: alone, or together with others in one product. */
  PROOF_VERIFICATIONS(Kind.TIMER, "Proofs verified by settlement, alone or together.", "mode"),
  /** {@code by}: ticker, sharding or settlement. */
  TICKS(Kind.COUNTER, "Ticks that a broker has acknowledged.", "by"),
  TICKS_FAILED(Kind.COUNTER, "Ticks that could not be appended.", "by"),
  /** {@code application}: sharding, settlement, aggregation, metrics or views. */
  APPLICATION_READY(
      Kind.GAUGE, "1 while the application processes and keeps up, else 0.", "application"),
  APPLICATION_FAILED(Kind.GAUGE, "1 once the application has ended by a failure.", "application"),
  /** {@code condition}: a {@link Condition}'s code. */
  APPLICATION_CONDITION(
      Kind.GAUGE, "1 for the condition that the application is in.", "application", "condition"),
  APPLICATION_LAG_SECONDS(
      Kind.GAUGE,
      "How long ago the oldest record was appended that the application has yet to work off.",
      "application"),
  /** {@code means}: thread, client or state. */
  APPLICATION_RECOVERIES(
      Kind.COUNTER,
      "How often the application went on by itself after a failure, by the means.",
      "application",
      "means"),
  /** {@code topic}: a name of the catalogue. */
  INPUT_LOST(
      Kind.COUNTER,
      "Gaps in what an application reads: records that were gone before it had read them.",
      "application",
      "topic"),
  RESTORE_REMAINING(
      Kind.GAUGE, "Records of changelogs that are still to be restored.", "application"),
  STATE_ROCKSDB_BYTES(
      Kind.GAUGE,
      "Native memory of RocksDB's caches and write buffers, all stores of the process together; its"
          + " bound is state.rocksdb.bytes."),
  JOURNALS_UNWITNESSED_SECONDS(
      Kind.GAUGE,
      "How long the journal that is longest without enough cosignatures has been so, of those that"
          + " this process has views of; 0 when all are cosigned or no witnesses are named."),
  HISTORIES_FORKED(
      Kind.GAUGE,
      "How many proofs this witness keeps that a journal's key signed two histories; any is worth"
          + " an alarm."),
  HTTP_CONNECTIONS(Kind.GAUGE, "Open connections of the process's HTTP server."),
  /** {@code why}: crowded_out, address, no_request, long_request, unread or busy. */
  HTTP_ENDED(
      Kind.COUNTER, "Connections closed and requests refused for a bound, by the bound.", "why"),
  /** {@code outcome}: made or failed. */
  WORKER_PROOFS(Kind.TIMER, "Proofs that this worker made, or could not make.", "outcome"),
  WORKER_IN_FLIGHT(Kind.GAUGE, "Tasks that this worker is at work on."),
  WORKER_OPEN_BONDS(Kind.GAUGE, "1 while this worker has commits that are not decided."),
  WORKER_RECORDS_MISSED(
      Kind.COUNTER, "Records that were deleted from a topic before this worker had read them.");

  /** What it measures. */
  public enum Kind {
    /** Only grows; the name ends with {@code _total}. */
    COUNTER,
    /** Now. */
    GAUGE,
    /** How many, and for how long; seconds, with a histogram. */
    TIMER
  }

  private final Kind kind;
  private final String help;
  private final List<String> labels;

  Metric(Kind kind, String help, String... labels) {
    this.kind = kind;
    this.help = help;
    this.labels = List.of(labels);
  }

  public Kind kind() {
    return kind;
  }

  /** What it says, in a sentence. */
  public String help() {
    return help;
  }

  /** Names of its labels, in the order in which values are given. */
  public List<String> labels() {
    return labels;
  }

  /** The name in Micrometer, of which Prometheus makes {@link #prometheusName}. */
  String meterName() {
    return "proofworks." + name().toLowerCase(Locale.ROOT).replace('_', '.');
  }

  /** The name to ask Prometheus for; of a timer there are {@code _count}, {@code _sum} and more. */
  public String prometheusName() {
    String name = "proofworks_" + name().toLowerCase(Locale.ROOT);
    return switch (kind) {
      case COUNTER -> name + "_total";
      case GAUGE -> name;
      case TIMER -> name + "_seconds";
    };
  }
}
