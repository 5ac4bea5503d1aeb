package io.proofworks.settlement.domain;

import static io.proofworks.settlement.domain.Scene.ANN;
import static io.proofworks.settlement.domain.Scene.BOB;
import static io.proofworks.settlement.domain.Scene.BOND;
import static io.proofworks.settlement.domain.Scene.DIGESTS;
import static io.proofworks.settlement.domain.Scene.REWARD;
import static io.proofworks.settlement.domain.Scene.TASK;
import static io.proofworks.settlement.domain.Scene.TERMS;
import static org.assertj.core.api.Assertions.assertThat;

import io.proofworks.proofs.PlannedShard;
import io.proofworks.proofs.ProofVerdict;
import io.proofworks.proofs.ShardPlan;
import io.proofworks.proofs.Statement;
import io.proofworks.proofs.groth16.Rerandomizer;
import io.proofworks.proofs.ledgercircuit.DevelopmentKeys;
import io.proofworks.proofs.ledgercircuit.LedgerKeys;
import io.proofworks.proofs.ledgercircuit.LedgerProgram;
import io.proofworks.proofs.ledgercircuit.LedgerProver;
import io.proofworks.proofs.ledgercircuit.LedgerSplitter;
import io.proofworks.proofs.ledgercircuit.LedgerTrace;
import io.proofworks.proofs.ledgercircuit.LedgerTrace.Account;
import io.proofworks.proofs.ledgercircuit.LedgerTrace.Transfer;
import io.proofworks.proofs.registry.VerifierRegistry;
import io.proofworks.protocol.Address;
import io.proofworks.protocol.Binding;
import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.Reason;
import io.proofworks.settlement.checks.PolicyProofCheck;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What a copy earns in each binding, with real Groth16 proofs and copies that were re-randomised
 * without a witness: other bytes, as valid as the original.
 */
final class OwnershipTest {

  @TempDir private static Path cache;
  private static LedgerProgram program;
  private static PlannedShard shard;
  private static byte[] boundToAnn;
  private static byte[] unbound;
  private static Rerandomizer thief;

  @BeforeAll
  static void prove() {
    LedgerKeys keys = new DevelopmentKeys(cache).get(2, 1);
    program = keys.program();
    shard = shard();
    LedgerProver prover = new LedgerProver(keys.provingKey(), program);
    byte[] ann = DIGESTS.binding(TASK, ANN).bytes();
    boundToAnn = prover.prove(shard.trace(), shard.publicInputs(), ann);
    unbound = prover.prove(shard.trace(), shard.publicInputs(), null);
    thief = new Rerandomizer(program.verifyingKey());
  }

  private static PlannedShard shard() {
    List<Account> accounts =
        List.of(
            new Account(new byte[20], BigInteger.TEN),
            new Account(filled((byte) 1), BigInteger.ZERO));
    LedgerTrace trace = new LedgerTrace(accounts, List.of(new Transfer(0, 1, BigInteger.TWO)));
    return switch (LedgerSplitter.split(trace, List.of(program), program.weight())) {
      case ShardPlan.Shards(List<PlannedShard> shards, byte[] inputs) -> shards.getFirst();
      case ShardPlan.Refused(String reason) -> throw new AssertionError(reason);
    };
  }

  private static byte[] filled(byte value) {
    byte[] bytes = new byte[Account.ADDRESS_BYTES];
    java.util.Arrays.fill(bytes, value);
    return bytes;
  }

  private static Stream<byte[]> copies(byte[] proof) {
    return Stream.of(
        thief.negated(proof),
        thief.scaled(proof, BigInteger.valueOf(12_345)),
        thief.shifted(proof, BigInteger.valueOf(678)),
        thief.shifted(thief.scaled(proof, BigInteger.valueOf(9)), BigInteger.valueOf(8)));
  }

  static Stream<byte[]> copiesOfBound() {
    return copies(boundToAnn);
  }

  static Stream<byte[]> copiesOfUnbound() {
    return copies(unbound);
  }

