package io.proofworks.settlement.domain;

import io.proofworks.protocol.Address;
import io.proofworks.protocol.Amounts;
import io.proofworks.protocol.Author;
import io.proofworks.protocol.Binding;
import io.proofworks.protocol.Digests;
import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.Reason;
import io.proofworks.settlement.domain.CommitEntry.Forfeited;
import io.proofworks.settlement.domain.CommitEntry.Held;
import io.proofworks.settlement.domain.CommitEntry.Live;
import io.proofworks.settlement.domain.CommitEntry.Overdue;
import io.proofworks.settlement.domain.CommitEntry.Pending;
import io.proofworks.settlement.domain.CommitEntry.Refused;
import io.proofworks.settlement.domain.CommitEntry.Released;
import io.proofworks.settlement.domain.CommitEntry.Revealed;
import io.proofworks.settlement.domain.TaskInput.Grant;
import io.proofworks.settlement.domain.TaskInput.RevealReceived;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reveals: the checks in the order of docs/protocol.md, verification last. */
final class Reveals {

  private Reveals() {}

  static void received(Draft draft, RevealReceived reveal) {
    Refusal refusal = eligibility(draft, reveal);
    Optional<CommitEntry> commit = commitOf(draft.task(), reveal);
    if (refusal != null) {
      refuseNobody(draft, reveal, refusal);
    } else if (commit.isPresent()) {
      claim(draft, reveal, commit.get());
    } else {
      withoutCommit(draft, reveal);
    }
  }

  /** After an outage commit and reveal may both be read before the task's escrow is decided. */
  private static void withoutCommit(Draft draft, RevealReceived reveal) {
    Refusal refusal = uncommitted(draft, reveal);
    Optional<Author> author = refusal == null ? draft.context().authorOf(reveal) : Optional.empty();
    if (author.isPresent()) {
      Waiting.join(draft, reveal, author.get());
    } else {
      refuseNobody(draft, reveal, refusal == null ? noCommit(reveal) : refusal);
    }
  }

  private static @Nullable Refusal uncommitted(Draft draft, RevealReceived reveal) {
    boolean mayWait =
        Waiting.anyCommitOf(draft, reveal.prover()) && Waiting.hasRoomFor(draft, reveal);
    return mayWait ? size(draft, reveal) : noCommit(reveal);
  }

  private static Refusal noCommit(RevealReceived reveal) {
    return Refusal.of(Reason.UNCOMMITTED, "no accepted commit in epoch " + reveal.epoch());
  }

  private static @Nullable Refusal eligibility(Draft draft, RevealReceived reveal) {
    TaskCase task = draft.task();
    if (!reveal.domain().equals(draft.context().domain())) {
      return Refusal.of(Reason.WRONG_DOMAIN, "of market " + reveal.domain());
    }
    if (reveal.epoch() != task.epochNumber() && commitOf(task, reveal).isEmpty()) {
      return Refusal.of(
          Reason.FENCED_EPOCH, "epoch " + reveal.epoch() + ", current is " + task.epochNumber());
    }
    return draft.context().keyAt(reveal.prover(), reveal.origin().time()).isPresent()
        ? null
        : Refusal.of(Reason.UNREGISTERED, "no registration with a valid session key");
  }

  private static Optional<CommitEntry> commitOf(TaskCase task, RevealReceived reveal) {
    return task.commitsOf(reveal.prover())
        .filter(c -> c.epoch() == reveal.epoch() && !(c instanceof Refused))
        .findFirst();
  }

  /** A reveal of somebody's commit: whose it is, is still to be seen. */
  private static void claim(Draft draft, RevealReceived reveal, CommitEntry commit) {
    Refusal refusal = timeliness(draft, reveal, commit);
    refusal = refusal != null ? refusal : size(draft, reveal);
    Optional<Author> author = refusal == null ? draft.context().authorOf(reveal) : Optional.empty();
    if (author.isPresent()) {
      judge(draft, reveal, author.get(), commit);
    } else {
      refuseNobody(
          draft,
          reveal,
          refusal != null
              ? refusal
              : Refusal.of(Reason.BAD_SIGNATURE, "not by the registered session key"));
    }
  }

