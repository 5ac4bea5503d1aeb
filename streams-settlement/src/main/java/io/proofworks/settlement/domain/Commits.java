package io.proofworks.settlement.domain;

import io.proofworks.protocol.Author;
import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.Reason;
import io.proofworks.protocol.TaskState;
import io.proofworks.settlement.domain.CommitEntry.Accepted;
import io.proofworks.settlement.domain.CommitEntry.Overdue;
import io.proofworks.settlement.domain.CommitEntry.Pending;
import io.proofworks.settlement.domain.CommitEntry.Refused;
import io.proofworks.settlement.domain.TaskInput.BondAnswered;
import io.proofworks.settlement.domain.TaskInput.CommitReceived;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Commits: the checks in the order of docs/protocol.md, then the bond. */
final class Commits {

  /** Of one prover in one epoch; more say nothing but that it has none. */
  static final int COMMITS_WITHOUT_MONEY = 4;

  /**
   * Of all provers in one epoch, kept with the task: identities are free, and one that is open to
   * all may have any number of them. Whoever comes when so many are kept is asked for its bond as
   * ever, and has it if the money is there; only that it was not is forgotten. Those that are kept
   * stay, so that nobody who comes later can make the market decide them again.
   */
  static final int KEPT_WITHOUT_MONEY = 256;

  private Commits() {}

  static void received(Draft draft, CommitReceived commit) {
    Refusal refusal = admission(draft, commit);
    Optional<Author> author = refusal == null ? draft.context().authorOf(commit) : Optional.empty();
    if (author.isPresent()) {
      judge(draft, commit, author.get());
    } else {
      give(
          draft.answerNobody(commit),
          commit,
          refusal != null
              ? refusal
              : Refusal.of(Reason.BAD_SIGNATURE, "not by the registered session key"));
    }
  }

  private static void judge(Draft draft, CommitReceived commit, Author author) {
    Refusal refusal = epochThatWaits(draft, commit).isPresent() ? null : standing(draft, commit);
    if (refusal != null) {
      refuse(draft, commit, author, refusal);
    } else if (!mustWait(draft, commit)) {
      reserve(draft, commit, author);
    } else if (Waiting.holds(draft, commit)) {
      refuse(draft, commit, author, Refusal.of(Reason.DUPLICATE, "waits already, nothing changes"));
    } else if (Waiting.hasRoomFor(draft, commit, epochOf(draft, commit))) {
      Waiting.join(draft, commit, author);
    } else {
      refuse(
          draft, commit, author, Refusal.of(Reason.COMMIT_CLOSED, "too many records are waiting"));
    }
  }

  /**
   * A reveal that waits may turn out to be the first accepted one, which closes the task to this
   * commit; and without escrow there is no task.
   */
  private static boolean mustWait(Draft draft, CommitReceived commit) {
    return draft.task().escrow() == TaskCase.Escrow.ASKED
        || Waiting.anyReveal(draft)
        || epochThatWaits(draft, commit).isPresent();
  }

  /**
   * The epoch that the commit is to, if its assignment waits: everybody could read it, and that the
   * account side is behind is not the fault of whom it asks. Time and earlier commits are looked at
   * once it has begun.
   */
  private static Optional<Epoch> epochThatWaits(Draft draft, CommitReceived commit) {
    return draft.context().policy().letsCommitsWaitForEpochs()
            && commit.epoch() > draft.task().epochNumber()
        ? Waiting.epoch(draft, commit.epoch())
        : Optional.empty();
  }

  /** The epoch of a commit that was admitted to it. */
  private static Epoch epochOf(Draft draft, CommitReceived commit) {
    return epochThatWaits(draft, commit).orElseGet(draft.task()::requireEpoch);
  }