  /** A task for the real shard, with one prover after the other assigned to it. */
  private static Scene scene(Binding binding, Address... assigned) {
    PublishedTask terms =
        new PublishedTask(
            TERMS.domain(),
            TASK,
            TERMS.batchId(),
            TERMS.requester(),
            TERMS.statementId(),
            0,
            1,
            7,
            LedgerProgram.PROOF_SYSTEM,
            Hash32.of(program.program().hash()),
            shard.publicInputs(),
            TERMS.taskClass(),
            binding,
            Scene.LAST_COMMIT,
            Scene.WINDOW,
            Scene.GRACE,
            1_000,
            1,
            2 * REWARD,
            BOND);
    MarketPolicy policy = policy();
    ProofCheck proofs = new PolicyProofCheck(VerifierRegistry.standard()).under(policy, policy);
    return new Scene(terms, policy, proofs).published().assigned(1, assigned);
  }

  private static MarketPolicy policy() {
    MarketPolicy p = Scene.POLICY;
    String hash = "0x" + HexFormat.of().formatHex(program.program().hash());
    return new MarketPolicy(
        p.domain(),
        p.version(),
        Map.of(hash, program.program().data()),
        Map.of(),
        p.slashing(),
        p.lateRewardBps(),
        p.adoptBps(),
        p.staleCompensationBps(),
        p.breakerFailures(),
        p.breakerPauseMs(),
        p.reputationHalfLifeMs(),
        p.parkedPerTask(),
        p.parkedPerProver(),
        p.aggregatorFee(),
        p.tickKey(),
        p.rules(),
        p.closed());
  }

  private static boolean isPaid(Scene scene, Address prover) {
    return prover.equals(scene.task().reward().winner());
  }

  private static Scene revealed(Scene scene, Address prover, long time, byte[] proof) {
    return scene.take(scene.reveal(prover, time, proof));
  }

  @ParameterizedTest
  @MethodSource({"copiesOfBound", "copiesOfUnbound"})
  void shouldBeValidForWhoeverLooksAtTheProofAlone(byte[] copy) {
    byte[] ann = DIGESTS.binding(TASK, ANN).bytes();
    VerifierRegistry registry = VerifierRegistry.standard();
    ProofVerdict bound =
        registry.verify(new Statement(program.program(), shard.publicInputs(), ann), copy);
    ProofVerdict free =
        registry.verify(new Statement(program.program(), shard.publicInputs(), null), copy);
    assertThat(List.of(bound, free)).containsOnlyOnce(ProofVerdict.VALID);
    assertThat(copy).isNotEqualTo(boundToAnn).isNotEqualTo(unbound);
  }

  @ParameterizedTest
  @MethodSource("copiesOfBound")
  void shouldTakeTheBondOfACopyInProofAndGiveTheVictimItsShare(byte[] copy) {
    // given a thief that knew the proof before its owner revealed it
    Scene scene = scene(Binding.IN_PROOF, ANN, BOB);
    scene.committed(BOB, 50, copy).committed(ANN, 60, boundToAnn);

    // when
    revealed(scene, BOB, 70, copy);

    // then
    assertThat(scene.verdict().reason()).isEqualTo(Reason.PLAGIARISED);
    assertThat(scene.verdict().victim()).isEqualTo(ANN);
    assertThat(scene.verdict().slashed()).isEqualTo(BOND);
    assertThat(scene.requests(AccountRequest.SlashBond.class))
        .singleElement()
        .satisfies(s -> {
          assertThat(s.beneficiary()).isEqualTo(ANN);
          assertThat(s.burned()).isEqualTo(BOND / 4);
        });
    revealed(scene, ANN, 80, boundToAnn);
    assertThat(scene.verdict().rewarded()).isEqualTo(REWARD);
    assertThat(isPaid(scene, ANN)).isTrue();
  }

  @Test
  void shouldCallAProofThatIsBoundToNobodyOfTheTaskInvalid() {
    Scene scene = scene(Binding.IN_PROOF, BOB).committed(BOB, 50, boundToAnn);
    revealed(scene, BOB, 70, boundToAnn);
    assertThat(scene.verdict().reason()).isEqualTo(Reason.INVALID_PROOF);
    assertThat(scene.task().isVerified()).isFalse();
  }

  @ParameterizedTest
  @MethodSource("copiesOfUnbound")
  void shouldCloseTheTaskToCopiesOfWhatWasRevealed(byte[] copy) {
    Scene scene = scene(Binding.COMMIT_REVEAL).committed(ANN, 50, unbound);
    revealed(scene, ANN, 60, unbound);
    scene.take(scene.commit(BOB, 70, copy));
    assertThat(scene.verdict().reason()).isEqualTo(Reason.COMMIT_CLOSED);
    assertThat(isPaid(scene, ANN)).isTrue();
  }

