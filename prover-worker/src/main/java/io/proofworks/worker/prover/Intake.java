package io.proofworks.worker.prover;

import io.proofworks.avro.Assignment;
import io.proofworks.avro.Decline;
import io.proofworks.avro.Policy;
import io.proofworks.avro.Task;
import io.proofworks.proofs.Program;
import io.proofworks.protocol.Hash32;
import io.proofworks.worker.domain.Offer;
import io.proofworks.worker.domain.Profit;
import io.proofworks.worker.domain.Terms;
import io.proofworks.worker.domain.WorkerSettings;
import io.proofworks.worker.proving.ProgramBook;
import io.proofworks.worker.proving.ProofJob;
import io.proofworks.worker.proving.ProvingBackend;
import java.time.InstantSource;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What work a prover takes: what it understands, has room for, and what pays; the rest it gives
 * back. One thread uses it.
 */
final class Intake {

  private static final Logger log = LoggerFactory.getLogger(Intake.class);

  /** In a shorter one an acceptance cannot be read and answered for certain. */
  private static final long SHORTEST_WINDOW_MILLIS = 250;

  /** Windows and graces above this are not believed. */
  private static final long LONGEST_MILLIS = 30L * 24 * 60 * 60 * 1_000;

  private final WorkerSettings settings;
  private final ProvingBackend backend;
  private final Workshop workshop;
  private final ProverRecords records;
  private final Breaker breaker;
  private final InstantSource clock;
  private final ProgramBook programs = new ProgramBook();
  private final Declines declines = new Declines();
  private boolean draining;

  Intake(
      WorkerSettings settings,
      ProvingBackend backend,
      Workshop workshop,
      ProverRecords records,
      Breaker breaker,
      InstantSource clock) {
    this.settings = settings;
    this.backend = backend;
    this.workshop = workshop;
    this.records = records;
    this.breaker = breaker;
    this.clock = clock;
  }

  void onPolicy(Policy policy) {
    programs.add(policy);
  }

  /** From now on everything new is given back. */
  void drain() {
    draining = true;
  }

  /** Begins the proof, or gives the task back; once. */
  void consider(Hash32 taskId, Task task, Assignment assignment) {
    int epoch = assignment.getEpoch();
    if (workshop.isMaking(taskId) || declines.has(taskId, epoch)) {
      return;
    }
    Terms.of(task)
        .filter(terms -> mayTake(task, terms, assignment))
        .filter(terms -> begin(taskId, task, terms, assignment))
        .ifPresentOrElse(
            terms -> log.info("proving worker={} task={} epoch={}", settings.name(), taskId, epoch),
            () -> decline(taskId, epoch));
  }

  private boolean begin(Hash32 taskId, Task task, Terms terms, Assignment assignment) {
    return workshop.tryStart(
        records.job(
            taskId,
            task,
            terms,
            assignment.getEpoch(),
            assignment.getCommitBy(),
            program(task, terms)));
  }

  private Program program(Task task, Terms terms) {
    return programs.find(terms.programHash().hex(), task.getProofSystem());
  }

  private boolean mayTake(Task task, Terms terms, Assignment assignment) {
    return !draining
        && !breaker.isPaused(task.getRequesterId())
        && backend.supports(task.getProofSystem())
        && task.getRevealWindowMs() >= SHORTEST_WINDOW_MILLIS
        && task.getMaxProofBytes() > 0
        && Profit.worthTaking(
            offer(task, terms, assignment), settings.economics(), breaker.record());
  }

  private Offer offer(Task task, Terms terms, Assignment assignment) {
    long cpuMillis = backend.costCpuMillis(program(task, terms)).orElse(0);
    long doneAt = clock.millis() + cpuMillis;
    long commitBy = assignment.getCommitBy();
    return new Offer(
        assignment.getReward(),
        task.getBond(),
        cpuMillis,
        commitBy <= doneAt ? 0 : commitBy - doneAt,
        terms.binding());
  }

  /**
   * Makes a proof again whose commit stands. Whatever it costs: the bond is worth more than the
   * proof.
   *
   * @return false when it is not known how
   */
  boolean recover(Hash32 taskId, Task task, int epoch) {
    if (workshop.isMaking(taskId)) {
      return true;
    }
    return Terms.of(task)
        .map(terms -> records.job(taskId, task, terms, epoch, useUntil(task), program(task, terms)))
        .map(this::start)
        .orElse(false);
  }

  private boolean start(ProofJob job) {
    workshop.start(job);
    return true;
  }

  private long useUntil(Task task) {
    return clock.millis()
        + Math.clamp(task.getRevealWindowMs(), 0, LONGEST_MILLIS)
        + Math.clamp(task.getLateGraceMs(), 0, LONGEST_MILLIS);
  }

  /** Gives a task back. */
  void decline(Hash32 taskId, int epoch) {
    if (declines.add(taskId, epoch)) {
      log.info("declined worker={} task={} epoch={}", settings.name(), taskId, epoch);
    }
  }

  /** Tasks given back since the last call. */
  List<Decline> takeDeclines() {
    return declines.take();
  }

  /** The task is over. */
  void forget(Hash32 taskId) {
    declines.forget(taskId);
  }
}
