package io.proofworks.settlement.domain;

import io.proofworks.protocol.Address;
import io.proofworks.protocol.Amounts;
import io.proofworks.protocol.Binding;
import io.proofworks.protocol.Digests;
import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.Reason;
import io.proofworks.protocol.TaskState;
import io.proofworks.protocol.VerdictKind;
import io.proofworks.settlement.domain.CommitEntry.Status;
import io.proofworks.settlement.domain.TaskInput.RevealReceived;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reveals: the checks of the protocol's section 6 in its order, verification last. */
final class Reveals {

  private Reveals() {}

  static void received(Draft draft, RevealReceived reveal) {
    Refusal refusal = eligibility(draft, reveal);
    Optional<CommitEntry> commit = commitOf(draft.task(), reveal);
    if (refusal == null && commit.isEmpty()) {
      if (mayWaitForItsCommit(draft, reveal)) {
        Waiting.join(draft, reveal);
        return;
      }
      refusal = Refusal.of(Reason.UNCOMMITTED, "no accepted commit in epoch " + reveal.epoch());
    }
    if (refusal != null) {
      refuse(draft, reveal, refusal);
    } else {
      judge(draft, reveal, commit.orElseThrow());
    }
  }

  /** After an outage commit and reveal may both be read before the task's escrow is decided. */
  private static boolean mayWaitForItsCommit(Draft draft, RevealReceived reveal) {
    return Waiting.anyCommitOf(draft, reveal.prover())
        && Waiting.hasRoomForReveal(draft, reveal.prover())
        && isSigned(draft, reveal);
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
    return validKey(draft, reveal).isPresent()
        ? null
        : Refusal.of(Reason.UNREGISTERED, "no registration with a valid session key");
  }

  private static Optional<ProverKey> validKey(Draft draft, RevealReceived reveal) {
    long time = reveal.origin().time();
    return draft.context().provers().apply(reveal.prover()).filter(key -> key.isValidAt(time));
  }

  private static Optional<CommitEntry> commitOf(TaskCase task, RevealReceived reveal) {
    return task.commitsOf(reveal.prover())
        .filter(c -> c.epoch() == reveal.epoch() && c.status() != Status.REFUSED)
        .findFirst();
  }

  private static void judge(Draft draft, RevealReceived reveal, CommitEntry commit) {
    Refusal refusal = timeliness(draft, reveal, commit);
    refusal = refusal != null ? refusal : opening(draft, reveal, commit);
    refusal = refusal != null ? refusal : standing(draft.task(), commit);
    if (refusal != null) {
      refuse(draft, reveal, refusal);
    } else if (commit.status() != Status.PENDING) {
      verify(draft, reveal, commit);
    } else if (Waiting.hasRoomForReveal(draft, reveal.prover())) {
      Waiting.join(draft, reveal);
    } else {
      refuse(draft, reveal, Refusal.of(Reason.DUPLICATE, "too many records are waiting"));
    }
  }

  private static @Nullable Refusal timeliness(
      Draft draft, RevealReceived reveal, CommitEntry commit) {
    long graceEnd = draft.context().open().graceEnd(commit);
    long time = reveal.origin().time();
    if (time <= commit.origin().time()) {
      return Refusal.of(Reason.REVEAL_TOO_EARLY, "committed at " + commit.origin().time());
    }
    return time > graceEnd
        ? Refusal.of(Reason.REVEAL_LATE, "window and grace ended at " + graceEnd)
        : null;
  }

  private static @Nullable Refusal opening(Draft draft, RevealReceived reveal, CommitEntry commit) {
    int limit = draft.task().task().maxProofBytes();
    if (reveal.proof().length > limit) {
      return Refusal.of(
          Reason.OVERSIZED, reveal.proof().length + " bytes of proof, at most " + limit);
    }
    if (!ProofQuestion.commitment(reveal, draft.context().digests()).equals(commit.commitment())) {
      return Refusal.of(Reason.DIGEST_MISMATCH, "proof and nonce do not open the commitment");
    }
    return isSigned(draft, reveal)
        ? null
        : Refusal.of(Reason.BAD_SIGNATURE, "not by the registered session key");
  }

