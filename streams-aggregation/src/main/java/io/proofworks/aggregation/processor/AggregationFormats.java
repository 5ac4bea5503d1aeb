package io.proofworks.aggregation.processor;

import io.proofworks.aggregation.domain.AggregationPolicy;
import io.proofworks.aggregation.domain.Aggregator;
import io.proofworks.aggregation.domain.BatchCase;
import io.proofworks.aggregation.domain.Directory;
import io.proofworks.aggregation.domain.Relayed;
import io.proofworks.format.Format;
import io.proofworks.format.Formats;

/** What aggregation keeps and sends to itself. */
public final class AggregationFormats {

  /** All of them. */
  static final Formats ALL = Formats.of("aggregation", 2).named(DeskBook.Lease.class, "HeldLease");

  /** What its parts say to each other. */
  public static final Format<Relayed> MESSAGE = ALL.format(Relayed.class);

  /** A batch. */
  static final Format<BatchCase> CASE = ALL.format(BatchCase.class);

  /** Somebody who aggregates. */
  static final Format<Aggregator> AGGREGATOR = ALL.format(Aggregator.class);

  /** A version of the policy. */
  static final Format<AggregationPolicy> POLICY = ALL.format(AggregationPolicy.class);

  /** How many requests wait. */
  static final Format<AskedBatches.Totals> TOTALS = ALL.format(AskedBatches.Totals.class);

  /** An aggregator as the desk knows it. */
  static final Format<Directory.Member> MEMBER = ALL.format(Directory.Member.class);

  /** A node in the desk's queue. */
  static final Format<DeskBook.Asked> ASKED = ALL.format(DeskBook.Asked.class);

  /** Who holds the lease of a node. */
  static final Format<DeskBook.Lease> LEASE = ALL.format(DeskBook.Lease.class);

  private AggregationFormats() {}
}
