package io.proofworks.worker.journal;

import io.proofworks.protocol.Hash32;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The rule that keeps a prover from contradicting itself, in the manner of EIP-3076: for one task,
 * epochs only grow, and for one task and epoch there is one commitment for ever. An identical
 * repeat of the newest commit is allowed, anything else is refused.
 */
public final class CommitGuard {

  private final Map<Hash32, JournalledCommit> latest = new HashMap<>();

  /** The guard as it stands after these commits, in the order they were written. */
  public static CommitGuard of(Collection<JournalledCommit> commits) {
    CommitGuard guard = new CommitGuard();
    commits.forEach(guard::remember);
    return guard;
  }

  /** Whether this commit contradicts none before it. */
  public boolean mayCommit(JournalledCommit commit) {
    JournalledCommit known = latest.get(commit.taskId());
    return known == null || known.epoch() < commit.epoch() || known.isSameAs(commit);
  }

  /** Whether exactly this commit is already known. */
  public boolean knows(JournalledCommit commit) {
    JournalledCommit known = latest.get(commit.taskId());
    return known != null && known.isSameAs(commit);
  }

  /** The newest commit for a task. */
  public Optional<JournalledCommit> latest(Hash32 taskId) {
    return Optional.ofNullable(latest.get(taskId));
  }

  void remember(JournalledCommit commit) {
    if (!mayCommit(commit)) {
      throw new IllegalStateException("conflicting commits for task " + commit.taskId().hex());
    }
    latest.put(commit.taskId(), commit);
  }
}
