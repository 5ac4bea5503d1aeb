package io.proofworks.settlement.domain;

import io.proofworks.protocol.Address;
import io.proofworks.protocol.Author;
import io.proofworks.settlement.domain.TaskInput.CommitReceived;
import io.proofworks.settlement.domain.TaskInput.RevealReceived;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Inputs that an answer of the account side decides. A record that anybody may write waits only
 * with its author, so nobody can take the room of another; and only so many of one prover and of
 * one task wait.
 */
final class Waiting {

  /** Of the proofs that wait with one task, however many: a task is one record of a store. */
  static final int MOST_PROOF_BYTES = 1024 * 1024;

  private Waiting() {}

  static void join(Draft draft, TaskInput.Trusted input) {
    add(draft, input);
  }

  /**
   * @throws IllegalStateException if the record is another's
   */
  static void join(Draft draft, TaskInput.Claimed input, Author author) {
    if (!input.prover().equals(author.address())) {
      throw new IllegalStateException("a record of " + input.prover() + " signed by " + author);
    }
    add(draft, input);
  }

  private static void add(Draft draft, TaskInput input) {
    List<TaskInput> longer =
        Stream.concat(draft.task().waiting().stream(), Stream.of(input)).toList();
    draft.become(draft.task().waitingFor(longer));
  }

  private static boolean hasRoom(Draft draft, Address prover) {
    List<TaskInput> waiting = draft.task().waiting();
    MarketPolicy policy = draft.context().policy();
    long own = waiting.stream().filter(input -> isBy(input, prover)).count();
    return filling(waiting, policy) < policy.parkedPerTask() && own < policy.parkedPerProver();
  }

  private static long filling(List<TaskInput> waiting, MarketPolicy policy) {
    return policy.keepsRoomForWhoIsAsked()
        ? waiting.stream().filter(TaskInput.Claimed.class::isInstance).count()
        : waiting.size();
  }

  /**
   * The first commit of whoever is asked by name always has room: however many others fill it, who
   * did as the market asked must not be called silent.
   *
   * @param epoch that the commit is to
   */
  static boolean hasRoomFor(Draft draft, CommitReceived commit, Epoch epoch) {
    boolean first =
        epoch.assignees().contains(commit.prover())
            && draft.task().waiting().stream()
                .noneMatch(
                    input -> isCommitTo(input, commit.epoch()) && isBy(input, commit.prover()));
    return first && draft.context().policy().keepsRoomForWhoIsAsked()
        || hasRoom(draft, commit.prover());
  }

  private static boolean isCommitTo(TaskInput input, int epoch) {
    return input instanceof CommitReceived commit && commit.epoch() == epoch;
  }

  /**
   * A prover's first reveal has room where its commit waits too: whoever fills the room, its own
   * repeats or others, must not cost it a bond. Only as far as the bytes go: what finds no room is
   * answered as a repeat is, and comes again.
   */
  static boolean hasRoomFor(Draft draft, RevealReceived reveal) {
    long bytes = reveal.proof().length;
    boolean first = true;
    for (TaskInput input : draft.task().waiting()) {
      if (input instanceof RevealReceived waits) {
        bytes += waits.proof().length;
        first &= !waits.prover().equals(reveal.prover());
      }
    }
    return bytes <= MOST_PROOF_BYTES && (first || hasRoom(draft, reveal.prover()));
  }

  /** Whether the same commit waits already. */
  static boolean holds(Draft draft, CommitReceived commit) {
    return draft.task().waiting().stream()
        .anyMatch(input ->
            input instanceof CommitReceived known
                && known.prover().equals(commit.prover())
                && known.epoch() == commit.epoch()
                && known.commitment().equals(commit.commitment()));
  }

  /** The epoch of that number, if an assignment waits that begins it. */
  static Optional<Epoch> epoch(Draft draft, int number) {
    return draft.task().waiting().stream()
        .filter(TaskInput.Assigned.class::isInstance)
        .map(input -> ((TaskInput.Assigned) input).epoch())
        .filter(epoch -> epoch.number() == number)
        .findFirst();
  }

  static boolean anyReveal(Draft draft) {
    return draft.task().waiting().stream().anyMatch(RevealReceived.class::isInstance);
  }

  static boolean anyCommitOf(Draft draft, Address prover) {
    return draft.task().waiting().stream()
        .anyMatch(input -> input instanceof CommitReceived && isBy(input, prover));
  }

  private static boolean isBy(TaskInput input, Address prover) {
    return input instanceof TaskInput.Claimed claimed && claimed.prover().equals(prover);
  }
}