  private static void judge(Draft draft, RevealReceived reveal, Author author, CommitEntry commit) {
    Refusal refusal = content(draft, reveal, commit);
    refusal = refusal != null ? refusal : standing(draft.task(), commit);
    if (refusal != null) {
      refuse(draft, reveal, author, refusal);
    } else if (commit instanceof Held held) {
      verify(draft, new Opening(reveal, author, held));
    } else if (Waiting.hasRoomFor(draft, reveal)) {
      Waiting.join(draft, reveal, author);
    } else {
      refuse(draft, reveal, author, Refusal.of(Reason.DUPLICATE, "too many records are waiting"));
    }
  }

  private static @Nullable Refusal timeliness(
      Draft draft, RevealReceived reveal, CommitEntry commit) {
    long graceEnd = draft.context().open().graceEnd(commit);
    long time = reveal.origin().time();
    if (time <= commit.origin().time()) {
      return Refusal.of(Reason.REVEAL_TOO_EARLY, "committed at " + commit.origin().time());
    }
    if (time <= graceEnd) {
      return null;
    }
    return draft.context().policy().knowsRepeatsWhenLate() && repeats(draft, reveal, commit)
        ? Refusal.of(Reason.DUPLICATE, "revealed before; window and grace ended at " + graceEnd)
        : Refusal.of(Reason.REVEAL_LATE, "window and grace ended at " + graceEnd);
  }

  /** Whether it opens a commit whose reveal was accepted: anybody may have sent it again. */
  private static boolean repeats(Draft draft, RevealReceived reveal, CommitEntry commit) {
    return commit instanceof Revealed && opens(draft, reveal, commit);
  }

  private static boolean opens(Draft draft, RevealReceived reveal, CommitEntry commit) {
    return ProofQuestion.commitment(reveal, draft.context().digests()).equals(commit.commitment());
  }

  private static @Nullable Refusal size(Draft draft, RevealReceived reveal) {
    int limit = draft.task().task().maxProofBytes();
    return reveal.proof().length > limit
        ? Refusal.of(Reason.OVERSIZED, reveal.proof().length + " bytes of proof, at most " + limit)
        : null;
  }

  private static @Nullable Refusal content(Draft draft, RevealReceived reveal, CommitEntry commit) {
    return opens(draft, reveal, commit)
        ? null
        : Refusal.of(Reason.DIGEST_MISMATCH, "proof and nonce do not open the commitment");
  }

  private static @Nullable Refusal standing(TaskCase task, CommitEntry commit) {
    return switch (commit) {
      case Revealed _, Forfeited _ -> Refusal.of(Reason.DUPLICATE, "revealed before");
      case Released _ -> Refusal.of(Reason.STALE, "the bond has been released");
      case Pending _, Live _ ->
          task.isOver() ? Refusal.of(Reason.STALE, "the task is " + task.state()) : null;
      case Overdue _ -> null;
      case Refused _ -> throw new IllegalStateException("a refused commit was looked up");
    };
  }

  private static void refuseNobody(Draft draft, RevealReceived reveal, Refusal refusal) {
    draft.answerNobody(reveal).give(refusal.reason(), refusal.detail());
  }

  private static void refuse(Draft draft, RevealReceived reveal, Author author, Refusal refusal) {
    draft.answer(reveal, author, reveal.epoch()).give(refusal.reason(), refusal.detail());
  }

  /** A reveal that its author signed, of a commit whose bond is at stake. */
  private record Opening(RevealReceived reveal, Author author, Held commit) {

    long time() {
      return reveal.origin().time();
    }
  }

  private static Draft.Answer answer(Draft draft, Opening opening, int epoch) {
    return draft.answer(opening.reveal(), opening.author(), epoch);
  }

