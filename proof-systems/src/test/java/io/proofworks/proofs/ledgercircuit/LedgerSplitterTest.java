package io.proofworks.proofs.ledgercircuit;

import static org.assertj.core.api.Assertions.assertThat;

import io.proofworks.proofs.PlannedShard;
import io.proofworks.proofs.Program;
import io.proofworks.proofs.ShardPlan;
import io.proofworks.proofs.aggregation.AggregationSchemes;
import io.proofworks.proofs.groth16.VerifyingKey;
import io.proofworks.proofs.ledgercircuit.LedgerTrace.Account;
import io.proofworks.proofs.ledgercircuit.LedgerTrace.Transfer;
import io.proofworks.proofs.snarkpack.SnarkPackScheme;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which of several sizes of circuit a batch takes. */
class LedgerSplitterTest {

  private static final int DEPTH = 2;

  @TempDir private static Path cache;
  private static List<LedgerProgram> programs;

  /** The keys of one size stand for those of all: nothing is proved. */
  @BeforeAll
  static void makePrograms() {
    VerifyingKey key = new DevelopmentKeys(cache).get(DEPTH, 1).program().verifyingKey();
    programs =
        Stream.of(1, 2, 4).map(transfers -> new LedgerProgram(DEPTH, transfers, key)).toList();
  }

  private static List<Program> split(int transfers) {
    List<Account> accounts =
        List.of(
            new Account(new byte[20], BigInteger.valueOf(100)),
            new Account(
                new byte[] {1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0},
                BigInteger.ZERO));
    List<Transfer> all =
        Stream.generate(() -> new Transfer(0, 1, BigInteger.TWO)).limit(transfers).toList();
    int target = programs.getLast().weight();
    return switch (LedgerSplitter.split(new LedgerTrace(accounts, all), programs, target)) {
      case ShardPlan.Shards(List<PlannedShard> shards, byte[] inputs) ->
          shards.stream().map(PlannedShard::program).toList();
      case ShardPlan.Refused(String reason) -> throw new AssertionError(reason);
    };
  }

  @Test
  void shouldTakeTheSmallestProgramThatHoldsTheWholeTrace() {
    assertThat(split(1)).containsExactly(programs.get(0).program());
    assertThat(split(2)).containsExactly(programs.get(1).program());
    assertThat(split(3)).containsExactly(programs.get(2).program());
  }

  /** Five transfers are four and one; the last shard could have been proved for less. */
  @Test
  void shouldTakeOneProgramForAllShardsSoThatOneAggregateCoversThem() {
    Program largest = programs.getLast().program();
    assertThat(split(5)).containsExactly(largest, largest);

    SnarkPackScheme scheme =
        (SnarkPackScheme)
            Objects.requireNonNull(AggregationSchemes.standard().get(SnarkPackScheme.ID));
    assertThat(scheme.obstacle(split(5))).isEmpty();
    assertThat(scheme.obstacle(List.of(largest, programs.getFirst().program())))
        .hasValue("they are of programs with different keys");
  }
}
