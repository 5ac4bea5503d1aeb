package io.proofworks.proofs.ledgercircuit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.proofworks.proofs.PlannedShard;
import io.proofworks.proofs.ProofVerdict;
import io.proofworks.proofs.ShardPlan;
import io.proofworks.proofs.Statement;
import io.proofworks.proofs.Tampering;
import io.proofworks.proofs.batch.BatchScheme;
import io.proofworks.proofs.ledgercircuit.LedgerTrace.Account;
import io.proofworks.proofs.ledgercircuit.LedgerTrace.Transfer;
import io.proofworks.proofs.registry.VerifierRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keys, proofs and aggregates of the smallest ledger program: made once, then attacked. */
class LedgerProofsTest {

  private static final int DEPTH = 2;
  private static final byte[] ANN = filled(1);
  private static final byte[] BOB = filled(2);
  private static final VerifierRegistry REGISTRY = VerifierRegistry.standard();
  private static final BatchScheme BATCH = new BatchScheme(REGISTRY);

  @TempDir private static Path cache;
  private static LedgerKeys keys;
  private static List<PlannedShard> shards;
  private static final List<Statement> STATEMENTS = new ArrayList<>();
  private static final List<byte[]> PROOFS = new ArrayList<>();

  private static byte[] filled(int value) {
    byte[] bytes = new byte[32];
    Arrays.fill(bytes, (byte) value);
    return bytes;
  }

  @BeforeAll
  static void prove() {
    keys = new DevelopmentKeys(cache).get(DEPTH, 1);
    shards = split(3);
    LedgerProver prover = new LedgerProver(keys.provingKey(), keys.program());
    for (PlannedShard shard : shards) {
      STATEMENTS.add(new Statement(shard.program(), shard.publicInputs(), ANN));
      PROOFS.add(prover.prove(shard.trace(), shard.publicInputs(), ANN));
    }
  }

  private static List<PlannedShard> split(int transfers) {
    List<Account> accounts =
        List.of(
            new Account(new byte[20], BigInteger.valueOf(100)),
            new Account(Arrays.copyOf(BOB, 20), BigInteger.ZERO));
    List<Transfer> all =
        Stream.generate(() -> new Transfer(0, 1, BigInteger.TWO)).limit(transfers).toList();
    return switch (LedgerSplitter.split(
        new LedgerTrace(accounts, all), List.of(keys.program()), keys.program().weight())) {
      case ShardPlan.Shards(List<PlannedShard> parts, byte[] inputs) -> parts;
      case ShardPlan.Refused(String reason) -> throw new AssertionError(reason);
    };
  }

  private static ProofVerdict verify(int shard, byte[] binding) {
    Statement statement = STATEMENTS.get(shard);
    return REGISTRY.verify(
        new Statement(statement.program(), statement.publicInputs(), binding), PROOFS.get(shard));
  }

  @Test
  void shouldProveEveryShardForItsProverAndNobodyElse() {
    assertThat(shards).hasSize(3);
    for (int shard = 0; shard < shards.size(); shard++) {
      assertThat(verify(shard, ANN)).isEqualTo(ProofVerdict.VALID);
      assertThat(verify(shard, BOB)).isInstanceOf(ProofVerdict.Invalid.class);
      assertThat(verify(shard, null)).isInstanceOf(ProofVerdict.Invalid.class);
    }
  }

