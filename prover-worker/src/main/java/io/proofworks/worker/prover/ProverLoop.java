package io.proofworks.worker.prover;

import io.proofworks.avro.Assignment;
import io.proofworks.avro.Decline;
import io.proofworks.avro.Policy;
import io.proofworks.avro.Task;
import io.proofworks.avro.TaskClosed;
import io.proofworks.avro.TaskRecord;
import io.proofworks.avro.TaskSuperseded;
import io.proofworks.avro.Verdict;
import io.proofworks.operations.LogCode;
import io.proofworks.proofs.Program;
import io.proofworks.protocol.Binding;
import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.Reason;
import io.proofworks.protocol.VerdictKind;
import io.proofworks.topics.Topics;
import io.proofworks.worker.WorkerSettings;
import io.proofworks.worker.domain.NextStep;
import io.proofworks.worker.domain.Offer;
import io.proofworks.worker.domain.Profit;
import io.proofworks.worker.domain.ProverTask;
import io.proofworks.worker.journal.JournalException;
import io.proofworks.worker.journal.JournalledCommit;
import io.proofworks.worker.journal.ProverJournal;
import io.proofworks.worker.keys.WorkerKeys;
import io.proofworks.worker.log.MarketWriter;
import io.proofworks.worker.proving.ProgramBook;
import io.proofworks.worker.proving.ProofJob;
import io.proofworks.worker.proving.ProvingBackend;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The prover: follows its assignments, proves what pays, commits, reveals. Its state is what the
 * log says ({@link ProverTask}) and what its journal says; after each change it takes the {@link
 * NextStep}. One thread calls it; proofs are made elsewhere ({@link Workshop}).
 */
public final class ProverLoop {

  private static final Logger log = LoggerFactory.getLogger(ProverLoop.class);

  /**
   * An unanswered record is sent again after this long; the market answers repeats with DUPLICATE.
   */
  private static final long RESEND_MILLIS = 5_000;

  private static final long EARLY_MILLIS = 100;

  private final WorkerSettings settings;
  private final WorkerKeys keys;
  private final ProverJournal journal;
  private final ProvingBackend backend;
  private final ProverConduct conduct;
  private final Workshop workshop;
  private final MarketWriter writer;
  private final ProverRecords records;
  private final Breaker breaker;
  private final Clock clock;

  private final Map<String, ProverTask> tasks = new HashMap<>();
  private final ProgramBook programs = new ProgramBook();
  private final Map<String, Long> resendAt = new HashMap<>();
  private final Map<String, Long> acceptedAt = new HashMap<>();

  /** Accepted commitments by task and epoch, as the log has them. */
  private final Map<String, String> stands = new HashMap<>();

  private final Declines declines = new Declines();

  /** Commits that cannot be recovered, by task and epoch. */
  private final Set<String> lost = new HashSet<>();

  private boolean live;
  private boolean draining;

  public ProverLoop(
      WorkerSettings settings,
      WorkerKeys keys,
      ProverJournal journal,
      ProvingBackend backend,
      ProverConduct conduct,
      ExecutorService hardware,
      MarketWriter writer,
      Clock clock) {
    this.settings = settings;
    this.keys = keys;
    this.journal = journal;
    this.backend = backend;
    this.conduct = conduct;
    this.workshop = new Workshop(hardware, backend, conduct);
    this.writer = writer;
    this.records = new ProverRecords(settings.domain(), keys);
    this.breaker = new Breaker(settings.name(), clock);
    this.clock = clock;
  }

  /** From now on the loop acts; before, it only takes in history. */
  public void goLive() {
    live = true;
    breaker.goLive();
    List.copyOf(tasks.keySet()).forEach(this::advance);
  }

  /** Takes no more work; open commits are still revealed. */
  public void drain() {
    draining = true;
    workshop.cancelAll();
  }

  /** Whether a bond hangs on something this prover still has to do. */
  public boolean hasOpenCommits() {
    return tasks.entrySet().stream().anyMatch(e -> awaits(e.getKey(), e.getValue()));
  }

  private boolean awaits(String taskId, ProverTask view) {
    return switch (next(taskId, view)) {
      case NextStep.SendCommit sent -> true;
      case NextStep.SendReveal sent -> conduct.revealAfter(taskId).isPresent();
      case NextStep.Recover(Task task, int epoch) -> !lost.contains(taskId + epoch);
      case NextStep.Wait nothing -> false;
      case NextStep.Consider fresh -> false;
    };
  }

  /** Proofs being made or waiting to be settled. */
  public int inFlight() {
    return workshop.busy();
  }

  /** Tasks given back since the last call. */
  public List<Decline> takeDeclines() {
    return declines.take();
  }

  public void onPolicy(Policy policy) {
    programs.add(policy);
  }

