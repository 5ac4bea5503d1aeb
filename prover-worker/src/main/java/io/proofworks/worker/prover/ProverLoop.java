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
import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.Reason;
import io.proofworks.worker.domain.NextStep;
import io.proofworks.worker.domain.OwnNews;
import io.proofworks.worker.domain.Places;
import io.proofworks.worker.domain.ProverTask;
import io.proofworks.worker.domain.Stake;
import io.proofworks.worker.domain.TaskNews;
import io.proofworks.worker.domain.WorkerSettings;
import io.proofworks.worker.journal.JournalledCommit;
import io.proofworks.worker.journal.ProverJournal;
import io.proofworks.worker.keys.WorkerKeys;
import io.proofworks.worker.log.MarketWriter;
import io.proofworks.worker.log.UnknownWords;
import io.proofworks.worker.proving.ProvingBackend;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The prover: follows its assignments, proves what pays, commits, reveals. Its state is what the
 * log says ({@link ProverTask}) and what its journal says; after each change it takes the {@link
 * NextStep}. One thread calls it; proofs are made elsewhere ({@link Workshop}).
 *
 * <p>It survives whatever can be decoded: what it does not understand is no news.
 */
public final class ProverLoop implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(ProverLoop.class);

  private final WorkerSettings settings;
  private final String me;
  private final ProverJournal journal;
  private final ProverConduct conduct;
  private final Workshop workshop;
  private final Intake intake;
  private final Commitments commitments;
  private final Deliveries deliveries;
  private final Recovery recovery;
  private final OwnVerdicts own;
  private final Breaker breaker;
  private final UnknownWords words;

  private final InstantSource clock;
  private final KnownTasks tasks;

  /** Commits whose answer may be among records that were deleted before they were read. */
  private final Set<Hash32> unheard = new HashSet<>();

  private boolean live;

  public ProverLoop(
      WorkerSettings settings,
      WorkerKeys keys,
      ProverJournal journal,
      ProvingBackend backend,
      ProverConduct conduct,
      ExecutorService hardware,
      Places places,
      MarketWriter writer,
      Clock clock) {
    OwnRecords written = OwnRecords.of(journal.commits());
    ProverRecords records = new ProverRecords(settings.domain(), keys, writer);
    this.settings = settings;
    this.me = keys.id().hex();
    this.clock = clock;
    this.journal = journal;
    this.conduct = conduct;
    this.words = new UnknownWords(settings.name());
    this.breaker = new Breaker(settings.name(), clock);
    this.workshop = new Workshop(hardware, places, backend, conduct);
    this.intake = new Intake(settings, backend, workshop, records, breaker, clock);
    this.commitments = new Commitments(settings.name(), journal, written, records, writer);
    this.deliveries = new Deliveries(clock);
    this.recovery = new Recovery(settings.name(), workshop, intake);
    this.own = new OwnVerdicts(me, written, words);
    this.tasks = new KnownTasks(intake::forget);
  }

  /** From now on the loop acts; before, it only takes in history. */
  public void goLive() {
    live = true;
    breaker.goLive();
    tasks.all().forEach(this::advance);
  }

  /** Takes no more work; open commits are still revealed. */
  public void drain() {
    intake.drain();
    workshop.making().stream().filter(taskId -> !view(taskId).owesReveal()).forEach(this::cancel);
  }

  /** Gives up what is being made. */
  @Override
  public void close() {
    workshop.close();
  }

  private void cancel(Hash32 taskId) {
    workshop.cancel(taskId);
    changeShelf(taskId);
  }

  /** Whether a bond hangs on something this prover still has to do. */
  public boolean hasOpenCommits() {
    return tasks.inHand().entrySet().stream().anyMatch(e -> isOpen(e.getKey(), e.getValue()));
  }

  private boolean isOpen(Hash32 taskId, ProverTask view) {
    return switch (next(taskId, view)) {
      case NextStep.SendCommit sent -> true;
      case NextStep.SendReveal sent -> conduct.revealAfter(taskId.hex()).isPresent();
      case NextStep.Recover lostProof -> !recovery.hasGivenUp(taskId);
      case NextStep.Lost gone -> false;
      case NextStep.Wait nothing -> false;
      case NextStep.Consider fresh -> false;
    };
  }

  /** Proofs being made or waiting to be settled. */
  public int inFlight() {
    return workshop.busy();
  }

  /** Proofs being made beside them, for other markets. */
  public int inFlightElsewhere() {
    return workshop.elsewhere();
  }

  /** Bonds of what it has in hand. */
  public Stake.Bonds bonds() {
    return Stake.Bonds.of(tasks.inHand().values());
  }

  /** Tasks that it knows something of; one that is over, and owes nothing, is none of them. */
  int known() {
    return tasks.size();
  }

  /** How much it keeps of the tasks on that shelf, bytes. */
  long kept(KnownTasks.Shelf shelf) {
    return tasks.bytes(shelf);
  }

  /** Append time of the oldest task that a bond hangs on, or that is being proved. */
  public OptionalLong oldestOwed() {
    return tasks.oldestInHand();
  }

  /** Append time of the oldest task that is paid for and may be given to it. */
  public OptionalLong oldestWaiting() {
    return tasks.oldestToProve();
  }

  /** Tasks given back since the last call. */
  public List<Decline> takeDeclines() {
    return intake.takeDeclines();
  }

  public void onPolicy(Policy policy) {
    intake.onPolicy(policy);
  }

  /**
   * @param at append time, epoch milliseconds
   */
  public void onTask(TaskRecord published, long at) {
    if (isOfThisMarket(published.getDomain())) {
      words
          .id("taskId", published.getTaskId())
          .ifPresent(taskId -> onTask(taskId, published.getEvent(), at));
    }
  }

  private boolean isOfThisMarket(String domain) {
    return domain.equals(settings.domain().hex());
  }

  private void onTask(Hash32 taskId, Object event, long at) {
    switch (event) {
      case Task task -> change(taskId, view -> view.withTask(task, at));
      case TaskSuperseded superseded -> end(taskId, ProverTask::asEnded);
      case TaskClosed closed -> end(taskId, ProverTask::asEnded);
      default -> log.warn("{} task={}", LogCode.UNKNOWN_TASK_EVENT, taskId);
    }
  }

  private void end(Hash32 taskId, UnaryOperator<ProverTask> ending) {
    if (!view(taskId).owesReveal()) {
      workshop.cancel(taskId);
    }
    changeKnown(taskId, ending);
  }

  public void onAssignment(Assignment made) {
    boolean mine =
        made.getOpenToAll() || made.getAssignees().stream().anyMatch(a -> isMe(a.getProverId()));
    if (isOfThisMarket(made.getDomain()) && made.getEpoch() > 0) {
      words
          .id("taskId", made.getTaskId())
          .filter(taskId -> mine || tasks.knows(taskId))
          .ifPresent(taskId -> change(taskId, view -> view.withAssignment(made, mine)));
    }
  }

  private boolean isMe(String proverId) {
    return proverId.equals(me);
  }

  public void onVerdict(Verdict verdict) {
    if (!isOfThisMarket(verdict.getDomain())) {
      return;
    }
    ofTask(verdict);
    own.read(verdict)
        .ifPresent(news -> {
          learn(news);
          tell(news, verdict);
        });
  }

  private void ofTask(Verdict verdict) {
    Optional<Hash32> taskId = Optional.ofNullable(verdict.getTaskId()).flatMap(Hash32::tryParse);
    taskId.ifPresent(id -> TaskNews.of(verdict).ifPresent(news -> learn(id, news)));
  }

  private void learn(Hash32 taskId, TaskNews news) {
    switch (news) {
      case FUNDED -> changeKnown(taskId, ProverTask::asFunded);
      case VERIFIED -> changeKnown(taskId, ProverTask::asVerified);
      case ENDED -> end(taskId, ProverTask::asDecided);
    }
  }

  private void learn(OwnNews news) {
    switch (news) {
      case OwnNews.CommitAnswered answered -> commitAnswered(answered);
      case OwnNews.RevealAnswered answered -> revealAnswered(answered);
      case OwnNews.WindowClosed(Hash32 taskId, int epoch) -> windowClosed(taskId, epoch);
      case OwnNews.Forfeited(Hash32 taskId, int epoch) ->
          revealEnded(taskId, epoch, Reason.NO_REVEAL);
    }
  }

  private void commitAnswered(OwnNews.CommitAnswered answered) {
    Hash32 taskId = answered.taskId();
    int epoch = answered.epoch();
    if (answered.reason().isAcceptance() || stoodBefore(answered)) {
      unheard.remove(taskId);
      change(taskId, view -> view.withAcceptedCommit(epoch, answered.commitment()));
    } else if (isEarlyFence(answered)) {
      change(taskId, view -> view.withFencedCommit(epoch));
    } else if (isFinal(answered.reason())) {
      change(taskId, view -> view.withRefusedCommit(epoch));
    }
  }

  /**
   * Settlement takes an epoch up a moment after it was assigned, or long after, if it is behind.
   */
  private boolean isEarlyFence(OwnNews.CommitAnswered answered) {
    return answered.reason() == Reason.FENCED_EPOCH
        && view(answered.taskId()).mayCommit(answered.epoch(), clock.millis())
        && deliveries.fenced(answered.taskId(), answered.epoch());
  }

  /** A copy is answered as a repeat, and the first answer is among what was deleted unread. */
  private boolean stoodBefore(OwnNews.CommitAnswered answered) {
    return answered.reason() == Reason.DUPLICATE && unheard.contains(answered.taskId());
  }

  /** Anybody may send a copy of what is on the log, to the wrong place or at the wrong time. */
  private static boolean isFinal(Reason reason) {
    return reason != Reason.DUPLICATE && !reason.mayRetry();
  }

  private void revealAnswered(OwnNews.RevealAnswered answered) {
    if (answered.reason() == Reason.REVEAL_TOO_EARLY) {
      deliveries.tooEarly(answered.taskId());
    } else if (isFinal(answered.reason())) {
      revealEnded(answered.taskId(), answered.epoch(), answered.reason());
    }
  }

  private void revealEnded(Hash32 taskId, int epoch, Reason reason) {
    if (view(taskId).awaitsRevealAnswer(epoch)) {
      breaker.learn(reason, live && tookTooLong(taskId));
      recovery.forget(taskId);
    }
    change(taskId, view -> view.withRevealAnswer(epoch));
  }

  private boolean tookTooLong(Hash32 taskId) {
    ProverTask view = view(taskId);
    int epoch = view.answers().acceptedCommit();
    return recovery.hasGivenUp(taskId)
        || view.task()
            .filter(task -> deliveries.tookTooLong(taskId, epoch, task.getRevealWindowMs()))
            .isPresent();
  }

  /** Only a commit that stands has a window, also if its acceptance was never read. */
  private void windowClosed(Hash32 taskId, int epoch) {
    if (view(taskId).answers().acceptedCommit() == 0) {
      int committed =
          journal.latest(taskId).map(JournalledCommit::epoch).filter(e -> e <= epoch).orElse(epoch);
      change(taskId, view -> view.withAcceptedCommit(committed, Optional.empty()));
    }
    change(taskId, view -> view.withOverdue(epoch));
  }

  private void tell(OwnNews news, Verdict verdict) {
    if (live && verdict.getSlashed() > 0) {
      log.info(
          "slashed worker={} task={} reason={} amount={}",
          settings.name(),
          news.taskId(),
          verdict.getReason(),
          verdict.getSlashed());
    }
  }

  /**
   * Records of the verdicts were deleted before they were read; those on open commits may be among
   * them. What has no answer is sent again at once, and a repeat is taken for the acceptance that
   * was missed: if it was not one, a reveal is refused and costs nothing.
   */
  public void onMissedVerdicts() {
    tasks
        .inHand()
        .forEach((taskId, view) -> {
          if (next(taskId, view) instanceof NextStep.SendCommit) {
            unheard.add(taskId);
          }
        });
    deliveries.again();
  }

  /** To be called often: collects proofs, reveals what is due, repeats what was not answered. */
  public void onTime() {
    workshop.collect().forEach(this::proofEnded);
    if (live) {
      deliveries.underWay().forEach(this::advance);
    }
  }

  private void proofEnded(Workshop.Outcome outcome) {
    Hash32 taskId = outcome.job().taskId();
    ProverTask view = view(taskId);
    Commitments.Result result = commitments.of(outcome, view);
    changeShelf(taskId);
    switch (result) {
      case Commitments.Kept kept -> {
        requester(view, breaker::proofMade);
        deliveries.done(taskId);
        advance(taskId);
      }
      case Commitments.NotNeeded unused -> requester(view, breaker::proofMade);
      case Commitments.NotKept unkept -> giveBack(taskId, outcome.job().epoch());
      case Commitments.NotMade unmade -> {
        requester(view, breaker::proofFailed);
        giveBack(taskId, outcome.job().epoch());
      }
      case Commitments.OtherProof other -> recovery.giveUp(taskId);
    }
  }

  private static void requester(ProverTask view, Consumer<String> toBeTold) {
    view.task().map(Task::getRequesterId).ifPresent(toBeTold);
  }

  /** A commit that stands cannot be given back; its proof is tried again. */
  private void giveBack(Hash32 taskId, int epoch) {
    if (view(taskId).answers().acceptedCommit() != epoch) {
      intake.decline(taskId, epoch);
    }
  }

  /** Of a task that is not known, or was and is over, not everything has to be known. */
  private void changeKnown(Hash32 taskId, UnaryOperator<ProverTask> change) {
    if (tasks.knows(taskId)) {
      change(taskId, change);
    }
  }

  private void change(Hash32 taskId, UnaryOperator<ProverTask> change) {
    keep(taskId, change.apply(view(taskId)));
    advance(taskId);
  }

  /** Its proof is being made from now on, or no more. */
  private void changeShelf(Hash32 taskId) {
    if (tasks.knows(taskId)) {
      keep(taskId, view(taskId));
    }
  }

  private void keep(Hash32 taskId, ProverTask view) {
    boolean inHand = workshop.isMaking(taskId) || NextStep.isAtStake(view, journal.latest(taskId));
    tasks.put(taskId, view, KnownTasks.Shelf.of(view, inHand));
  }

  private NextStep next(Hash32 taskId, ProverTask view) {
    return NextStep.of(view, journal.latest(taskId));
  }

  private void advance(Hash32 taskId) {
    if (!live) {
      return;
    }
    ProverTask view = view(taskId);
    switch (next(taskId, view)) {
      case NextStep.Wait nothing -> rest(taskId, view);
      case NextStep.Lost other -> recovery.giveUp(taskId);
      case NextStep.Consider(Task task, Assignment assignment) -> {
        intake.consider(taskId, task, assignment);
        changeShelf(taskId);
      }
      case NextStep.Recover(Task task, int epoch) ->
          deliveries.deliver(
              taskId, Deliveries.What.PROOF, epoch, 0, () -> recovery.begin(taskId, task, epoch));
      case NextStep.SendCommit(JournalledCommit commit) ->
          deliveries.deliver(
              taskId, Deliveries.What.COMMIT, commit.epoch(), 0, () -> commitments.send(commit));
      case NextStep.SendReveal(JournalledCommit commit, Task task) ->
          conduct
              .revealAfter(taskId.hex())
              .ifPresentOrElse(
                  delay -> reveal(commit, task, delay),
                  () -> deliveries.withhold(taskId, commit.epoch()));
    }
  }

  private void rest(Hash32 taskId, ProverTask view) {
    deliveries.done(taskId);
    if (NextStep.isOver(view, journal.latest(taskId))) {
      tasks.remove(taskId);
      recovery.forget(taskId);
      unheard.remove(taskId);
      intake.forget(taskId);
    }
  }

  private void reveal(JournalledCommit commit, Task task, Duration delay) {
    deliveries.deliver(
        commit.taskId(),
        Deliveries.What.REVEAL,
        commit.epoch(),
        delay.toMillis(),
        () -> {
          if (!commitments.open(commit, task)) {
            recovery.begin(commit.taskId(), task, commit.epoch());
          }
        });
  }

  private ProverTask view(Hash32 taskId) {
    return tasks.view(taskId);
  }
}
