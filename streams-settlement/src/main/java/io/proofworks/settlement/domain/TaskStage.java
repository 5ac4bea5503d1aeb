package io.proofworks.settlement.domain;

import io.proofworks.protocol.Address;
import io.proofworks.protocol.TaskState;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where a task stands, with what it has there. A move is a method of the stages that allow it, so
 * what the diagram has no arrow for has no method either.
 *
 * <pre>
 *   Open --begin--> Assigned --commit--> Committed
 *                    |    |               |    |
 *                    |    +----verify-----|----+--------> Verified
 *                  spend                spend                ^
 *                    v                    v                  |
 *                 Reassigned &lt;------------+                  |
 *                    |                                       |
 *                    +------------verify---------------------+
 *
 *   out of each of these but Verified:  begin, an epoch, to Assigned
 *   out of each of these:               end or supersede, to Ended
 * </pre>
 *
 * <p>The arrows are those of {@link TaskState}, with two differences. A reveal is decided in the
 * step that takes it, so no task stands at {@link TaskState#REVEALED}. And which end a batch has
 * come to is told, not found out: a task takes the end that it is given.
 */
public sealed interface TaskStage {

  /**
   * The newest epoch.
   *
   * @param lapsed whether its commit deadline has passed
   * @param givenBackBy assignees that gave it back before that
   */
  record Current(Epoch epoch, boolean lapsed, List<Address> givenBackBy) {

    public Current {
      givenBackBy = List.copyOf(givenBackBy);
    }

    static Current begun(Epoch epoch) {
      return new Current(epoch, false, List.of());
    }

    Current lapse() {
      return new Current(epoch, true, givenBackBy);
    }

    boolean isGivenBack(Address prover, int number) {
      return number == epoch.number() && givenBackBy.contains(prover);
    }

    Current giveBack(List<Address> by) {
      List<Address> all = Stream.concat(givenBackBy.stream(), by.stream()).distinct().toList();
      return new Current(epoch, lapsed, all);
    }
  }

  /** What verdicts call it. */
  TaskState state();

  /** Null before the first assignment. */
  default @Nullable Current current() {
    return null;
  }

  /**
   * Author of the first accepted reveal, or of the proof that was adopted; null while there is none
   * of them.
   */
  default @Nullable Address verifiedBy() {
    return null;
  }

  /** Something can still happen to the task. */
  sealed interface Alive extends TaskStage {

    /**
     * @param outcome one of the four ends
     */
    default Ended end(TaskState outcome) {
      return new Ended(outcome, current(), verifiedBy(), null);
    }

    /**
     * @param since log time from which everybody could know; null if that does not count
     */
    default Ended supersede(@Nullable Long since) {
      return new Ended(TaskState.SUPERSEDED, current(), verifiedBy(), since);
    }
  }

  /** No proof is there, so the next epoch may begin. */
  sealed interface Unproved extends Alive {
    default Assigned begin(Epoch next) {
      return new Assigned(Current.begun(next));
    }
  }

  /** In an epoch, whose commits close when its deadline passes. */
  sealed interface Begun extends Alive {

    @Override
    Current current();

    /** The same stage, of an epoch that has come further. */
    Begun in(Current next);

    default Begun lapse() {
      return in(current().lapse());
    }

    default Begun giveBack(List<Address> by) {
      return in(current().giveBack(by));
    }

    default Epoch epoch() {
      return current().epoch();
    }

    default boolean isLapsed() {
      return current().lapsed();
    }
  }

  /** In an epoch and without a proof, which a late reveal of an older epoch may bring as well. */
  sealed interface InProof extends Begun, Unproved {
    default Verified verify(Address by) {
      return new Verified(current(), by);
    }
  }

  /** Whoever is asked may still deliver. */
  sealed interface Promising extends InProof {
    default Reassigned spend() {
      return new Reassigned(current());
    }
  }

  /** Published, nobody's yet. */
  record Open() implements Unproved {
    @Override
    public TaskState state() {
      return TaskState.OPEN;
    }
  }

  /** Given to one or more provers, none of whom has an accepted commit. */
  record Assigned(Current current) implements Promising {
    @Override
    public TaskState state() {
      return TaskState.ASSIGNED;
    }

    @Override
    public Assigned in(Current next) {
      return new Assigned(next);
    }

    Committed commit() {
      return new Committed(current);
    }
  }

  /** A commit of the epoch was accepted. */
  record Committed(Current current) implements Promising {
    @Override
    public TaskState state() {
      return TaskState.COMMITTED;
    }

    @Override
    public Committed in(Current next) {
      return new Committed(next);
    }
  }

  /** Nobody can deliver in this epoch any more: waits for the next one. */
  record Reassigned(Current current) implements InProof {
    @Override
    public TaskState state() {
      return TaskState.REASSIGNED;
    }

    @Override
    public Reassigned in(Current next) {
      return new Reassigned(next);
    }
  }

  /** A proof was accepted; the batch is not settled yet. */
  record Verified(Current current, Address verifiedBy) implements Begun {
    @Override
    public TaskState state() {
      return TaskState.VERIFIED;
    }

    @Override
    public Verified in(Current next) {
      return new Verified(next, verifiedBy);
    }
  }

  /**
   * Nothing moves it any more, though bonds of its commits may still have to be decided.
   *
   * @param outcome one of the four ends
   * @param staleSince of a superseded one, log time from which everybody could know; null if that
   *     does not count
   */
  record Ended(
      TaskState outcome,
      @Nullable Current current,
      @Nullable Address verifiedBy,
      @Nullable Long staleSince)
      implements TaskStage {
    public Ended {
      if (!outcome.isEnd()) {
        throw new IllegalArgumentException(outcome + " is no end");
      }
      if (staleSince != null && outcome != TaskState.SUPERSEDED) {
        throw new IllegalArgumentException(outcome + " is not stale");
      }
    }

    @Override
    public TaskState state() {
      return outcome;
    }
  }
}