  private static void verify(Draft draft, Opening opening) {
    RevealReceived reveal = opening.reveal();
    ProofCheck.Outcome outcome = check(draft, reveal, reveal.prover());
    switch (outcome) {
      case ProofCheck.Outcome.Valid _ -> accept(draft, opening);
      case ProofCheck.Outcome.NonCanonical(String detail) ->
          slash(draft, opening, Refusal.of(Reason.NON_CANONICAL, detail));
      case ProofCheck.Outcome.Invalid(String detail) ->
          slash(draft, opening, invalid(draft, reveal, detail));
      case ProofCheck.Outcome.Stopped(String detail) ->
          unjudged(draft, opening, Refusal.of(Reason.VERIFIER_STOPPED, detail), null);
      case ProofCheck.Outcome.Unsupported(String detail) ->
          unjudged(
              draft, opening, Refusal.of(Reason.UNSUPPORTED, detail), draft.performance(false));
    }
  }

  private static ProofCheck.Outcome check(Draft draft, RevealReceived reveal, Address owner) {
    PublishedTask task = draft.task().task();
    byte[] binding = ProofQuestion.binding(task, owner, draft.context().digests());
    return draft.context().proofs().check(task, binding, reveal.proof());
  }

  /**
   * A proof that fails for its revealer but verifies for another prover of the task is a copy.
   * Harmed is who has a bond of its own at stake; others may have committed for nothing but a share
   * of the slash.
   */
  private static Refusal invalid(Draft draft, RevealReceived reveal, String detail) {
    TaskCase task = draft.task();
    if (task.task().binding() != Binding.IN_PROOF) {
      return Refusal.of(Reason.INVALID_PROOF, detail);
    }
    return task.commits().stream()
        .map(CommitEntry::prover)
        .distinct()
        .filter(other -> !other.equals(reveal.prover()))
        .filter(other -> check(draft, reveal, other) instanceof ProofCheck.Outcome.Valid)
        .findFirst()
        .map(owner ->
            new Refusal(
                Reason.PLAGIARISED, "verifies for " + owner, task.hasAtStake(owner) ? owner : null))
        .orElseGet(() -> Refusal.of(Reason.INVALID_PROOF, detail));
  }

  private static void slash(Draft draft, Opening opening, Refusal refusal) {
    Held commit = opening.commit();
    MarketPolicy.Slashing rates = draft.context().policy().slashing();
    boolean copied = refusal.reason() == Reason.PLAGIARISED;
    long amount = Amounts.share(commit.bond(), copied ? rates.plagiarism() : rates.invalid());
    Slashes.slash(
        draft,
        commit,
        amount,
        copied ? refusal.victim() : Slashes.harmed(draft.task(), commit),
        refusal.reason());
    draft.become(draft.task().replacing(commit.forfeited()));
    int epoch = Windows.reassignIfSpent(draft, opening.reveal().epoch());
    answer(draft, opening, epoch)
        .slashed(amount)
        .victim(refusal.victim())
        .give(refusal.reason(), refusal.detail());
    Rewards.decide(draft, opening.time());
  }

  /**
   * The market cannot tell what the proof is worth: no bond is lost. The epoch is, and whoever
   * chose a release that the market does not know is rated as one that did not deliver, so that
   * choosing one is no way to hold up a task for nothing.
   */
  private static void unjudged(
      Draft draft, Opening opening, Refusal why, @Nullable Performance performance) {
    Held commit = opening.commit();
    Slashes.release(draft, commit, why.reason(), performance);
    draft.become(draft.task().replacing(commit.released()));
    int epoch = Windows.reassignIfSpent(draft, opening.reveal().epoch());
    answer(draft, opening, epoch).give(why.reason(), why.detail());
    Rewards.decide(draft, opening.time());
  }