  private static @Nullable Refusal admission(Draft draft, CommitReceived commit) {
    Epoch epoch = epochThatWaits(draft, commit).orElse(draft.task().epoch());
    if (!commit.domain().equals(draft.context().domain())) {
      return Refusal.of(Reason.WRONG_DOMAIN, "of market " + commit.domain());
    }
    if (epoch == null || commit.epoch() != epoch.number()) {
      int current = draft.task().epochNumber();
      return Refusal.of(Reason.FENCED_EPOCH, "epoch " + commit.epoch() + ", current is " + current);
    }
    if (draft.context().keyAt(commit.prover(), commit.origin().time()).isEmpty()) {
      return Refusal.of(Reason.UNREGISTERED, "no registration with a valid session key");
    }
    if (!epoch.admits(commit.prover())) {
      return Refusal.of(Reason.NOT_ASSIGNED, "epoch " + commit.epoch() + " is others'");
    }
    return draft.task().hasGivenBack(commit.prover(), commit.epoch())
        ? Refusal.of(Reason.NOT_ASSIGNED, "epoch " + commit.epoch() + " was given back")
        : null;
  }

  private static @Nullable Refusal standing(Draft draft, CommitReceived commit) {
    Refusal refusal = timeliness(draft, commit);
    return refusal != null ? refusal : uniqueness(draft.task(), commit);
  }

  private static @Nullable Refusal timeliness(Draft draft, CommitReceived commit) {
    TaskCase task = draft.task();
    if (task.state() == TaskState.SUPERSEDED) {
      return Refusal.of(Reason.STALE, "superseded");
    }
    if (!(task.stage() instanceof TaskStage.InProof stage)) {
      return Refusal.of(Reason.COMMIT_CLOSED, "the task is " + task.state());
    }
    long commitBy = draft.context().open().commitBy(stage.epoch());
    if (commit.origin().time() >= commitBy) {
      return Refusal.of(
          Reason.COMMIT_CLOSED,
          "appended at " + commit.origin().time() + ", commits closed at " + commitBy);
    }
    return stage instanceof TaskStage.Reassigned
        ? Refusal.of(Reason.COMMIT_CLOSED, "the epoch is over")
        : null;
  }

  /**
   * A commit of the epoch stands for good: its signed record can be written again by anybody, and
   * what became of it must not be decided a second time. One that found no money leaves room for
   * another one, but not for itself.
   */
  private static @Nullable Refusal uniqueness(TaskCase task, CommitReceived commit) {
    Optional<CommitEntry> own =
        task.commitsOf(commit.prover()).filter(known -> excludes(known, commit)).findFirst();
    if (own.isPresent()) {
      return own.get().commitment().equals(commit.commitment())
          ? Refusal.of(Reason.DUPLICATE, "committed before, nothing changes")
          : Refusal.of(Reason.DOUBLE_COMMIT, "the commit at offset " + own.get().origin().offset());
    }
    return isSpent(task, commit)
        ? Refusal.of(
            Reason.INSUFFICIENT_BOND, COMMITS_WITHOUT_MONEY + " commits of the epoch found none")
        : null;
  }

  private static boolean excludes(CommitEntry known, CommitReceived commit) {
    boolean undecided = known.holdsRank() || known instanceof Overdue;
    boolean ofTheEpoch =
        known.epoch() == commit.epoch()
            && (!(known instanceof Refused) || known.commitment().equals(commit.commitment()));
    return undecided || ofTheEpoch;
  }

  /**
   * Each commit without money is remembered with its task, and costs its author nothing: without a
   * bound one prover could make a task as large as no store takes.
   */
  private static boolean isSpent(TaskCase task, CommitReceived commit) {
    return task.commitsOf(commit.prover())
            .filter(c -> c.epoch() == commit.epoch() && c instanceof Refused)
            .count()
        >= COMMITS_WITHOUT_MONEY;
  }

  private static void refuse(Draft draft, CommitReceived commit, Author author, Refusal refusal) {
    give(draft.answer(commit, author, commit.epoch()), commit, refusal);
  }

