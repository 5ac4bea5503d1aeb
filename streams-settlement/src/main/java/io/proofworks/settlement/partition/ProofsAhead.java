package io.proofworks.settlement.partition;

import io.proofworks.protocol.Digests;
import io.proofworks.protocol.Hash32;
import io.proofworks.settlement.checks.ProofChecks;
import io.proofworks.settlement.domain.MarketPolicy;
import io.proofworks.settlement.domain.ProofCheck;
import io.proofworks.settlement.domain.ProofQuestion;
import io.proofworks.settlement.domain.PublishedTask;
import io.proofworks.settlement.domain.TaskCase;
import io.proofworks.settlement.domain.TaskInput.RevealReceived;
import io.proofworks.settlement.state.TaskStates;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Verifies reveals that wait in the intake together, when the first of them has its turn. What is
 * remembered is what {@link ProofCheck}, a pure function, says of exactly these arguments under
 * exactly these policies, and only what is asked for again is used: no verdict depends on it, nor
 * their order. Lost with the process, and then asked anew.
 */
public final class ProofsAhead {
  private static final int MOST = 64;

  private final TaskStates state;
  private final Digests digests;
  private final ProofChecks proofs;
  private final Map<Key, ProofCheck.Outcome> known = new HashMap<>();

  /**
   * @param binding null when the task has none
   */
  private record Key(
      int policy,
      Map<String, String> statuses,
      Hash32 taskId,
      @Nullable ByteBuffer binding,
      Hash32 proof) {}

  ProofsAhead(TaskStates state, Digests digests, ProofChecks proofs) {
    this.state = state;
    this.digests = digests;
    this.proofs = proofs;
  }

  /** A reveal's turn has come: looks what else can be verified with it, unless that was done. */
  void turn(RevealReceived reveal) {
    Optional<ProofChecks.Asked> first = asked(reveal);
    if (first.isEmpty() || known.containsKey(key(first.get()))) {
      return;
    }
    Map<Key, ProofChecks.Asked> together = new LinkedHashMap<>();
    Map<Key, ProofCheck.Outcome> kept = new HashMap<>();
    together.put(key(first.get()), first.get());
    for (RevealReceived waiting : state.waitingReveals(MOST - 1)) {
      asked(waiting).ifPresent(asked -> sort(asked, together, kept));
    }
    known.clear();
    known.putAll(kept);
    if (together.size() > 1) {
      Iterator<ProofCheck.Outcome> outcomes =
          proofs.together(List.copyOf(together.values())).iterator();
      together.keySet().forEach(key -> known.put(key, outcomes.next()));
    }
  }

  /** A reveal that is sent again and again is one question. */
  private void sort(
      ProofChecks.Asked asked,
      Map<Key, ProofChecks.Asked> together,
      Map<Key, ProofCheck.Outcome> kept) {
    Key key = key(asked);
    ProofCheck.Outcome before = known.get(key);
    if (before == null) {
      together.putIfAbsent(key, asked);
    } else {
      kept.put(key, before);
    }
  }

  private Optional<ProofChecks.Asked> asked(RevealReceived reveal) {
    TaskCase task = state.task(reveal.taskId());
    if (task == null || !proofs.gainsFromCompany(task.task())) {
      return Optional.empty();
    }
    MarketPolicy policy = state.policy(task.task().policyVersion()).orElseThrow();
    MarketPolicy newest = state.newestPolicy().orElse(policy);
    return ProofQuestion.foreseen(task, reveal, digests)
        .map(question -> new ProofChecks.Asked(policy, newest, question));
  }

  private static Key key(ProofChecks.Asked asked) {
    return key(asked.policy(), asked.newest(), asked.question());
  }

  private static Key key(MarketPolicy policy, MarketPolicy newest, ProofQuestion question) {
    byte[] binding = question.binding();
    return new Key(
        policy.version(),
        newest.verifierStatus(),
        question.task().taskId(),
        binding == null ? null : ByteBuffer.wrap(binding),
        Digests.proofDigest(question.proof()));
  }

  /** The check under these policies, from memory where it was made ahead. */
  ProofCheck under(MarketPolicy policy, MarketPolicy newest) {
    ProofCheck alone = proofs.under(policy, newest);
    return (PublishedTask task, byte @Nullable [] binding, byte[] proof) -> {
      if (known.isEmpty()) {
        return alone.check(task, binding, proof);
      }
      Key key = key(policy, newest, new ProofQuestion(task, binding, proof));
      ProofCheck.Outcome ahead = known.get(key);
      return ahead == null ? alone.check(task, binding, proof) : ahead;
    };
  }
}
