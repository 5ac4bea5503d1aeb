package io.proofworks.settlement.domain;

import static io.proofworks.settlement.domain.Scene.AGGREGATOR;
import static io.proofworks.settlement.domain.Scene.ANN;
import static io.proofworks.settlement.domain.Scene.BOB;
import static io.proofworks.settlement.domain.Scene.REWARD;
import static io.proofworks.settlement.domain.Scene.TERMS;
import static io.proofworks.settlement.domain.Scene.hash;
import static io.proofworks.settlement.domain.Scene.key;
import static io.proofworks.settlement.domain.Scene.proof;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.proofworks.protocol.Address;
import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.Reason;
import io.proofworks.protocol.TaskState;
import io.proofworks.protocol.VerdictKind;
import io.proofworks.settlement.domain.TaskInput.Grant;
import io.proofworks.settlement.domain.TaskInput.RevealReceived;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whom a revealed proof is granted to, and what becomes of a grant that does not hold. */
final class GrantsTest {

  private static final Hash32 BATCH = TERMS.batchId();

  /**
   * @param what is wrong with the grant
   */
  record Bad(String what, Grant grant) {
    @Override
    public String toString() {
      return what;
    }
  }

  static Stream<Bad> bad() {
    return Stream.of(
        new Bad("of another batch", grant(hash("another"), AGGREGATOR, key(ANN))),
        new Bad("to any, of another batch", grant(hash("another"), Address.ZERO, key(ANN))),
        new Bad("to nobody who is registered", grant(BATCH, Scene.REQUESTER, key(ANN))),
        new Bad("to a prover that does not aggregate", grant(BATCH, BOB, key(ANN))),
        new Bad("signed by another", grant(BATCH, AGGREGATOR, key(BOB))),
        new Bad("to any, signed by another", grant(BATCH, Address.ZERO, key(BOB))),
        new Bad("not signed", grant(BATCH, AGGREGATOR, new byte[0])));
  }

  private static Grant grant(Hash32 batch, Address aggregator, byte[] signature) {
    return new Grant(batch, aggregator, Hash32.ZERO, signature);
  }

  private static RevealReceived reveal(Scene scene, Address prover, long time, Grant grant) {
    RevealReceived plain = scene.reveal(prover, time, proof(1, prover));
    return new RevealReceived(
        plain.origin(),
        plain.domain(),
        plain.taskId(),
        plain.epoch(),
        plain.prover(),
        plain.proof(),
        plain.nonce(),
        grant,
        plain.signed(),
        plain.signature());
  }

  private static List<Grant> published(Scene scene) {
    return scene.effects.stream()
        .filter(TaskEffect.ChildProofReady.class::isInstance)
        .map(effect -> ((TaskEffect.ChildProofReady) effect).grant())
        .toList();
  }

  @ParameterizedTest
  @MethodSource("bad")
  void shouldTakeTheRevealAndCountABadGrantAsOneToAny(Bad bad) {
    // given
    Scene scene = Scene.open(ANN).committed(ANN, 100);

    // when
    scene.take(reveal(scene, ANN, 200, bad.grant()));

    // then
    assertThat(scene.verdicts())
        .extracting(
            VerdictIssued::kind,
            VerdictIssued::reason,
            VerdictIssued::author,
            VerdictIssued::slashed,
            VerdictIssued::rewarded)
        .containsExactly(
            tuple(VerdictKind.REVEAL, Reason.ACCEPTED, ANN.hex(), 0L, REWARD),
            tuple(VerdictKind.GRANT, Reason.BAD_GRANT, ANN.hex(), 0L, 0L));
    assertThat(published(scene)).hasSize(1);
    assertThat(published(scene).getFirst().batchId()).isEqualTo(BATCH);
    assertThat(published(scene).getFirst().aggregator()).isEqualTo(Address.ZERO);
    assertThat(published(scene).getFirst().signature()).isEmpty();
    assertThat(scene.task().state()).isEqualTo(TaskState.VERIFIED);
    assertThat(scene.requests(AccountRequest.SlashBond.class)).isEmpty();
    assertThat(scene.requests(AccountRequest.ReleaseBond.class)).hasSize(1);
  }

  @Test
  void shouldPassOnAGrantThatHolds() {
    for (Address to : List.of(Address.ZERO, AGGREGATOR)) {
      Scene scene = Scene.open(ANN).committed(ANN, 100);
      Grant grant = grant(BATCH, to, key(ANN));

      scene.take(reveal(scene, ANN, 200, grant));

      assertThat(published(scene)).containsExactly(grant);
      assertThat(scene.verdicts())
          .extracting(VerdictIssued::kind)
          .containsExactly(VerdictKind.REVEAL);
    }
  }

  @Test
  void shouldNotPassOnAGrantToAnAggregatorWhoseRegistrationHasExpired() {
    Scene scene = Scene.open(ANN).committed(ANN, 100);
    scene.provers.put(AGGREGATOR, new ProverKey(key(AGGREGATOR), 200, true));

    scene.take(reveal(scene, ANN, 200, grant(BATCH, AGGREGATOR, key(ANN))));

    assertThat(scene.verdict().reason()).isEqualTo(Reason.BAD_GRANT);
    assertThat(published(scene).getFirst().aggregator()).isEqualTo(Address.ZERO);
  }

  @Test
  void shouldPublishOneGrantOfTwoProversToDifferentAggregators() {
    Scene scene = Scene.open(ANN, BOB).committed(ANN, 100).committed(BOB, 101);
    scene.provers.put(Scene.CEM, new ProverKey(key(Scene.CEM), 100_000, true));

    Grant granted = grant(BATCH, AGGREGATOR, key(BOB));
    scene.take(reveal(scene, BOB, 200, granted));
    List<Grant> first = published(scene);
    scene.take(reveal(scene, ANN, 201, grant(BATCH, Scene.CEM, key(ANN))));

    assertThat(first).containsExactly(granted);
    assertThat(published(scene)).isEmpty();
    assertThat(scene.verdict().reason()).isEqualTo(Reason.ACCEPTED);
  }

  /** What is refused has no grant to judge. */
  @Test
  void shouldSayNothingOfTheGrantOfARevealThatIsNotTaken() {
    Scene scene = Scene.open(ANN).committed(ANN, 100, proof(0, ANN));
    RevealReceived invalid = scene.reveal(ANN, 200, proof(0, ANN));

    scene.take(
        new RevealReceived(
            invalid.origin(),
            invalid.domain(),
            invalid.taskId(),
            1,
            ANN,
            invalid.proof(),
            invalid.nonce(),
            grant(hash("another"), AGGREGATOR, new byte[0]),
            invalid.signed(),
            invalid.signature()));

    assertThat(scene.verdicts())
        .extracting(VerdictIssued::reason)
        .containsExactly(Reason.INVALID_PROOF);
  }

  /** The answer to a reveal is one; what is said of its grant has an id of its own and no input. */
  @Test
  void shouldKeepOneAnswerToEachInput() {
    Scene scene = Scene.open(ANN).committed(ANN, 100);

    scene.take(reveal(scene, ANN, 200, grant(hash("another"), AGGREGATOR, key(ANN))));

    assertThat(scene.verdicts()).extracting(VerdictIssued::id).doesNotHaveDuplicates();
    assertThat(scene.verdicts()).filteredOn(v -> v.input() != null).hasSize(1);
    assertThat(scene.verdict().evidence()).containsKey("revealDigest");
    assertThat(scene.verdict().named()).isEqualTo(scene.verdicts().getFirst().named());
  }
}