  private static void give(Draft.Answer answer, CommitReceived commit, Refusal refusal) {
    answer
        .evidence(Map.of("commitment", commit.commitment().hex()))
        .give(refusal.reason(), refusal.detail());
  }

  private static void reserve(Draft draft, CommitReceived commit, Author author) {
    Pending entry = entry(draft, commit);
    TaskCase task = draft.task();
    if (draft.context().policy().keepsTasksSmall()) {
      task = task.forgettingFormerRefusals();
    }
    draft.become(task.adding(author, entry));
    draft.ask(
        new AccountRequest.ReserveBond(
            RequestIds.of("bond", entry.bondId()),
            entry.prover(),
            entry.bondId(),
            entry.bond(),
            draft.matter(Reason.ACCEPTED)));
  }

  private static Pending entry(Draft draft, CommitReceived commit) {
    PublishedTask task = draft.task().task();
    Epoch epoch = draft.task().requireEpoch();
    return new Pending(
        new CommitEntry.Terms(
            commit.prover(),
            commit.epoch(),
            commit.commitment(),
            commit.origin(),
            draft.context().inputId(commit.origin()),
            task.bond(),
            epoch.reward(),
            epoch.openToAll() ? null : epoch.begun(),
            false));
  }

  /** The account side has decided the bond of a commit. */
  static void answered(Draft draft, BondAnswered answer) {
    Pending entry = pending(draft, answer.bondId());
    if (answer.granted()) {
      granted(draft, entry.granted());
    } else {
      denied(draft, entry.refused(), answer.origin().time());
    }
    TaskEngine.drain(draft, answer.origin().time());
    Rewards.decide(draft, answer.origin().time());
    Endings.refundIfOver(draft);
  }

  private static Pending pending(Draft draft, Hash32 bondId) {
    return draft
        .task()
        .commit(Pending.class, bondId)
        .orElseThrow(() -> new IllegalStateException("no commit waits for the bond " + bondId));
  }

  private static void granted(Draft draft, Accepted entry) {
    draft.become(draft.task().committed(entry));
    draft
        .answer(entry, entry.epoch())
        .evidence(evidence(draft.task(), entry))
        .give(Reason.ACCEPTED, "");
    if (draft.task().isOver()) {
      Endings.release(draft, entry);
    }
  }

  /**
   * A C that stands under another prover as well refuses nobody. It names its prover, so only one
   * of them can open it, and which one does not show before that: a record that was refused for a
   * passing reason is public, so who comes first may be who copied it. The other one has a bond for
   * nothing.
   */
  private static Map<String, String> evidence(TaskCase task, CommitEntry entry) {
    Map<String, String> evidence = new HashMap<>();
    evidence.put("commitment", entry.commitment().hex());
    task.commits().stream()
        .filter(other -> other.hasSameCommitmentAs(entry) && !(other instanceof Refused))
        .findFirst()
        .ifPresent(other -> evidence.put("sameCommitmentAs", other.prover().hex()));
    return evidence;
  }

  /** What is of an epoch before answers nothing any more: its copies are fenced. */
  private static boolean mayKeep(Draft draft, Refused entry) {
    TaskCase task = draft.task();
    return !draft.context().policy().keepsTasksSmall()
        || entry.epoch() == task.epochNumber()
            && task.commits(Refused.class).count() < KEPT_WITHOUT_MONEY;
  }

  private static void denied(Draft draft, Refused entry, long at) {
    draft.become(
        mayKeep(draft, entry) ? draft.task().replacing(entry) : draft.task().without(entry));
    boolean silent = Windows.wasSilentAfterAll(draft.task(), entry);
    int epoch = silent ? entry.epoch() : Windows.reassignIfSpent(draft, entry.epoch());
    draft
        .answer(entry, epoch)
        .give(Reason.INSUFFICIENT_BOND, "the free stake is below the bond of " + entry.bond());
    if (silent) {
      Windows.stayedSilent(draft, entry.prover(), true, at);
    }
  }
}