  @ParameterizedTest
  @MethodSource("copiesOfUnbound")
  void shouldPayTheEarlierCommitWhoeverRevealsFirst(byte[] copy) {
    Scene scene = scene(Binding.COMMIT_REVEAL).committed(ANN, 50, unbound).committed(BOB, 60, copy);
    revealed(scene, BOB, 70, copy);
    assertThat(scene.verdict().rewarded()).isZero();
    revealed(scene, ANN, 80, unbound);
    assertThat(scene.verdict().rewarded()).isEqualTo(REWARD);
    assertThat(isPaid(scene, ANN)).isTrue();
  }

  /**
   * The limit: who learns an unbound proof before its owner commits to it is the owner for all that
   * the log shows.
   */
  @ParameterizedTest
  @MethodSource("copiesOfUnbound")
  void shouldNotBeAbleToTellACopyThatWasCommittedFirst(byte[] copy) {
    Scene scene = scene(Binding.COMMIT_REVEAL).committed(BOB, 50, copy).committed(ANN, 60, unbound);
    revealed(scene, BOB, 70, copy);
    assertThat(scene.verdict().reason()).isEqualTo(Reason.ACCEPTED);
    assertThat(isPaid(scene, BOB)).isTrue();
    revealed(scene, ANN, 80, unbound);
    assertThat(scene.verdict().reason()).isEqualTo(Reason.ACCEPTED);
    assertThat(scene.verdict().rewarded()).isZero();
  }

  @ParameterizedTest
  @MethodSource("copiesOfUnbound")
  void shouldPayNobodyButTheAssigneeOfALockedTask(byte[] copy) {
    Scene scene = scene(Binding.LOCKED, ANN);
    scene.take(scene.commit(BOB, 50, copy));
    assertThat(scene.verdict().reason()).isEqualTo(Reason.NOT_ASSIGNED);
    scene.committed(ANN, 60, unbound);
    revealed(scene, ANN, 70, unbound);
    assertThat(isPaid(scene, ANN)).isTrue();
  }

  /** The same statement as another task: its copy is verified, and paid nothing. */
  @ParameterizedTest
  @MethodSource("copiesOfUnbound")
  void shouldPayAStatementOnce(byte[] copy) {
    Scene scene = scene(Binding.COMMIT_REVEAL).committed(BOB, 50, copy);
    revealed(scene, BOB, 60, copy);
    Hash32 first = Scene.hash("the task that was paid");
    scene.take(answer(scene, first, 40));
    assertThat(scene.verdict().reason()).isEqualTo(Reason.DUPLICATE);
    assertThat(scene.requests(AccountRequest.PayFromEscrow.class)).isEmpty();
  }

  private static TaskInput answer(Scene scene, Hash32 holder, long provedAt) {
    return new TaskInput.StatementAnswered(scene.at("answers", 70), TASK, false, holder, provedAt);
  }

  /**
   * A proof that was public when it was committed to may be a copy, whoever was asked: asked at 20,
   * committed at 50. One that names its prover is its own.
   */
  @ParameterizedTest
  @CsvSource({
    "IN_PROOF, 40, true",
    "COMMIT_REVEAL, 49, false",
    "COMMIT_REVEAL, 50, true",
    "COMMIT_REVEAL, 20, false",
    "COMMIT_REVEAL, 19, true",
    "LOCKED, 40, false",
    "LOCKED, 60, true",
  })
  void shouldPayWhomTheMarketAskedThoughTheStatementWasRewardedElsewhere(
      Binding binding, long provedAt, boolean paid) {
    byte[] proof = binding == Binding.IN_PROOF ? boundToAnn : unbound;
    Scene scene = scene(binding, ANN).committed(ANN, 50, proof);
    revealed(scene, ANN, 60, proof);

    scene.take(answer(scene, Scene.hash("the task that was paid"), provedAt));

    assertThat(scene.requests(AccountRequest.PayFromEscrow.class)).hasSize(paid ? 1 : 0);
    assertThat(scene.verdicts()).hasSize(paid ? 0 : 1);
    assertThat(scene.task().reward().stage())
        .isEqualTo(paid ? TaskCase.Reward.Stage.PAID : TaskCase.Reward.Stage.DENIED);
  }
}