  private static boolean isSigned(Draft draft, RevealReceived reveal) {
    return validKey(draft, reveal)
        .filter(key ->
            draft
                .context()
                .signatures()
                .isSignedBy(key.sessionKey(), reveal.signed(), reveal.signature()))
        .isPresent();
  }

  private static @Nullable Refusal standing(TaskCase task, CommitEntry commit) {
    return switch (commit.status()) {
      case REVEALED, FORFEITED -> Refusal.of(Reason.DUPLICATE, "revealed before");
      case RELEASED -> Refusal.of(Reason.STALE, "the bond has been released");
      case PENDING, LIVE ->
          task.state().isEnd() ? Refusal.of(Reason.STALE, "the task is " + task.state()) : null;
      case OVERDUE -> null;
      case REFUSED -> throw new IllegalStateException("a refused commit was looked up");
    };
  }

  private static void refuse(Draft draft, RevealReceived reveal, Refusal refusal) {
    answer(draft, reveal, reveal.epoch()).give(refusal.reason(), refusal.detail());
  }

  private static Draft.Answer answer(Draft draft, RevealReceived reveal, int epoch) {
    return draft.answer(VerdictKind.REVEAL, reveal.origin(), reveal.prover().hex(), epoch);
  }

  private static void verify(Draft draft, RevealReceived reveal, CommitEntry commit) {
    ProofCheck.Outcome outcome = check(draft, reveal, reveal.prover());
    switch (outcome) {
      case ProofCheck.Outcome.Valid _ -> accept(draft, reveal, commit);
      case ProofCheck.Outcome.NonCanonical(String detail) ->
          slash(draft, reveal, commit, Refusal.of(Reason.NON_CANONICAL, detail));
      case ProofCheck.Outcome.Invalid(String detail) ->
          slash(draft, reveal, commit, invalid(draft, reveal, detail));
      case ProofCheck.Outcome.Stopped(String detail) ->
          unjudged(draft, reveal, commit, Refusal.of(Reason.VERIFIER_STOPPED, detail), null);
      case ProofCheck.Outcome.Unsupported(String detail) ->
          unjudged(
              draft,
              reveal,
              commit,
              Refusal.of(Reason.UNSUPPORTED, detail),
              draft.performance(false));
    }
  }

  private static ProofCheck.Outcome check(Draft draft, RevealReceived reveal, Address owner) {
    PublishedTask task = draft.task().task();
    byte[] binding = ProofQuestion.binding(task, owner, draft.context().digests());
    return draft.context().proofs().check(task, binding, reveal.proof());
  }

  /** A proof that fails for its revealer but verifies for another prover of the task is a copy. */
  private static Refusal invalid(Draft draft, RevealReceived reveal, String detail) {
    if (draft.task().task().binding() != Binding.IN_PROOF) {
      return Refusal.of(Reason.INVALID_PROOF, detail);
    }
    return draft.task().commits().stream()
        .map(CommitEntry::prover)
        .distinct()
        .filter(other -> !other.equals(reveal.prover()))
        .filter(other -> check(draft, reveal, other) instanceof ProofCheck.Outcome.Valid)
        .findFirst()
        .map(victim -> new Refusal(Reason.PLAGIARISED, "verifies for " + victim, victim))
        .orElseGet(() -> Refusal.of(Reason.INVALID_PROOF, detail));
  }

  private static void slash(
      Draft draft, RevealReceived reveal, CommitEntry commit, Refusal refusal) {
    MarketPolicy.Slashing rates = draft.context().policy().slashing();
    int bps = refusal.victim() == null ? rates.invalid() : rates.plagiarism();
    long amount = Amounts.share(commit.bond(), bps);
    Address harmed = refusal.victim();
    Slashes.slash(
        draft,
        commit,
        amount,
        harmed == null ? Slashes.harmed(draft.task(), commit) : harmed,
        refusal.reason());
    draft.become(draft.task().replacing(commit.with(Status.FORFEITED)));
    int epoch = Windows.reassignIfSpent(draft, reveal.epoch());
    answer(draft, reveal, epoch)
        .slashed(amount)
        .victim(harmed)
        .give(refusal.reason(), refusal.detail());
    Rewards.decide(draft, reveal.origin().time());
  }