  public void onTask(TaskRecord published) {
    String taskId = published.getTaskId();
    switch (published.getEvent()) {
      case Task task -> change(taskId, view(taskId).withTask(task));
      case TaskSuperseded superseded -> end(taskId);
      case TaskClosed closed -> end(taskId);
      default -> log.warn("{} task={}", LogCode.UNKNOWN_TASK_EVENT, taskId);
    }
  }

  private void end(String taskId) {
    workshop.cancel(taskId);
    change(taskId, view(taskId).asEnded());
  }

  public void onAssignment(Assignment made) {
    boolean mine =
        made.getOpenToAll()
            || made.getAssignees().stream().anyMatch(a -> a.getProverId().equals(me()));
    change(made.getTaskId(), view(made.getTaskId()).withAssignment(made, mine));
  }

  public void onVerdict(Verdict verdict) {
    String taskId = verdict.getTaskId();
    if (taskId == null) {
      return;
    }
    if ("VERIFIED".equals(verdict.getTaskState())) {
      change(taskId, view(taskId).asVerified());
    }
    if (verdict.getAuthor().equals(me())) {
      answered(taskId, VerdictKind.valueOf(verdict.getKind()), verdict);
    }
  }

  private void answered(String taskId, VerdictKind kind, Verdict verdict) {
    boolean accepted = verdict.getReason().equals(Reason.ACCEPTED.name());
    boolean repeat = verdict.getReason().equals(Reason.DUPLICATE.name());
    if (kind == VerdictKind.COMMIT && !repeat) {
      resendAt.remove(taskId);
      acceptedAt.putIfAbsent(taskId + verdict.getEpoch(), clock.millis());
      if (accepted) {
        evidence(verdict, "commitment").ifPresent(c -> stands.put(taskId + verdict.getEpoch(), c));
      }
      change(taskId, view(taskId).withCommitAnswer(verdict.getEpoch(), accepted));
    } else if (kind == VerdictKind.REVEAL
        && verdict.getReason().equals(Reason.REVEAL_TOO_EARLY.name())) {
      // the clock of a new leader was behind that of the commit's; it goes on
      resendAt.computeIfPresent(taskId, (id, at) -> clock.millis() + EARLY_MILLIS);
    } else if (kind == VerdictKind.REVEAL
        && !repeat
        && view(taskId).awaitsRevealAnswer(verdict.getEpoch())) {
      breaker.learn(Reason.valueOf(verdict.getReason()));
      change(taskId, view(taskId).withRevealAnswer(verdict.getEpoch()));
    } else if (kind == VerdictKind.WINDOW && verdict.getReason().equals(Reason.NO_REVEAL.name())) {
      change(taskId, overdue(view(taskId), verdict));
    }
    if (live && verdict.getSlashed() > 0) {
      log.info(
          "slashed worker={} task={} reason={} amount={}",
          settings.name(),
          taskId,
          verdict.getReason(),
          verdict.getSlashed());
    }
  }

  /**
   * The window has closed; once the bond is slashed there is nothing left to save by a reveal, and
   * an answer to one that is still on its way says nothing new.
   */
  private ProverTask overdue(ProverTask view, Verdict verdict) {
    int epoch = verdict.getEpoch();
    if (verdict.getSlashed() == 0) {
      return view.withOverdue(epoch);
    }
    if (view.awaitsRevealAnswer(epoch)) {
      breaker.learn(Reason.NO_REVEAL);
    }
    return view.withRevealAnswer(epoch);
  }

  private void change(String taskId, ProverTask view) {
    tasks.put(taskId, view);
    advance(taskId);
  }

  /** To be called often: collects proofs, reveals what is due, repeats what was not answered. */
  public void onTime() {
    workshop.collect().forEach(this::proofEnded);
    if (live) {
      List.copyOf(resendAt.keySet()).forEach(this::advance);
    }
  }

  private void proofEnded(Workshop.Outcome outcome) {
    switch (outcome) {
      case Workshop.Made(ProofJob job, byte[] proof) -> commit(job, proof);
      case Workshop.Failed(ProofJob job, String cause) -> {
        log.warn(
            "{} worker={} task={} cause={}",
            LogCode.PROOF_FAILED,
            settings.name(),
            job.taskId().hex(),
            cause);
        breaker.failed();
        decline(job.taskId().hex(), job.epoch());
      }
    }
  }

  private void commit(ProofJob job, byte[] proof) {
    String taskId = job.taskId().hex();
    ProverTask view = view(taskId);
    JournalledCommit made = records.commit(job, proof);
    String standing = stands.get(taskId + job.epoch());
    if (standing != null && !standing.equals(made.commitment().hex())) {
      lost.add(taskId + job.epoch());
      log.error(
          "{} worker={} task={}: the back end does not make the same proof twice",
          LogCode.NOT_RECOVERED,
          settings.name(),
          taskId);
      return;
    }
    boolean late = view.ended() || view.verified() || view.newestEpoch() != job.epoch();
    if (late && standing == null) {
      return;
    }
    try {
      journal.record(made, proof);
      advance(taskId);
    } catch (JournalException e) {
      log.error("{} worker={} cause={}", LogCode.NOT_COMMITTED, settings.name(), e.getMessage());
    }
  }

