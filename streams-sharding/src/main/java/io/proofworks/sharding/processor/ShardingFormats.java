package io.proofworks.sharding.processor;

import io.proofworks.format.Format;
import io.proofworks.format.Formats;
import io.proofworks.sharding.domain.BatchState;
import io.proofworks.sharding.domain.Borne;
import io.proofworks.sharding.domain.Change;
import io.proofworks.sharding.domain.FreeMoney;
import io.proofworks.sharding.domain.ProvenStatements;
import io.proofworks.sharding.domain.ProverView;
import io.proofworks.sharding.domain.RevealTimes;
import io.proofworks.sharding.domain.ScheduleEvent;
import io.proofworks.sharding.domain.TaskView;
import io.proofworks.sharding.domain.WorkedOff;

/** What sharding keeps and sends to itself. */
public final class ShardingFormats {

  /** All of them. */
  static final Formats ALL = Formats.of("sharding", 2);

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

  /** What is known, and was told, of an account's money. */
  static final Format<FreeMoney> FREE_MONEY = ALL.format(FreeMoney.class);

  /** What of a requester's money has borne what was executed for it. */
  static final Format<Borne> BORNE = ALL.format(Borne.class);

  /** When all is worked off that was executed for those without money. */
  static final Format<WorkedOff> WORKED_OFF = ALL.format(WorkedOff.class);

  private ShardingFormats() {}
}
