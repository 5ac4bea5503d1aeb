package io.proofworks.worker.prover;

import io.proofworks.avro.Task;
import io.proofworks.operations.LogCode;
import io.proofworks.protocol.Hash32;
import java.util.HashSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Commits that stand and whose proofs are not here: after a lost disk they are made again, so that
 * the bond is not lost as well. One thread uses it.
 */
final class Recovery {

  private static final Logger log = LoggerFactory.getLogger(Recovery.class);

  private final String name;
  private final Workshop workshop;
  private final Intake intake;

  /** Tasks whose commit cannot be opened any more. */
  private final Set<Hash32> lost = new HashSet<>();

  Recovery(String name, Workshop workshop, Intake intake) {
    this.name = name;
    this.workshop = workshop;
    this.intake = intake;
  }

  /** Begins to make the proof again, unless it is being made or nothing helps. */
  void begin(Hash32 taskId, Task task, int epoch) {
    if (workshop.isMaking(taskId) || lost.contains(taskId)) {
      return;
    }
    log.warn(
        "{} worker={} task={}: a commit of its own stands and its proof is not here",
        LogCode.RECOVERING,
        name,
        taskId);
    if (!intake.recover(taskId, task, epoch)) {
      giveUp(taskId);
    }
  }

  /** Nothing that is here opens the commit. */
  void giveUp(Hash32 taskId) {
    if (lost.add(taskId)) {
      log.error(
          "{} worker={} task={}: what is here does not open its commit",
          LogCode.NOT_RECOVERED,
          name,
          taskId);
    }
  }

  boolean hasGivenUp(Hash32 taskId) {
    return lost.contains(taskId);
  }

  /** What was to be opened is decided. */
  void forget(Hash32 taskId) {
    lost.remove(taskId);
  }
}
