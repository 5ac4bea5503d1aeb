package io.proofworks.protocol;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * Where a task stands. States only move forward within an epoch; a new epoch starts over at
 * ASSIGNED.
 *
 * <pre>
 *                     +------------------------- next epoch --------------------+
 *                     v                                                         |
 *   OPEN --------> ASSIGNED --------> COMMITTED --------> REVEALED ------+      |
 *                     |  \                |   \              |           |      |
 *                     |   \               |    \             |           v      |
 *                     |    +--------------|-----+--------> VERIFIED   (proof    |
 *                     |                   |                  ^  |      failed)  |
 *                     v                   v                  |  |        |      |
 *                 REASSIGNED &lt;------------+------------------|--|--------+      |
 *                     |  |                                   |  v               |
 *                     |  +-- a late reveal of an old epoch --+ SETTLED          |
 *                     +-------------------------------------------------------- +
 *
 *   out of every state but the four ends:  EXPIRED | SUPERSEDED | FAILED
 * </pre>
 *
 * <p>REASSIGNED says that no commit of the epoch is live and that settlement wants another one; the
 * scheduler answers it with an assignment. REVEALED is passed through: settlement verifies a reveal
 * in the step that takes it, so no record says that a task stands there. The ends are SETTLED,
 * EXPIRED, SUPERSEDED and FAILED.
 */
public enum TaskState {
  /** Published, nobody's yet. */
  OPEN,
  /** Given to one or more provers. */
  ASSIGNED,
  /** At least one commit is live. */
  COMMITTED,
  /** A reveal has arrived and is not decided: between two records, see above. */
  REVEALED,
  /** A proof was accepted; the batch is not settled yet. */
  VERIFIED,
  /** The batch was settled with this task's proof. An end. */
  SETTLED,
  /** The deadline passed without a proof. An end. */
  EXPIRED,
  /** Waits for the next epoch. */
  REASSIGNED,
  /** Stale: the requester moved the batch. An end. */
  SUPERSEDED,
  /** No epoch is left, or the money was not there, or its batch failed. An end. */
  FAILED;

  private static final Set<TaskState> BREAKS = EnumSet.of(EXPIRED, SUPERSEDED, FAILED);

  /** Nothing moves a task out of such a state. */
  public boolean isEnd() {
    return this == SETTLED || BREAKS.contains(this);
  }

  /** Whether the next assignment (current epoch + 1) may be taken in this state. */
  public boolean mayStartEpoch() {
    return !isEnd() && this != VERIFIED;
  }

  /**
   * Whether the diagram has an arrow from this state to the next one. Staying is not a move. An
   * assignment of a new epoch is asked of {@link #mayStartEpoch} instead: on the diagram it passes
   * through REASSIGNED. In settlement a task moves by methods that are these arrows: a test
   * compares the two.
   */
  public boolean mayMoveTo(TaskState next) {
    return !isEnd() && (BREAKS.contains(next) || forward().contains(next));
  }

  private Set<TaskState> forward() {
    return switch (this) {
      case OPEN -> EnumSet.of(ASSIGNED);
      case ASSIGNED -> EnumSet.of(COMMITTED, REASSIGNED, REVEALED, VERIFIED);
      case COMMITTED -> EnumSet.of(REVEALED, VERIFIED, REASSIGNED);
      case REVEALED -> EnumSet.of(VERIFIED, REASSIGNED);
      case REASSIGNED -> EnumSet.of(ASSIGNED, REVEALED, VERIFIED);
      case VERIFIED -> EnumSet.of(SETTLED);
      case SETTLED, EXPIRED, SUPERSEDED, FAILED -> EnumSet.noneOf(TaskState.class);
    };
  }

  /** The constant of that exact name, or empty for any other word. */
  public static Optional<TaskState> find(String word) {
    return Vocabulary.find(TaskState.class, word);
  }
}