  private NextStep next(String taskId, ProverTask view) {
    return NextStep.of(view, journal.latest(Hash32.parse(taskId)));
  }

  private void advance(String taskId) {
    if (!live) {
      return;
    }
    switch (next(taskId, view(taskId))) {
      case NextStep.Wait nothing -> resendAt.remove(taskId);
      case NextStep.Consider(Task task, Assignment assignment) ->
          consider(taskId, task, assignment);
      case NextStep.Recover(Task task, int epoch) -> recover(taskId, task, epoch);
      case NextStep.SendCommit(JournalledCommit commit) ->
          whenDue(taskId, 0, () -> sendCommit(commit));
      case NextStep.SendReveal(JournalledCommit commit, Task task) ->
          conduct
              .revealAfter(taskId)
              .ifPresent(
                  delay -> whenDue(taskId, revealAt(commit, delay), () -> reveal(commit, task)));
    }
  }

  private long revealAt(JournalledCommit commit, Duration delay) {
    return acceptedAt.getOrDefault(commit.taskId().hex() + commit.epoch(), 0L) + delay.toMillis();
  }

  /** Runs the send when it is due, and remembers when to repeat it. */
  private void whenDue(String taskId, long notBefore, Runnable send) {
    long now = clock.millis();
    if (now < Math.max(notBefore, resendAt.getOrDefault(taskId, 0L))) {
      resendAt.putIfAbsent(taskId, notBefore);
      return;
    }
    resendAt.put(taskId, now + RESEND_MILLIS);
    send.run();
  }

  private void consider(String taskId, Task task, Assignment assignment) {
    if (workshop.isMaking(taskId) || declines.has(taskId, assignment.getEpoch())) {
      return;
    }
    Program program = programs.find(task.getProgramHash(), task.getProofSystem());
    if (mayTake(task, assignment, program)) {
      log.info(
          "proving worker={} task={} epoch={}", settings.name(), taskId, assignment.getEpoch());
      workshop.start(
          records.job(taskId, task, assignment.getEpoch(), assignment.getCommitBy(), program));
    } else {
      decline(taskId, assignment.getEpoch());
    }
  }

  /** Whatever it costs: the bond is worth more than the proof. */
  private void recover(String taskId, Task task, int epoch) {
    if (workshop.isMaking(taskId) || lost.contains(taskId + epoch)) {
      return;
    }
    log.warn(
        "{} worker={} task={}: its commit is on the log and not in the journal",
        LogCode.RECOVERING,
        settings.name(),
        taskId);
    Program program = programs.find(task.getProgramHash(), task.getProofSystem());
    long until = clock.millis() + task.getRevealWindowMs() + task.getLateGraceMs();
    workshop.start(records.job(taskId, task, epoch, until, program));
  }

  private static Optional<String> evidence(Verdict verdict, String name) {
    return verdict.getEvidence().stream()
        .filter(e -> e.getName().equals(name))
        .map(io.proofworks.avro.Evidence::getValue)
        .findFirst();
  }

  private boolean mayTake(Task task, Assignment assignment, Program program) {
    return !draining
        && !breaker.isPaused()
        && workshop.busy() < settings.capacity()
        && backend.supports(task.getProofSystem())
        && Profit.worthTaking(
            offer(task, assignment, backend.costCpuMillis(program)),
            settings.economics(),
            breaker.record());
  }

  private Offer offer(Task task, Assignment assignment, OptionalLong cost) {
    long cpuMillis = cost.orElse(0);
    return new Offer(
        assignment.getReward(),
        task.getBond(),
        cpuMillis,
        assignment.getCommitBy() - clock.millis() - cpuMillis,
        Binding.valueOf(task.getBinding()));
  }

  private void decline(String taskId, int epoch) {
    if (declines.add(taskId, epoch)) {
      log.info("declined worker={} task={} epoch={}", settings.name(), taskId, epoch);
    }
  }

  private void sendCommit(JournalledCommit commit) {
    String taskId = commit.taskId().hex();
    log.info("committing worker={} task={}", settings.name(), taskId);
    writer.send(Topics.COMMITMENTS, taskId, records.commitment(commit));
  }

  private void reveal(JournalledCommit commit, Task task) {
    String taskId = commit.taskId().hex();
    log.info("revealing worker={} task={}", settings.name(), taskId);
    writer.send(Topics.REVEALS, taskId, records.reveal(commit, task, journal.proof(commit)));
  }

  private ProverTask view(String taskId) {
    return tasks.getOrDefault(taskId, ProverTask.UNKNOWN);
  }

  private String me() {
    return keys.id().hex();
  }
}
