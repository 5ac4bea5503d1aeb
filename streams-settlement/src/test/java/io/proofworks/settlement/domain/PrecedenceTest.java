package io.proofworks.settlement.domain;

import static io.proofworks.settlement.domain.Scene.ANN;
import static io.proofworks.settlement.domain.Scene.BOB;
import static io.proofworks.settlement.domain.Scene.COMMIT_BY;
import static io.proofworks.settlement.domain.Scene.DOMAIN;
import static io.proofworks.settlement.domain.Scene.GRACE;
import static io.proofworks.settlement.domain.Scene.TASK;
import static io.proofworks.settlement.domain.Scene.WINDOW;
import static io.proofworks.settlement.domain.Scene.hash;
import static io.proofworks.settlement.domain.Scene.key;
import static io.proofworks.settlement.domain.Scene.proof;
import static org.assertj.core.api.Assertions.assertThat;

import io.proofworks.protocol.Address;
import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.Reason;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * When several things are wrong with a record, the first check of the protocol's order answers.
 * Each lie alone, and each pair of lies that can be told at once.
 */
final class PrecedenceTest {

  /** What can be wrong with a commit, in the order of the checks; constants are their reasons. */
  enum CommitLie {
    WRONG_DOMAIN,
    FENCED_EPOCH,
    UNREGISTERED,
    NOT_ASSIGNED,
    BAD_SIGNATURE,
    COMMIT_CLOSED,
    DOUBLE_COMMIT,
    INSUFFICIENT_BOND
  }

  /** The same of a reveal. */
  enum RevealLie {
    WRONG_DOMAIN,
    FENCED_EPOCH,
    UNREGISTERED,
    UNCOMMITTED,
    REVEAL_TOO_EARLY,
    REVEAL_LATE,
    OVERSIZED,
    BAD_SIGNATURE,
    DIGEST_MISMATCH,
    DUPLICATE,
    INVALID_PROOF
  }

  static Stream<Set<CommitLie>> commits() {
    return pairs(CommitLie.class)
        // who is not assigned has no commit to contradict
        .filter(lies -> !lies.equals(EnumSet.of(CommitLie.NOT_ASSIGNED, CommitLie.DOUBLE_COMMIT)));
  }

  static Stream<Set<RevealLie>> reveals() {
    return pairs(RevealLie.class)
        .filter(lies -> !lies.equals(EnumSet.of(RevealLie.REVEAL_TOO_EARLY, RevealLie.REVEAL_LATE)))
        // a repeat is never late: TaskEngineTest
        .filter(lies -> !lies.equals(EnumSet.of(RevealLie.REVEAL_LATE, RevealLie.DUPLICATE)))
        // what was revealed before was committed to
        .filter(lies -> !lies.equals(EnumSet.of(RevealLie.UNCOMMITTED, RevealLie.DUPLICATE)));
  }

  /** All sets of one or two. */
  private static <L extends Enum<L>> Stream<Set<L>> pairs(Class<L> lies) {
    L[] all = lies.getEnumConstants();
    return Arrays.stream(all)
        .flatMap(a ->
            Arrays.stream(all).filter(b -> b.ordinal() >= a.ordinal()).map(b -> EnumSet.of(a, b)));
  }

  private static Reason first(Set<? extends Enum<?>> lies) {
    return Reason.valueOf(lies.iterator().next().name());
  }

  @ParameterizedTest
  @MethodSource("commits")
  void shouldAnswerTheFirstLieOfACommit(Set<CommitLie> lies) {
    // given
    byte[] own = proof(1, ANN);
    Hash32 commitment = Scene.commitment(ANN, own);
    Scene scene = new Scene().published();
    scene.assigned(1, lies.contains(CommitLie.NOT_ASSIGNED) ? all(BOB) : all(ANN, BOB));
    if (lies.contains(CommitLie.DOUBLE_COMMIT)) {
      scene.committed(ANN, 50, proof(1, BOB));
    }
    if (lies.contains(CommitLie.UNREGISTERED)) {
      scene.provers.remove(ANN);
    }

    // when
    scene.take(
        commit(
            scene,
            lies.contains(CommitLie.WRONG_DOMAIN) ? hash("another market") : DOMAIN,
            lies.contains(CommitLie.FENCED_EPOCH) ? 2 : 1,
            ANN,
            lies.contains(CommitLie.COMMIT_CLOSED) ? COMMIT_BY : 100,
            commitment,
            lies.contains(CommitLie.BAD_SIGNATURE) ? key(BOB) : key(ANN)));
    if (scene.verdicts().isEmpty()) {
      scene.bond(ANN, 101, !lies.contains(CommitLie.INSUFFICIENT_BOND));
    }

    // then
    assertThat(scene.verdicts()).hasSize(1);
    assertThat(scene.verdict().reason()).isEqualTo(first(lies));
  }

  private static Address[] all(Address... provers) {
    return provers;
  }

  private static TaskInput commit(
      Scene scene,
      Hash32 domain,
      int epoch,
      Address prover,
      long time,
      Hash32 commitment,
      byte[] signature) {
    return new TaskInput.CommitReceived(
        scene.at("commitments", time),
        domain,
        TASK,
        epoch,
        prover,
        commitment,
        Hash32.ZERO,
        signature);
  }

  @ParameterizedTest
  @MethodSource("reveals")
  void shouldAnswerTheFirstLieOfAReveal(Set<RevealLie> lies) {
    // given
    byte[] committed = proof(lies.contains(RevealLie.INVALID_PROOF) ? 0 : 1, ANN);
    byte[] revealed =
        lies.contains(RevealLie.OVERSIZED) ? Arrays.copyOf(committed, 101) : committed;
    boolean opens = lies.contains(RevealLie.DUPLICATE) || !lies.contains(RevealLie.OVERSIZED);
    Scene scene = Scene.open(ANN, BOB);
    if (!lies.contains(RevealLie.UNCOMMITTED)) {
      scene.committed(ANN, 100, opens ? committed : revealed);
    }
    if (lies.contains(RevealLie.DUPLICATE)) {
      scene.take(scene.reveal(ANN, 110, committed));
    }
    if (lies.contains(RevealLie.UNREGISTERED)) {
      scene.provers.remove(ANN);
    }

    // when
    scene.take(reveal(scene, lies, revealed));

    // then
    assertThat(scene.verdicts()).hasSize(1);
    assertThat(scene.verdict().reason()).isEqualTo(first(lies));
  }

  private static TaskInput reveal(Scene scene, Set<RevealLie> lies, byte[] proof) {
    TaskInput.RevealReceived honest = scene.reveal(ANN, time(lies), proof);
    return new TaskInput.RevealReceived(
        honest.origin(),
        lies.contains(RevealLie.WRONG_DOMAIN) ? hash("another market") : DOMAIN,
        TASK,
        lies.contains(RevealLie.FENCED_EPOCH) ? 2 : 1,
        ANN,
        proof,
        lies.contains(RevealLie.DIGEST_MISMATCH) ? hash("another nonce") : honest.nonce(),
        honest.grant(),
        Hash32.ZERO,
        lies.contains(RevealLie.BAD_SIGNATURE) ? key(BOB) : key(ANN));
  }

  private static long time(Set<RevealLie> lies) {
    if (lies.contains(RevealLie.REVEAL_TOO_EARLY)) {
      return 100;
    }
    return lies.contains(RevealLie.REVEAL_LATE) ? 100 + WINDOW + GRACE + 1 : 150;
  }
}
