package io.proofworks.metrics.processor;

import io.proofworks.format.Format;
import io.proofworks.format.Formats;
import io.proofworks.metrics.domain.Bucket;
import io.proofworks.metrics.domain.LiveTask;
import io.proofworks.metrics.domain.MarketEvent;
import io.proofworks.metrics.domain.Member;
import io.proofworks.metrics.domain.Transfer;

/** What the measures keep, and what their parts say to each other. */
final class MetricsFormats {

  /** All of them. */
  static final Formats ALL = Formats.of("metrics", 1);

  /** What the fold hears. */
  static final Format<MarketEvent> EVENT = ALL.format(MarketEvent.class);

  /** What an execution of a batch does not say. */
  static final Format<RelayState.KnownBatch> KNOWN_BATCH = ALL.format(RelayState.KnownBatch.class);

  /** A task from its publication to its end. */
  static final Format<LiveTask> LIVE_TASK = ALL.format(LiveTask.class);

  /** What happened in ten seconds. */
  static final Format<Bucket> BUCKET = ALL.format(Bucket.class);

  /** A batch as its route sees it. */
  static final Format<Transfer> TRANSFER = ALL.format(Transfer.class);

  /** A route. */
  static final Format<KnownRoute> ROUTE = ALL.format(KnownRoute.class);

  /** A prover or aggregator. */
  static final Format<Member> MEMBER = ALL.format(Member.class);

  /** Where a class stands. */
  static final Format<CellState> CELL = ALL.format(CellState.class);

  private MetricsFormats() {}
}