  private static void accept(Draft draft, Opening opening) {
    Held commit = opening.commit();
    boolean late = opening.time() > draft.context().open().windowEnd(commit);
    boolean first = draft.task().stage() instanceof TaskStage.InProof;
    boolean earns = !draft.task().isOver() && (!late || first) && !cutsOff(draft.task(), commit);
    long reward = late ? lateReward(draft, commit) : commit.reward();
    long slashed = late ? slashDelay(draft, commit) : 0;
    if (!late) {
      Slashes.release(draft, commit, Reason.ACCEPTED, true);
    }
    Map<String, String> evidence = evidence(draft.task(), opening.reveal());
    Hash32 digest = Digests.proofDigest(opening.reveal().proof());
    Revealed revealed = commit.revealed(reward, earns, digest);
    boolean last = late && draft.context().policy().ranksLateLast();
    draft.become(draft.task().replacing(last ? revealed.rankedLast() : revealed));
    Grants.Judged grant = Grants.judge(draft.context(), draft.task().task(), opening.reveal());
    if (first) {
      publish(draft, opening, grant.holds(), earns ? reward : 0, late);
    }
    Optional<Revealed> winner = Rewards.claim(draft);
    boolean wins = winner.filter(commit::isSameAs).isPresent();
    answer(draft, opening, opening.reveal().epoch())
        .slashed(slashed)
        .rewarded(wins ? reward : 0)
        .evidence(evidence)
        .give(late ? Reason.REVEAL_LATE : Reason.ACCEPTED, late ? "in the grace" : "");
    grant.fault().ifPresent(fault -> badGrant(draft, opening, fault));
    winner
        .filter(other -> !commit.isSameAs(other))
        .ifPresent(other -> Rewards.announce(draft, other, opening.time()));
  }

  /**
   * Whether its author gave the task back, and with this reveal ends the time to commit for whom
   * the market asked instead: it must not earn what it keeps them from.
   */
  private static boolean cutsOff(TaskCase task, CommitEntry commit) {
    return commit.ranksLast() && task.mayBeTakenInsteadOf(commit.prover());
  }

  /** Beside the answer to the reveal, which stands. */
  private static void badGrant(Draft draft, Opening opening, String fault) {
    RevealReceived reveal = opening.reveal();
    draft
        .grant(opening.author(), opening.commit(), opening.time())
        .evidence(
            Map.of(
                "revealDigest",
                reveal.origin().digest().hex(),
                "batchId",
                reveal.grant().batchId().hex(),
                "aggregatorId",
                reveal.grant().aggregator().hex()))
        .give(Reason.BAD_GRANT, fault);
  }

  private static long lateReward(Draft draft, CommitEntry commit) {
    return Amounts.share(commit.reward(), draft.context().policy().lateRewardBps());
  }

  private static long slashDelay(Draft draft, Held commit) {
    long amount = Amounts.share(commit.bond(), draft.context().policy().slashing().delay());
    Slashes.slash(draft, commit, amount, Slashes.harmed(draft.task(), commit), Reason.REVEAL_LATE);
    return amount;
  }

  /** Equal bytes of unbound proofs are a flag: a deterministic prover makes them by itself. */
  private static Map<String, String> evidence(TaskCase task, RevealReceived reveal) {
    Hash32 digest = Digests.proofDigest(reveal.proof());
    Map<String, String> evidence = new HashMap<>();
    evidence.put("proofDigest", digest.hex());
    task.commits(Revealed.class)
        .filter(c -> digest.equals(c.proofDigest()))
        .findFirst()
        .ifPresent(c -> evidence.put("sameProofAs", c.prover().hex()));
    return evidence;
  }

  private static void publish(
      Draft draft, Opening opening, Grant grant, long reward, boolean late) {
    RevealReceived reveal = opening.reveal();
    PublishedTask task = draft.task().task();
    byte[] binding = ProofQuestion.binding(task, reveal.prover(), draft.context().digests());
    draft.become(draft.task().verified(opening.author()));
    Adoptions.keep(draft, reveal, binding);
    draft.add(
        new TaskEffect.ChildProofReady(
            task,
            reveal.epoch(),
            reveal.prover(),
            binding,
            reveal.proof(),
            grant,
            reward,
            late,
            draft.task().published().time(),
            opening.commit().origin().time(),
            opening.time(),
            reveal.origin(),
            null));
  }
}
