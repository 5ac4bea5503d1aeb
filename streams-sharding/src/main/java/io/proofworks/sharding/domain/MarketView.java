package io.proofworks.sharding.domain;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** What the scheduler of one domain knows. Iteration orders are total, so decisions are too. */
public interface MarketView {

  String domain();

  /** The latest log time it has seen, epoch milliseconds. */
  long now();

  /**
   * The log time up to which the heartbeats of a prover were heard, epoch milliseconds; empty until
   * that is known, when it is taken for {@link #now}.
   */
  OptionalLong heardUpTo(String proverId);

  Optional<ProverView> prover(String proverId);

  Optional<TaskView> task(String taskId);

  /**
   * By id: those with a stake, with a task, or with a past. As many as ever had money, so no event
   * that comes without money looks at all of them.
   */
  List<ProverView> provers();

  /** Tasks of a batch, by id. */
  List<TaskView> tasksOf(String batchId);

  /** Tasks of a statement, in whichever batch, by id. */
  List<TaskView> claimants(String statementId);

  /** Whose proof the market has of a statement, if it has one. */
  Optional<ProvenStatements.Proven> proven(String statementId);

  boolean anyWaiting();

  /** Tasks that want provers: the class that is most in a hurry first, then deadline, age, id. */
  List<TaskView> waiting();

  /** Tasks that only wait for their close. */
  List<TaskView> ending();

  /** Tasks that want provers or are worked on without a commit yet. */
  int queueDepth();

  /** Tasks that are worked on without a commit yet. */
  int uncommitted();

  RecentWins wins();
}