  /**
   * The market cannot tell what the proof is worth: no bond is lost. The epoch is, and whoever
   * chose a release that the market does not know is rated as one that did not deliver, so that
   * choosing one is no way to hold up a task for nothing.
   */
  private static void unjudged(
      Draft draft,
      RevealReceived reveal,
      CommitEntry commit,
      Refusal why,
      @Nullable Performance performance) {
    Slashes.release(draft, commit, why.reason(), performance);
    draft.become(draft.task().replacing(commit.with(Status.RELEASED)));
    int epoch = Windows.reassignIfSpent(draft, reveal.epoch());
    answer(draft, reveal, epoch).give(why.reason(), why.detail());
    Rewards.decide(draft, reveal.origin().time());
  }

  private static void accept(Draft draft, RevealReceived reveal, CommitEntry commit) {
    boolean late = reveal.origin().time() > draft.context().open().windowEnd(commit);
    boolean useful = !draft.task().state().isEnd();
    boolean first = useful && !draft.task().isVerified();
    long reward = late ? lateReward(draft, commit) : commit.reward();
    long slashed = late ? slashDelay(draft, commit) : 0;
    if (!late) {
      Slashes.release(draft, commit, Reason.ACCEPTED, true);
    }
    Map<String, String> evidence = evidence(draft.task(), reveal);
    Hash32 digest = Digests.proofDigest(reveal.proof());
    draft.become(
        draft.task().replacing(commit.revealed(reward, useful && (!late || first), digest)));
    if (first) {
      publish(draft, reveal, commit, reward, late);
    }
    Optional<CommitEntry> winner = Rewards.claim(draft);
    boolean wins = winner.filter(commit::isSameAs).isPresent();
    answer(draft, reveal, reveal.epoch())
        .slashed(slashed)
        .rewarded(wins ? reward : 0)
        .evidence(evidence)
        .give(late ? Reason.REVEAL_LATE : Reason.ACCEPTED, late ? "in the grace" : "");
    winner
        .filter(other -> !commit.isSameAs(other))
        .ifPresent(other -> Rewards.announce(draft, other, reveal.origin().time()));
  }

  private static long lateReward(Draft draft, CommitEntry commit) {
    return Amounts.share(commit.reward(), draft.context().policy().lateRewardBps());
  }

  private static long slashDelay(Draft draft, CommitEntry commit) {
    long amount = Amounts.share(commit.bond(), draft.context().policy().slashing().delay());
    Slashes.slash(draft, commit, amount, Slashes.harmed(draft.task(), commit), Reason.REVEAL_LATE);
    return amount;
  }

  /** Equal bytes of unbound proofs are a flag: a deterministic prover makes them by itself. */
  private static Map<String, String> evidence(TaskCase task, RevealReceived reveal) {
    Hash32 digest = Digests.proofDigest(reveal.proof());
    Map<String, String> evidence = new HashMap<>();
    evidence.put("proofDigest", digest.hex());
    task.commits().stream()
        .filter(c -> digest.equals(c.proofDigest()))
        .findFirst()
        .ifPresent(c -> evidence.put("sameProofAs", c.prover().hex()));
    return evidence;
  }

  private static void publish(
      Draft draft, RevealReceived reveal, CommitEntry commit, long reward, boolean late) {
    draft.become(draft.task().verified(reveal.prover()).in(TaskState.VERIFIED));
    draft.add(
        new TaskEffect.ChildProofReady(
            draft.task().task(),
            reveal.epoch(),
            reveal.prover(),
            ProofQuestion.binding(draft.task().task(), reveal.prover(), draft.context().digests()),
            reveal.proof(),
            reveal.grant(),
            reward,
            late,
            draft.task().published().time(),
            commit.origin().time(),
            reveal.origin().time(),
            reveal.origin()));
  }
}
