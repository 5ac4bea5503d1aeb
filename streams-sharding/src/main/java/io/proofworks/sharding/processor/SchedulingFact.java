package io.proofworks.sharding.processor;

import io.proofworks.sharding.domain.Effect;
import io.proofworks.sharding.domain.ScheduleEvent;
import io.proofworks.sharding.domain.TaskOffer;
import java.util.Set;

/** What a replay of a journal of sharding tells, besides messages. */
public sealed interface SchedulingFact {

  /** Of the entry that it follows from, or that says so. */
  long sequence();

  /**
   * Something that follows from an entry.
   *
   * @param time when it was decided, epoch milliseconds
   */
  record Derived(long sequence, long time, Outcome outcome) implements SchedulingFact {}

  /** A heartbeat that an entry says gave a task back. */
  record Beat(long sequence, ScheduleEvent.HeartbeatChecked heard) implements SchedulingFact {}

  /**
   * A prover that was given a task.
   *
   * @param held tasks that it had then besides
   * @param time when, epoch milliseconds
   * @param policy version in force
   */
  record Chosen(
      long sequence,
      long time,
      long policy,
      TaskOffer task,
      Effect.Holder holder,
      long reward,
      int held)
      implements SchedulingFact {}

  /**
   * A task for which nobody was said to be there.
   *
   * @param had who had held it before
   */
  record GivenUp(long sequence, long time, long policy, TaskOffer task, Set<String> had)
      implements SchedulingFact {
    public GivenUp {
      had = Set.copyOf(had);
    }
  }
}
