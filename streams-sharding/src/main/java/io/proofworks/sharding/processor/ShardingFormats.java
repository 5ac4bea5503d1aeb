package io.proofworks.sharding.processor;

import io.proofworks.format.Format;
import io.proofworks.format.Formats;
import io.proofworks.sharding.domain.BatchState;
import io.proofworks.sharding.domain.Change;
import io.proofworks.sharding.domain.ProvenStatements;
import io.proofworks.sharding.domain.ProverView;
import io.proofworks.sharding.domain.RevealTimes;
import io.proofworks.sharding.domain.ScheduleEvent;
import io.proofworks.sharding.domain.TaskView;

/** What sharding keeps and sends to itself. */
public final class ShardingFormats {

  /** All of them. */
  static final Formats ALL = Formats.of("sharding", 1);

  /** What the scheduler hears. */
  public static final Format<ScheduleEvent> EVENT = ALL.format(ScheduleEvent.class);

  /** A step of the scheduler's book. */
  public static final Format<Change> CHANGE = ALL.format(Change.class);

  /** A task in the book. */
  static final Format<TaskView> TASK = ALL.format(TaskView.class);

  /** A prover in the book. */
  static final Format<ProverView> PROVER = ALL.format(ProverView.class);

  /** Whose proof of a statement there is. */
  static final Format<ProvenStatements.Proven> PROVEN = ALL.format(ProvenStatements.Proven.class);

  /** How long the newest reveals of a class took. */
  static final Format<RevealTimes> REVEAL_TIMES = ALL.format(RevealTimes.class);

  /** A batch. */
  static final Format<BatchState> BATCH = ALL.format(BatchState.class);

  /** An input that waits. */
  static final Format<Parked> PARKED = ALL.format(Parked.class);

  /** What heartbeats are checked with. */
  static final Format<ProverSession> SESSION = ALL.format(ProverSession.class);

  /** What an entry of the schedule's journal has. */
  public static final Format<Scheduled> SCHEDULED = ALL.format(Scheduled.class);

  private ShardingFormats() {}
}
