package io.proofworks.sharding.processor;

import io.proofworks.runtime.journal.Difference;
import io.proofworks.runtime.journal.Message;
import io.proofworks.sharding.domain.Effect;
import io.proofworks.sharding.domain.ScheduleEvent;
import io.proofworks.sharding.domain.TaskOffer;
import java.util.List;
import java.util.Set;
import java.util.function.LongPredicate;

/**
 * What a replay of a journal of sharding gave.
 *
 * @param entries read, of which a replay that could not go on has not applied all
 * @param derived what follows, in order
 * @param sent messages to the schedule that follow from requests
 * @param taken messages that the entries say the schedule took in, but for heartbeats
 * @param heartbeats that the entries say gave tasks back
 * @param chosen who was given tasks
 * @param givenUp tasks for which nobody was said to be there
 * @param owes whether something that waits up to a time, epoch milliseconds, has not had its turn
 * @param differences between the journal and the log; empty when the journal is true
 */
public record SchedulingReport(
    String journal,
    int entries,
    List<Derived> derived,
    List<Message> sent,
    List<Message> taken,
    List<Beat> heartbeats,
    List<Chosen> chosen,
    List<GivenUp> givenUp,
    LongPredicate owes,
    List<Difference> differences) {

  /**
   * Something that follows from an entry.
   *
   * @param time when it was decided, epoch milliseconds
   */
  public record Derived(long sequence, long time, Outcome outcome) {}

  /** A heartbeat that an entry says was heard. */
  public record Beat(long sequence, ScheduleEvent.HeartbeatChecked heard) {}

  /**
   * A prover that was given a task.
   *
   * @param held tasks that it had then besides
   * @param time when, epoch milliseconds
   * @param policy version in force
   */
  public record Chosen(
      long sequence,
      long time,
      long policy,
      TaskOffer task,
      Effect.Holder holder,
      long reward,
      int held) {}

  /**
   * A task that was given up.
   *
   * @param had who had held it before
   */
  public record GivenUp(long sequence, long time, long policy, TaskOffer task, Set<String> had) {
    public GivenUp {
      had = Set.copyOf(had);
    }
  }

  public SchedulingReport {
    derived = List.copyOf(derived);
    sent = List.copyOf(sent);
    taken = List.copyOf(taken);
    heartbeats = List.copyOf(heartbeats);
    chosen = List.copyOf(chosen);
    givenUp = List.copyOf(givenUp);
    differences = List.copyOf(differences);
  }
}
