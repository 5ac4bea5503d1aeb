package io.proofworks.protocol;

import java.util.Optional;
import java.util.Set;

/**
 * The answer to an input. Which of several things wrong with an input is the answer, is decided
 * where the input is judged: cheap checks come before dear ones. "No bond" below means that none
 * was reserved by this input, so none can be lost; a bond reserved by an earlier commit stays as it
 * was unless the text says otherwise. Fractions are the policy's, of the task's bond.
 */
public enum Reason {
  /** All checks passed. A commit reserves its bond; a reveal or aggregate releases it. */
  ACCEPTED(Fault.NOBODY),
  /** Not a record of this topic: undecodable, trailing bytes, an id out of form. No bond. */
  MALFORMED(Fault.AUTHOR),
  /** Larger than the topic's, the task's or the policy's limit. No bond. */
  OVERSIZED(Fault.AUTHOR),
  /** Not in the partition its key hashes to; the detail names the right one. No bond. */
  WRONG_PARTITION(Fault.AUTHOR, Trait.RETRY),
  /** No such task, batch, job or program, also after parking until its time. No bond. */
  UNKNOWN_TASK(Fault.AUTHOR, Trait.RETRY),
  /** Signed or addressed for another market. No bond. */
  WRONG_DOMAIN(Fault.AUTHOR),
  /** Of an epoch that is not (or no longer) the task's or job's. No bond. */
  FENCED_EPOCH(Fault.AUTHOR),
  /** No valid registration, or its session key has expired. No bond. */
  UNREGISTERED(Fault.AUTHOR, Trait.RETRY),
  /** The task or job is another's, and not open to all; or its author gave it back. No bond. */
  NOT_ASSIGNED(Fault.AUTHOR),
  /** The signature is not that of the named author. No bond. */
  BAD_SIGNATURE(Fault.AUTHOR, Trait.RETRY),
  /** After commitBy or the first accepted reveal of the task; too late to ask for it. No bond. */
  COMMIT_CLOSED(Fault.AUTHOR, Trait.ENDS_EPOCH),
  /** A second, different commit by the same prover. The first one's bond stays reserved. */
  DOUBLE_COMMIT(Fault.AUTHOR),
  /** The free stake (or a requester's budget) does not cover what must be reserved. No bond. */
  INSUFFICIENT_BOND(Fault.AUTHOR, Trait.ENDS_EPOCH),
  /** A reveal without an accepted commit. No bond. */
  UNCOMMITTED(Fault.AUTHOR, Trait.RETRY),
  /** A reveal that is not strictly younger than its commit. The bond stays reserved. */
  REVEAL_TOO_EARLY(Fault.AUTHOR, Trait.RETRY),
  /**
   * A reveal after its window. If valid and inside the grace: slashDelayBps is slashed, the rest
   * released, and the late reward is paid where the proof is of use. Later: nothing more happens,
   * the bond has been dealt with by NO_REVEAL.
   */
  REVEAL_LATE(Fault.AUTHOR, Trait.SLASHES, Trait.ENDS_EPOCH),
  /** The proof or nonce does not recompute the commitment. The bond stays reserved. */
  DIGEST_MISMATCH(Fault.AUTHOR, Trait.RETRY),
  /** Proof bytes not in the proof system's one form. Slashed by slashInvalidBps, rest released. */
  NON_CANONICAL(Fault.AUTHOR, Trait.SLASHES, Trait.ENDS_EPOCH),
  /** The proof does not verify. Slashed by slashInvalidBps, rest released. */
  INVALID_PROOF(Fault.AUTHOR, Trait.SLASHES, Trait.ENDS_EPOCH),
  /**
   * The proof is another prover's by evidence. Slashed by slashPlagiarismBps, of which the victim
   * is compensated; rest released.
   */
  PLAGIARISED(Fault.AUTHOR, Trait.SLASHES, Trait.ENDS_EPOCH),
  /** The task was superseded before the record was appended. Bonds are released in full. */
  STALE(Fault.NOBODY),
  /** Already applied; nothing changes. */
  DUPLICATE(Fault.NOBODY),
  /** The policy has stopped this version of the verifier. The bond is released in full. */
  VERIFIER_STOPPED(Fault.MARKET, Trait.ENDS_EPOCH),
  /** The market's policy is closed: it takes no new requests and no new provers. No bond. */
  MARKET_CLOSED(Fault.MARKET),
  /**
   * What the market's verifier, scheme or rules do not know: the market cannot judge it, so nobody
   * is to blame. The bond is released in full.
   */
  UNSUPPORTED(Fault.MARKET, Trait.ENDS_EPOCH),
  /**
   * The reveal stands, its grant does not: not the owner's, of another task or batch, or to nobody
   * who aggregates here. It counts as a grant to any assigned aggregator. No bond.
   */
  BAD_GRANT(Fault.AUTHOR),
  /** A child was used without its owner's grant. The aggregator's bond follows its lease. */
  UNAUTHORISED_AGGREGATOR(Fault.NOBODY),
  /** An eligible child was left out. Slashed by slashCensorshipBps. */
  INCOMPLETE_AGGREGATE(Fault.AUTHOR, Trait.SLASHES, Trait.ENDS_EPOCH),
  /**
   * Committed and not revealed. When the window closes nothing is slashed yet; when the grace has
   * passed as well, slashUnrevealedBps is slashed and the rest released.
   */
  NO_REVEAL(Fault.AUTHOR, Trait.SLASHES, Trait.ENDS_EPOCH);

  /** Whose fault an answer is. */
  public enum Fault {
    /** The author's, who could have done otherwise. */
    AUTHOR,
    /** The market's own: it costs nobody else anything. */
    MARKET,
    /** Nobody's. */
    NOBODY
  }

  private enum Trait {
    SLASHES,
    ENDS_EPOCH,
    RETRY
  }

  private final Fault fault;
  private final Set<Trait> traits;

  Reason(Fault fault, Trait... traits) {
    this.fault = fault;
    this.traits = Set.of(traits);
  }

  /** Whose fault it is. */
  public Fault fault() {
    return fault;
  }

  /** Whether this answer to a reveal, an aggregate or a deadline takes of the author's bond. */
  public boolean maySlash() {
    return traits.contains(Trait.SLASHES);
  }

  /** Whether who is answered so can deliver nothing more in that epoch. */
  public boolean endsEpoch() {
    return traits.contains(Trait.ENDS_EPOCH);
  }

  /**
   * Whether the author may get a better answer with the same work: placed, signed or timed right.
   */
  public boolean mayRetry() {
    return traits.contains(Trait.RETRY);
  }

  /** Whether this answer takes the input. */
  public boolean isAcceptance() {
    return this == ACCEPTED;
  }

  /** The constant of that exact name, or empty for any other word. */
  public static Optional<Reason> find(String word) {
    return Vocabulary.find(Reason.class, word);
  }
}