  @Test
  void shouldNotProveWhatTheTraceDoesNotLeadTo() {
    LedgerProver prover = new LedgerProver(keys.provingKey(), keys.program());
    PlannedShard first = shards.getFirst();
    byte[] otherInputs = shards.getLast().publicInputs();
    assertThatThrownBy(() -> prover.prove(first.trace(), otherInputs, ANN))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> prover.prove(first.trace(), first.publicInputs(), new byte[31]))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> prover.prove(new byte[0], first.publicInputs(), ANN))
        .isInstanceOf(IllegalArgumentException.class);
    for (byte[] altered : Tampering.bitFlips(first.trace()).subList(0, 200)) {
      assertThatThrownBy(() -> prover.prove(altered, first.publicInputs(), ANN))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void shouldMakeTheSameProofAgainFromTheSameSecretAndAnotherFromAnother() {
    PlannedShard first = shards.getFirst();
    byte[] secret = new byte[32];
    byte[] other = new byte[32];
    other[0] = 1;
    byte[] proof =
        new LedgerProver(keys.provingKey(), keys.program())
            .prove(first.trace(), first.publicInputs(), ANN, secret);
    LedgerProver again = new LedgerProver(keys.provingKey(), keys.program(), 2);
    assertThat(again.prove(first.trace(), first.publicInputs(), ANN, secret)).isEqualTo(proof);
    assertThat(again.prove(first.trace(), first.publicInputs(), ANN, other)).isNotEqualTo(proof);
    assertThat(again.prove(first.trace(), first.publicInputs(), BOB, secret))
        .as("another binding, another blinding")
        .isNotEqualTo(proof);
    assertThat(REGISTRY.verify(STATEMENTS.getFirst(), proof)).isEqualTo(ProofVerdict.VALID);
  }

  @Test
  void shouldKeepItsKeyAndNoticeADamagedFile() throws IOException {
    LedgerKeys again = new DevelopmentKeys(cache).get(DEPTH, 1);
    assertThat(again.program().program()).isEqualTo(keys.program().program());
    Path file = keyFile(cache);
    byte[] whole = Files.readAllBytes(file);
    Path damaged = Files.createDirectories(cache.resolve("damaged"));
    for (int length : new int[] {0, 10, whole.length / 2, whole.length - 1}) {
      Files.write(damaged.resolve(file.getFileName()), Arrays.copyOf(whole, length));
      assertThatThrownBy(() -> new DevelopmentKeys(damaged).get(DEPTH, 1))
          .as("cut to %d bytes", length)
          .isInstanceOf(UncheckedIOException.class)
          .hasMessageContaining(file.getFileName().toString());
    }
  }

  private static Path keyFile(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(f -> f.toString().endsWith(".key")).findFirst().orElseThrow();
    }
  }

  @Test
  void shouldMakeOneKeyHoweverManyWantItAtOnce(@TempDir Path fresh) throws Exception {
    Callable<LedgerKeys> wanting = () -> new DevelopmentKeys(fresh).get(DEPTH, 1);
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      List<Future<LedgerKeys>> made = threads.invokeAll(List.of(wanting, wanting, wanting));
      for (Future<LedgerKeys> one : made) {
        assertThat(one.get().program().program())
            .isEqualTo(made.getFirst().get().program().program());
      }
    }
  }

  @Test
  void shouldAggregateAndRefuseEveryOtherListOfStatements() {
    byte[] aggregate = BATCH.aggregate(STATEMENTS, PROOFS, BOB);
    List<Statement> swapped = List.of(STATEMENTS.get(1), STATEMENTS.get(0), STATEMENTS.get(2));
    List<Statement> repeated = List.of(STATEMENTS.get(0), STATEMENTS.get(0), STATEMENTS.get(2));

    long proofBytes = PROOFS.stream().mapToLong(proof -> proof.length).sum();
    assertThat((long) aggregate.length).isEqualTo(BATCH.mostBytes(PROOFS.size(), proofBytes));
    assertThat(BATCH.verify(aggregate, STATEMENTS, BOB)).isEqualTo(ProofVerdict.VALID);
    for (List<Statement> others :
        List.of(swapped, repeated, STATEMENTS.subList(0, 2), List.<Statement>of())) {
      assertThat(BATCH.verify(aggregate, others, BOB)).isInstanceOf(ProofVerdict.Invalid.class);
    }
    assertThat(BATCH.verify(aggregate, STATEMENTS, ANN)).isInstanceOf(ProofVerdict.Invalid.class);
  }

  @Test
  void shouldRefuseAggregatesOfOtherProofs() {
    List<byte[]> swapped = List.of(PROOFS.get(1), PROOFS.get(0), PROOFS.get(2));
    List<byte[]> altered =
        List.of(PROOFS.get(0), PROOFS.get(1), Tampering.flip(PROOFS.get(2), 255));
    List<byte[]> empty = List.of(PROOFS.get(0), PROOFS.get(1), new byte[0]);
    for (List<byte[]> others : List.of(swapped, altered, empty)) {
      assertThat(BATCH.verify(BATCH.aggregate(STATEMENTS, others, BOB), STATEMENTS, BOB))
          .isNotEqualTo(ProofVerdict.VALID);
    }
    assertThatThrownBy(() -> BATCH.aggregate(STATEMENTS, PROOFS.subList(0, 2), BOB))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> BATCH.aggregate(List.of(), List.of(), BOB))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void shouldRefuseAnEnvelopeThatIsCutLengthenedOrLies() {
    byte[] aggregate = BATCH.aggregate(STATEMENTS, PROOFS, BOB);
    for (int length = 0; length < aggregate.length; length++) {
      assertThat(BATCH.verify(Arrays.copyOf(aggregate, length), STATEMENTS, BOB))
          .isInstanceOf(ProofVerdict.NonCanonical.class);
    }
    assertThat(BATCH.verify(Arrays.copyOf(aggregate, aggregate.length + 1), STATEMENTS, BOB))
        .isInstanceOf(ProofVerdict.NonCanonical.class);
    int count = 4 + 1 + 32;
    for (int lie : new int[] {Integer.MAX_VALUE, -1, 0, 4}) {
      byte[] lying = aggregate.clone();
      ByteBuffer.wrap(lying).putInt(count, lie);
      assertThat(BATCH.verify(lying, STATEMENTS, BOB))
          .isInstanceOf(ProofVerdict.NonCanonical.class);
    }
  }
}
